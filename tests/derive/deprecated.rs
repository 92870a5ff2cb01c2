//! Deriving for deprecated types, variants and fields does not count as a use of them.

#![deny(deprecated)]

use multistatus::{FromItem, Item, Outcome};

#[derive(Outcome)]
#[deprecated]
#[allow(dead_code)]
enum Old {
    #[outcome(200)]
    Done,
}

#[derive(Outcome, FromItem)]
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
    #[outcome(other)]
    Other(Box<Item>),
}

#[test]
fn deriving_for_deprecated_items_does_not_warn() {
    #[allow(deprecated)]
    let outcomes = [Partly::Old("a".into()), Partly::Field { name: "b".into() }];
    assert_eq!(outcomes.each_ref().map(crate::text), ["no a", "no b"]);
    let read = outcomes.map(|outcome| Partly::from_item(Item::from_outcome(&outcome)).unwrap());
    assert_eq!(read.map(|outcome| crate::text(&outcome)), ["no a", "no b"]);
}
