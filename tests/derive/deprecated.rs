//! Deprecated types, variants and fields: deriving is no use of them.

#![deny(deprecated)]

use multistatus::Outcome;

#[derive(Outcome)]
#[deprecated]
#[allow(dead_code)]
enum Old {
    #[outcome(200)]
    Done,
}

#[derive(Outcome)]
enum Partly {
    #[deprecated]
    #[outcome(404, "no {0}")]
    Old(#[outcome(href)] String),
    #[outcome(410, "no {name}")]
    Field {
        #[deprecated]
        #[outcome(extension)]
        name: String,
    },
}

#[test]
fn deriving_for_what_is_deprecated_does_not_warn() {
    #[allow(deprecated)]
    let outcomes = [Partly::Old("a".into()), Partly::Field { name: "b".into() }];
    assert_eq!(outcomes.map(|outcome| crate::text(&outcome)), ["no a", "no b"]);
}
