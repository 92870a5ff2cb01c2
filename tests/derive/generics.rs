//! Generic types get exactly the bounds that their fields need.

use std::{borrow::Cow, fmt::Debug, marker::PhantomData};

use multistatus::{Outcome, OutcomeAs, StatusCode};
use serde::Serialize;

use crate::text;

/// A type without any trait implementation.
struct Opaque;

#[derive(Outcome)]
enum Everything<'a, Inner, Displayed: ?Sized, Debugged, Named, Serialized, Unused, const N: usize = 3>
where
    Debugged: Debug,
{
    #[outcome(transparent)]
    Inner(Inner),
    #[outcome(404, "{0}")]
    Displayed(&'a Displayed),
    #[outcome(404, "{0:?} of {1}")]
    Debugged(Debugged, Cow<'a, str>),
    #[outcome(409)]
    Named {
        #[outcome(href)]
        href: Option<Named>,
        #[outcome(extension)]
        serialized: Option<Serialized>,
        #[outcome(extension)]
        list: Vec<Serialized>,
    },
    #[outcome(200)]
    Unused(PhantomData<Unused>, [u8; N]),
}

type Concrete<'a> = Everything<'a, StatusCode, str, [u8; 1], String, u8, Opaque>;

#[test]
fn bounds_are_inferred_from_field_types() {
    assert_eq!(Concrete::Inner(StatusCode::GONE).status(), 410);
    assert_eq!(text(&Concrete::Displayed("text")), "text");
    assert_eq!(text(&Concrete::Debugged([7], "x".into())), "[7] of x");
    assert_eq!(Concrete::Unused(PhantomData, [0; 3]).status(), 200);
    let named = Concrete::Named { href: Some("/a".into()), serialized: None, list: vec![1] };
    assert_eq!(named.href().unwrap().text(), "/a");
    assert_eq!(
        serde_json::to_value(named.json()).unwrap()["body"],
        serde_json::json!({"type": "about:blank", "title": "Conflict", "status": 409, "list": [1]})
    );
}

#[test]
fn a_bound_is_put_on_the_associated_type_itself() {
    #[derive(Outcome)]
    #[outcome(404, "{0}")]
    struct First<I: Iterator>(I::Item, PhantomData<I>);
    assert_eq!(text(&First::<std::vec::IntoIter<u8>>(7, PhantomData)), "7");
}

#[test]
fn the_key_bound_replaces_the_inferred_bounds() {
    trait Label {
        fn label(&self) -> String;
    }
    impl Label for u8 {
        fn label(&self) -> String {
            format!("{self}!")
        }
    }
    #[derive(Outcome)]
    #[outcome(200, "{0}", bound(T: Label + std::fmt::Display), map = Labelled::check)]
    struct Labelled<T>(T);
    impl<T: Label> Labelled<T> {
        fn check(&self, status: StatusCode) -> StatusCode {
            if self.0.label() == "7!" { status } else { StatusCode::CONFLICT }
        }
    }
    assert_eq!((Labelled(7).status(), Labelled(8).status()), (StatusCode::OK, StatusCode::CONFLICT));
}

#[test]
fn a_recursive_type_compiles() {
    #[derive(Outcome)]
    enum List<T> {
        #[outcome(200)]
        End,
        #[outcome(transparent)]
        Next(Box<List<T>>),
        #[outcome(404, "{0}")]
        Item(T),
    }
    let list = List::Next(Box::new(List::Next(Box::new(List::Item(7)))));
    assert_eq!((list.status().as_u16(), text(&list)), (404, "7".to_owned()));
    assert_eq!(List::<u8>::End.status(), 200);
}

#[test]
fn body_types_are_bound_by_serialize() {
    #[derive(Outcome)]
    #[outcome(200)]
    struct Page<T>(#[outcome(body)] Vec<T>);
    fn to_json<T: Serialize>(page: Vec<T>) -> String {
        serde_json::to_string(&Page(page).json()).unwrap()
    }
    assert!(to_json(vec![1, 2]).ends_with(r#""body":[1,2]}"#));
}

#[test]
fn via_accepts_a_mapping_of_a_generic_type() {
    struct Map;
    impl<T> OutcomeAs<Vec<T>> for Map {
        fn status(_: &Vec<T>) -> StatusCode {
            StatusCode::GONE
        }
    }
    #[derive(Outcome)]
    #[outcome(via = Map)]
    struct Via<T>(Vec<T>);
    assert_eq!(Via::<Opaque>(Vec::new()).status(), 410);
}
