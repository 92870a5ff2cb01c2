//! Types that come out of a `macro_rules!`, every part of them from a fragment.

use multistatus::{Outcome, StatusCode};

use crate::{conditions, headers, text};

macro_rules! declare {
    (
        $(#[$meta:meta])*
        $name:ident<$param:ident> {
            $variant:ident($code:literal, $text:literal) { $field:ident: $type:ty },
            $coded:ident($path:path) via $with:path,
            $role:ident: #[$attribute:meta] $whole:ty
        } key $key:literal header($header:literal, $value:literal)
    ) => {
        $(#[$meta])*
        enum $name<$param> {
            #[outcome($code, $text, condition = $key, header($header, $value))]
            $variant {
                #[outcome(href)]
                $field: $type,
            },
            #[outcome($path)]
            $coded,
            #[outcome(with = $with)]
            Computed($type),
            $role(#[$attribute] $whole, std::marker::PhantomData<$param>),
        }
    };
}

declare! {
    /// Documented.
    #[derive(Outcome)]
    #[outcome(default = 500)]
    Declared<T> {
        Missing(404, "no {path:?} here") { path: Option<String> },
        Constant(StatusCode::GONE) via pick,
        Field: #[outcome(code)] Option<u16>
    } key "quota-not-exceeded" header("X-Path", "fixed")
}

fn pick(path: &Option<String>) -> StatusCode {
    if path.is_some() { StatusCode::OK } else { StatusCode::CONFLICT }
}

#[test]
fn fragments_of_every_kind_are_understood() {
    let missing = Declared::<u8>::Missing { path: Some("/a".into()) };
    assert_eq!((missing.status().as_u16(), text(&missing).as_str()), (404, "no Some(\"/a\") here"));
    assert_eq!(missing.href().unwrap().as_str(), "/a");
    assert_eq!((headers(&missing).len(), conditions(&missing).len()), (1, 1));
    assert_eq!(Declared::<u8>::Constant.status(), 410);
    assert_eq!(Declared::<u8>::Computed(None).status(), 409);
    assert_eq!(Declared::<u8>::Field(Some(404), std::marker::PhantomData).status(), 404);
    assert_eq!(Declared::<u8>::Field(None, std::marker::PhantomData).status(), 500);
    assert_eq!(Declared::<u8>::OUTCOMES[0].docs, "");
}

macro_rules! with_text {
    ($name:ident, $text:expr) => {
        #[derive(Outcome)]
        #[outcome(404, "fixed in the macro: {inner}", title = $text)]
        struct $name {
            inner: u8,
        }
    };
}

with_text!(Fixed, "from outside");

#[test]
fn a_template_inside_a_macro_finds_its_fields() {
    assert_eq!(text(&Fixed { inner: 7 }), "fixed in the macro: 7");
    assert_eq!(Fixed { inner: 7 }.title(), Some("from outside"));
}
