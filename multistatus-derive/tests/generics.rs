//! Parameters of every kind go through the impl, with bounds only where a field needs them.

#![deny(warnings)]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, reason = "only the impls are under test")]

mod common;

use std::{borrow::Cow, error::Error, fmt::Display};

use common::text;
use multistatus::{Key, Outcome, OutcomeAs, StatusCode};

struct Silent;

fn is_outcome<O: Outcome + ?Sized>() {}

#[test]
fn a_parameter_is_bound_by_its_use() {
    #[derive(Outcome)]
    enum Transparent<T> {
        #[outcome(transparent)]
        Inner(T),
    }
    #[derive(Outcome)]
    enum Shown<T> {
        #[outcome(404, "{0:>4} {1:?}")]
        Text(T, Option<T>),
    }
    #[derive(Outcome)]
    enum Roles<T, U, V> {
        #[outcome(503)]
        Some {
            #[outcome(href)]
            key: Option<T>,
            #[outcome(extension)]
            member: Option<U>,
            #[outcome(retry_after)]
            wait: Option<V>,
        },
    }
    #[derive(Outcome)]
    enum Unused<T> {
        #[outcome(with = pick, opaque)]
        With(T),
        #[outcome(404, "hidden: {0}", opaque)]
        Opaque(T),
    }
    fn pick<T>(_: &T) -> StatusCode {
        StatusCode::GONE
    }
    is_outcome::<Transparent<StatusCode>>();
    assert_eq!(text(&Shown::Text(7, Some(1))), "   7 Some(1)");
    is_outcome::<Roles<&str, Vec<u8>, i8>>();
    is_outcome::<Unused<Silent>>();
}

#[test]
fn own_bounds_replace_the_inferred_ones() {
    #[derive(Outcome)]
    #[outcome(bound(T: Display))]
    enum Bound<T, U>
    where
        U: Copy,
    {
        #[outcome(404, "{0}")]
        Text(T, U),
    }
    assert_eq!(text(&Bound::Text("a", 1)), "a");
    is_outcome::<Bound<u8, u8>>();
}

#[test]
fn a_mapping_of_a_generic_type() {
    struct Map;
    impl<T> OutcomeAs<Vec<T>> for Map {
        fn status(_: &Vec<T>) -> StatusCode {
            StatusCode::GONE
        }
    }
    #[derive(Outcome)]
    #[outcome(via = Map)]
    struct Via<T>(Vec<T>);
    assert_eq!(Via::<Silent>(Vec::new()).status(), 410);
}

#[test]
fn lifetimes_constants_defaults_and_unsized() {
    #[derive(Outcome)]
    enum Borrowed<'a, const N: usize = 3> {
        #[outcome(404, "{0} {1} {2} {3}")]
        Texts(#[outcome(href)] &'a str, &'a String, Cow<'a, str>, Box<dyn Error + Send + Sync>),
        #[outcome(404)]
        Key(#[outcome(href)] &'a Key, [u8; N]),
        #[outcome(404, "{0}")]
        Object(&'a dyn Display),
    }
    #[derive(Outcome)]
    #[outcome(404, "{0}")]
    struct Slice<T: ?Sized>(#[outcome(href)] T);

    let texts: Borrowed<'_> = Borrowed::Texts("a", &"b".to_owned(), "c".into(), "d".into());
    assert_eq!(text(&texts), "a b c d");
    let key = Key::from("/x y");
    assert_eq!(Borrowed::<'_, 1>::Key(&key, [0]).href().map(|key| key.encoded().into_owned()).unwrap(), "/x%20y");
    is_outcome::<Slice<str>>();
    assert_eq!(text(&Slice("s")), "s");
}

#[test]
fn a_type_may_hold_itself() {
    #[derive(Outcome)]
    enum List<T> {
        #[outcome(transparent)]
        Next(Box<Self>),
        #[outcome(transparent)]
        Other(Box<List<T>>),
        #[outcome(200, "{0}")]
        End(T),
    }
    let list = List::Next(Box::new(List::Other(Box::new(List::End(1)))));
    assert_eq!((list.status(), text(&list)), (StatusCode::OK, "1".to_owned()));
    assert_eq!(List::<u8>::OUTCOMES[0].inner()[2].name, "End");
}

#[test]
fn no_variants_at_all() {
    #[derive(Outcome)]
    enum Never {}
    #[derive(Outcome)]
    #[outcome(display, map = Self::soften)]
    enum Mapped {}
    impl Mapped {
        fn soften(&self, status: StatusCode) -> StatusCode {
            status
        }
    }
    impl Display for Mapped {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            match *self {}
        }
    }
    is_outcome::<Never>();
    is_outcome::<Mapped>();
}
