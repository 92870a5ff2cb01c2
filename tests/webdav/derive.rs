//! `#[derive(Properties)]`: what a struct declares, what PROPFIND lists, and what a client may change.

use multistatus::{
    StatusCode, Streamed,
    webdav::{
        DeadProperties, Properties, PropertyFailure, PropertyInfo, PropertyKind, PropertyName, PropertyQuery,
        PropertyValue, PropertyXml, ResourceOutcome, XmlElement, names,
    },
};

/// A file.
#[derive(Clone, Debug, PartialEq, Properties)]
#[property("getetag", live, with = Self::etag)]
struct File {
    /// The number of bytes.
    #[property("getcontentlength", live)]
    length: u64,
    #[property("displayname")]
    title: Option<String>,
    #[property("http://owncloud.org/ns", "owner-id", protected, not_in_allprop)]
    owner: String,
    #[property("urn:example", "comment")]
    comment: String,
    /// Not a property.
    version: u32,
    #[property(rest)]
    others: DeadProperties,
}

impl File {
    fn etag(&self) -> String {
        format!("\"{}\"", self.version)
    }
}

fn file() -> File {
    File {
        length: 7,
        title: None,
        owner: "ann".to_owned(),
        comment: "none".to_owned(),
        version: 3,
        others: DeadProperties::new(),
    }
}

fn named(namespace: &'static str, local: &'static str) -> PropertyName {
    PropertyName::new(namespace, local).unwrap()
}

async fn listed<P: Properties + Send + 'static>(resource: P, query: PropertyQuery) -> String {
    let item: ResourceOutcome<P, StatusCode> = ResourceOutcome::Properties(resource);
    let response = Streamed::iter([("/a", item)]).respond_with(PropertyXml::<P>::new(&query));
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    let body = String::from_utf8(bytes.to_vec()).unwrap();
    let (_, properties) = body.split_once("<D:prop>").unwrap();
    properties.split_once("</D:prop>").unwrap().0.to_owned()
}

#[test]
fn the_properties_are_those_of_the_attributes_in_order() {
    let declared = |info: &PropertyInfo| (info.name.to_string(), info.kind, info.protected, info.in_allprop);
    let (live, dead) = (PropertyKind::Live, PropertyKind::Dead);
    assert_eq!(
        File::PROPERTIES.iter().map(declared).collect::<Vec<_>>(),
        [
            ("{DAV:}getetag".to_owned(), live, true, true),
            ("{DAV:}getcontentlength".to_owned(), live, true, true),
            ("{DAV:}displayname".to_owned(), dead, false, true),
            ("{http://owncloud.org/ns}owner-id".to_owned(), dead, true, false),
            ("{urn:example}comment".to_owned(), dead, false, true),
        ]
    );
    assert_eq!(File::PROPERTIES[1].doc, "The number of bytes.");
}

#[tokio::test]
async fn allprop_lists_the_values_of_fields_and_functions() {
    let mut file = file();
    file.others.set(&XmlElement::parse("<x:color xmlns:x='urn:x'>red</x:color>").unwrap());
    let body = listed(file, PropertyQuery::default()).await;
    assert_eq!(
        body,
        concat!(
            "<D:getetag>\"3\"</D:getetag><D:getcontentlength>7</D:getcontentlength>",
            "<A:comment>none</A:comment><x:color xmlns:x='urn:x'>red</x:color>",
        )
    );
}

#[tokio::test]
async fn a_property_that_is_not_in_allprop_is_listed_if_it_is_named() {
    let query = PropertyQuery::Prop(vec![named("http://owncloud.org/ns", "owner-id")]);
    assert_eq!(listed(file(), query).await, "<A:owner-id>ann</A:owner-id>");
}

fn position(name: &PropertyName) -> usize {
    File::PROPERTIES.iter().position(|info| info.name == *name).unwrap()
}

#[test]
fn a_writable_field_is_set_and_removed() {
    let mut file = file();
    let value = XmlElement::parse("<displayname xmlns='DAV:'>Report</displayname>").unwrap();
    assert_eq!(file.set(position(&names::DISPLAYNAME), &value), Ok(()));
    assert_eq!(file.title.as_deref(), Some("Report"));
    assert_eq!(file.remove(position(&names::DISPLAYNAME)), Ok(()));
    assert_eq!(file.title, None);
    assert_eq!(file.remove(position(&names::DISPLAYNAME)), Ok(()), "removing an absent property is not an error");
    assert_eq!(file.set(position(&names::GETETAG), &value), Err(PropertyFailure::protected()));
    assert_eq!(
        file.set(position(&named("http://owncloud.org/ns", "owner-id")), &value),
        Err(PropertyFailure::protected())
    );
}

#[test]
fn a_field_that_is_no_option_cannot_be_removed() {
    let mut file = file();
    let failure = file.remove(position(&named("urn:example", "comment"))).unwrap_err();
    assert_eq!(failure.status(), StatusCode::FORBIDDEN);
    assert_eq!(failure.text(), "the property always has a value; set another one");
    assert_eq!(file.comment, "none");
}

/// A type whose generics and lifetimes are those of its fields.
#[derive(Properties)]
#[property(namespace = "urn:example")]
struct Borrowed<'a, T, E>
where
    E: multistatus::Outcome,
{
    #[property("name", live)]
    name: &'a str,
    #[property("value")]
    value: Option<T>,
    #[property("size", protected)]
    size: Result<u64, E>,
    #[property("DAV:", "creationdate", live)]
    created: T,
}

#[tokio::test]
async fn generics_and_the_namespace_of_a_struct() {
    let borrowed =
        Borrowed { name: "a", value: Some("b".to_owned()), size: Err(StatusCode::FORBIDDEN), created: "c".to_owned() };
    assert_eq!(
        listed(borrowed, PropertyQuery::default()).await,
        concat!("<A:name>a</A:name><A:value>b</A:value>", "<D:creationdate>c</D:creationdate>",)
    );
}

/// A resource without fields.
#[derive(Properties)]
#[property("displayname", live, with = title)]
struct Root;

fn title(_: &Root) -> impl PropertyValue {
    "Files"
}

#[tokio::test]
async fn a_struct_without_fields() {
    assert_eq!(listed(Root, PropertyQuery::default()).await, "<D:displayname>Files</D:displayname>");
}
