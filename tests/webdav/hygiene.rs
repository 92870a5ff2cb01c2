//! Code that `#[derive(Properties)]` generates compiles where every name that it could use means something else.

#![allow(non_camel_case_types, dead_code)]

mod shadowed {
    #![no_implicit_prelude]

    pub(super) struct Option;
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct Ok;
    pub(super) struct Err;
    pub(super) struct Result;
    pub(super) struct usize;
    pub(super) struct PropertyInfo;
    pub(super) struct PropertyName;
    pub(super) struct PropertyFailure;
    pub(super) struct PropertyValue;
    pub(super) struct FromPropertyValue;
    pub(super) struct Properties;
    pub(super) struct ContentWriter;
    pub(super) struct XmlElement;
    pub(super) struct __p;
    pub(super) mod core {}
    pub(super) mod std {}

    /// Implements, for every type, methods with the names that generated code calls.
    trait Everywhere {
        fn write(&self) {}
        fn set(&self) {}
        fn remove(&self) {}
        fn kept(&self) {}
        fn doc(&self) {}
    }

    impl<T: ?::core::marker::Sized> Everywhere for T {}

    #[derive(::multistatus::webdav::Properties)]
    #[property("getetag", live, with = Self::__content)]
    pub(super) struct Hygienic<T> {
        #[property("displayname")]
        pub(super) __position: ::std::option::Option<T>,
        #[property("urn:example", "type", live)]
        pub(super) r#type: ::std::primitive::u64,
        #[property("urn:example", "value")]
        pub(super) __value: ::std::string::String,
        #[property(rest)]
        pub(super) others: ::multistatus::webdav::DeadProperties,
    }

    impl<T> Hygienic<T> {
        fn __content(&self) -> ::std::primitive::u64 {
            self.r#type
        }
    }
}

/// Fields, types and functions that come from the call of a macro.
macro_rules! resource {
    ($(#[$attribute:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty = $local:literal,)* } $with:path) => {
        #[derive(Clone, Debug, Default, PartialEq, multistatus::webdav::Properties)]
        #[property("getetag", live, with = $with)]
        $(#[$attribute])*
        struct $name {
            $($(#[$of_field])* #[property($local)] $field: $type,)*
        }
    };
}

fn etag(_: &Generated) -> &'static str {
    "\"1\""
}

resource! {
    /// A type that a macro declares.
    Generated {
        /// The title.
        title: Option<String> = "displayname",
        #[cfg(any())]
        missing: Missing = "getcontenttype",
        language: Option<String> = "getcontentlanguage",
    }
    etag
}

#[test]
fn a_macro_may_declare_the_properties() {
    use multistatus::webdav::Properties;

    let names: Vec<String> = Generated::PROPERTIES.iter().map(|info| info.name.local().to_owned()).collect();
    assert_eq!(names, ["getetag", "displayname", "getcontentlanguage"]);
    assert_eq!(Generated::PROPERTIES[1].doc, "The title.");
}

#[test]
fn names_of_the_user_do_not_collide() {
    use multistatus::webdav::{DeadProperties, Properties, XmlElement};

    let mut hygienic = shadowed::Hygienic::<String> {
        __position: None,
        r#type: 1,
        __value: "a".to_owned(),
        others: DeadProperties::new(),
    };
    let value = XmlElement::parse("<value xmlns='urn:example'>b</value>").unwrap();
    assert_eq!(hygienic.set(3, &value), Ok(()));
    assert_eq!(hygienic.__value, "b");
    assert_eq!(hygienic.set(1, &value), Ok(()));
    assert_eq!(hygienic.__position.as_deref(), Some("b"));
}

/// A value that may be absent without being an `Option`.
#[derive(Clone, Debug, Default, PartialEq)]
struct Tags(Vec<String>);

impl multistatus::webdav::FromPropertyValue for Tags {
    fn from_element(element: &multistatus::webdav::XmlElement) -> Result<Self, multistatus::webdav::InvalidValue> {
        Ok(Self(element.text().split_whitespace().map(str::to_owned).collect()))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl multistatus::webdav::PropertyValue for Tags {
    fn write(
        &self,
        content: &mut multistatus::webdav::ContentWriter<'_>,
    ) -> Result<(), multistatus::webdav::PropertyFailure> {
        self.0.join(" ").write(content)
    }
}

#[derive(Clone, multistatus::webdav::Properties)]
struct Tagged {
    #[property("urn:example", "tags")]
    tags: Tags,
}

#[test]
fn a_type_may_have_a_value_for_a_removed_property() {
    use multistatus::webdav::{Properties, XmlElement};

    let mut tagged = Tagged { tags: Tags::default() };
    tagged.set(0, &XmlElement::parse("<tags xmlns='urn:example'>a b</tags>").unwrap()).unwrap();
    assert_eq!(tagged.tags.0, ["a", "b"]);
    assert_eq!(tagged.remove(0), Ok(()));
    assert_eq!(tagged.tags, Tags::default());
}
