//! The derive inside `macro_rules!`: fragments arrive in invisible groups, and names have hygiene.

#![deny(warnings)]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, reason = "only the impls are under test")]

mod common;

use common::text;
use multistatus::{Outcome, OutcomeAs, StatusCode};

/// What `$crate::...` of a macro in a library would name.
mod library {
    pub(crate) use ::multistatus;
}

mod elsewhere {
    pub(crate) const BURST: u16 = 599;

    pub(crate) fn pick(_: &str) -> crate::StatusCode {
        crate::StatusCode::GONE
    }

    pub(crate) struct Mapping;

    impl crate::OutcomeAs<Vec<String>> for Mapping {
        fn status(_: &Vec<String>) -> crate::StatusCode {
            crate::StatusCode::CONFLICT
        }
    }
}

macro_rules! outcomes {
    ($name:ident, $code:expr, $literal:literal, $text:literal, $ty:ty, $field:ident, $pick:path, $via:path, $const:path,
     $status:ident, $condition:expr) => {
        /// A doc comment
        /// of two lines.
        #[derive(Outcome)]
        #[outcome(crate = $crate::library::multistatus, default = $code)]
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
fn fragments() {
    struct Option<T>(T);
    impl Outcome for Option<String> {
        fn status(&self) -> StatusCode {
            StatusCode::IM_USED
        }
    }
    outcomes!(
        Made,
        507,
        404,
        "at {place}",
        String,
        place,
        elsewhere::pick,
        elsewhere::Mapping,
        self::elsewhere::BURST,
        LOCKED,
        "quota-not-exceeded"
    );
    assert_eq!(text(&Made::Field { place: "a".to_owned() }), "at a");
    let with = Made::With { x: "b".to_owned() };
    assert_eq!((with.status(), text(&with)), (StatusCode::GONE, "b \"b\"".to_owned()));
    assert_eq!(Made::Const.status(), 599);
    assert_eq!(Made::Named.status(), 423);
    assert_eq!(Made::Via(1, Vec::new()).status(), 409);
    assert_eq!(Made::Transparent(Option("c".to_owned())).status(), 226);
    assert_eq!(Made::Default.status(), 507);
}

macro_rules! local_name {
    ($field:ident, $ty:ty) => {
        #[derive(Outcome)]
        #[outcome(404, "{inner} {outer}")]
        struct Both {
            inner: $ty,
            outer: $ty,
            $field: $ty,
        }
    };
}

#[test]
fn names_of_the_macro_and_of_its_caller() {
    local_name!(caller, u8);
    assert_eq!(text(&Both { inner: 1, outer: 2, caller: 3 }), "1 2");
}
