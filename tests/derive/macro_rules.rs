//! Types declared by a `macro_rules!` macro: its fragments arrive in invisible groups, and its names are hygienic.

use multistatus::{FromItem, Item, Outcome, OutcomeAs, StatusCode};

use crate::text;

/// Stands for a library whose macro names the crate by `$crate::...`.
mod library {
    pub(crate) use ::multistatus;
}

mod paths {
    pub(crate) const BURST: u16 = 599;

    pub(crate) fn pick(_: &str) -> super::StatusCode {
        super::StatusCode::GONE
    }

    pub(crate) struct Mapping;

    impl super::OutcomeAs<Vec<String>> for Mapping {
        fn status(_: &Vec<String>) -> super::StatusCode {
            super::StatusCode::CONFLICT
        }
    }
}

macro_rules! outcomes {
    ($name:ident, $code:expr, $literal:literal, $text:literal, $ty:ty, $field:ident, $pick:path, $via:path, $const:path,
     $status:ident, $condition:expr) => {
        /// A doc comment
        /// of two lines.
        #[derive(Outcome)]
        #[allow(dead_code)]
        #[outcome(crate = $crate::macro_rules::library::multistatus, default = $code)]
        enum $name {
            #[outcome($literal, $text, condition = $condition)]
            Field {
                #[outcome(href)]
                $field: $ty,
            },
            #[outcome(with = $pick, "{x} {x:?}", header("L", "{x}"))]
            With {
                x: $ty,
            },
            #[outcome($const)]
            Const,
            #[outcome($status)]
            Named,
            #[outcome(via = $via)]
            Via(#[outcome(extension = "e")] u8, Vec<$ty>),
            #[outcome(transparent)]
            Transparent(Option<$ty>),
            Default,
        }
    };
}

#[test]
fn every_kind_of_fragment_is_accepted() {
    struct Option<T>(T);
    impl Outcome for Option<String> {
        fn status(&self) -> StatusCode {
            StatusCode::IM_USED
        }
    }
    outcomes!(
        Declared,
        507,
        404,
        "at {path}",
        String,
        path,
        paths::pick,
        paths::Mapping,
        self::paths::BURST,
        LOCKED,
        "quota-not-exceeded"
    );
    assert_eq!(text(&Declared::Field { path: "a".to_owned() }), "at a");
    let with = Declared::With { x: "b".to_owned() };
    assert_eq!((with.status(), text(&with)), (StatusCode::GONE, "b \"b\"".to_owned()));
    assert_eq!(Declared::Const.status(), 599);
    assert_eq!(Declared::Named.status(), 423);
    assert_eq!(Declared::Via(1, Vec::new()).status(), 409);
    assert_eq!(Declared::Transparent(Option("c".to_owned())).status(), 226);
    assert_eq!(Declared::Default.status(), 507);
}

macro_rules! local_name {
    ($field:ident, $ty:ty) => {
        #[derive(Outcome)]
        #[outcome(404, "{inner} {outer}")]
        #[allow(dead_code)]
        struct Both {
            inner: $ty,
            outer: $ty,
            $field: $ty,
        }
    };
}

#[test]
fn a_template_uses_fields_of_the_macro_beside_fields_of_the_caller() {
    local_name!(caller, u8);
    assert_eq!(text(&Both { inner: 1, outer: 2, caller: 3 }), "1 2");
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
fn a_template_inside_a_macro_uses_its_fields() {
    assert_eq!(text(&Fixed { inner: 7 }), "fixed in the macro: 7");
    assert_eq!(Fixed { inner: 7 }.title(), Some("from outside"));
}

macro_rules! read_back {
    ($name:ident, $literal:literal, $text:literal, $ty:ty, $field:ident, $const:path, $inner:ty) => {
        #[derive(Debug, PartialEq, Outcome, FromItem)]
        enum $name {
            #[outcome($literal, $text)]
            Field {
                $field: $ty,
                #[outcome(default)]
                own: $ty,
            },
            #[outcome($const, skip_parse)]
            Skipped,
            #[outcome(transparent)]
            Transparent(Box<$inner>),
            #[outcome(other)]
            Other(Box<$inner>),
        }
    };
}

#[test]
fn a_type_declared_by_a_macro_is_read_back() {
    read_back!(Declared, 404, "at {path}", String, path, self::paths::BURST, Item);
    let field = Declared::Field { path: "x".into(), own: String::new() };
    assert_eq!(Declared::from_item(Item::from_outcome(&field)), Ok(field));
    let burst = Item::from_outcome(&Declared::Skipped);
    assert_eq!(Declared::from_item(burst.clone()), Ok(Declared::Transparent(burst.into())));
}
