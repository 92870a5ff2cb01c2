//! `derive(Error)` of thiserror and `derive(Outcome)` on one type, in every combination of their attributes.

use std::{error::Error as _, io, num::ParseIntError};

use multistatus::Outcome;
use thiserror::Error;

use crate::text;

/// Declares an enum with both derives, and a test of what `?`, the description and the source give.
macro_rules! combination {
    ($test:ident: [$($on_type:tt)*] $variant:tt, described: $description:expr, has_source: $has_source:expr) => {
        #[test]
        fn $test() {
            combination!(@ [$($on_type)*] $variant);
            let failure = (|| -> Result<u8, Failure> { Ok("x".parse::<u8>()?) })().unwrap_err();
            assert_eq!(failure.status(), 400);
            assert_eq!(text(&failure), $description);
            assert_eq!(failure.source().is_some(), $has_source);
            respond(failure);
        }
    };
    (@ [$($on_type:tt)*] { $($variant:tt)* }) => {
        #[derive(Debug, Error, Outcome)]
        #[outcome($($on_type)* respond(axum))]
        enum Failure {
            $($variant)*
            #[allow(dead_code, reason = "only one variant is tested")]
            #[error("gone")]
            #[outcome(410, "gone")]
            Gone,
        }
    };
}

/// Takes what a handler of axum returns.
fn respond(outcome: impl axum::response::IntoResponse) {
    assert_eq!(outcome.into_response().status(), 400);
}

const INVALID: &str = "invalid digit found in string";

combination!(from_of_thiserror: [] {
    #[error("not a number")] #[outcome(400, "send a number")] Parse(#[from] ParseIntError),
}, described: "send a number", has_source: true);

combination!(from_of_outcome: [] {
    #[error("not a number")] #[outcome(400, "send a number")] Parse(#[outcome(from)] ParseIntError),
}, described: "send a number", has_source: false);

combination!(from_of_outcome_and_source: [] {
    #[error("not a number")] #[outcome(400, "send a number")] Parse(#[outcome(from)] #[source] ParseIntError),
}, described: "send a number", has_source: true);

combination!(from_of_outcome_on_a_named_source: [] {
    #[error("not a number")] #[outcome(400, "{source}")] Parse { #[outcome(from)] source: ParseIntError },
}, described: INVALID, has_source: true);

combination!(display_and_from_of_thiserror: [display,] {
    #[error("not a number: {0}")] #[outcome(400)] Parse(#[from] ParseIntError),
}, described: format!("not a number: {INVALID}"), has_source: true);

combination!(display_and_from_of_outcome: [display,] {
    #[error("not a number: {0}")] #[outcome(400)] Parse(#[outcome(from)] ParseIntError),
}, described: format!("not a number: {INVALID}"), has_source: false);

combination!(opaque_and_from_of_thiserror: [] {
    #[error("not a number: {0}")] #[outcome(400, opaque)] Parse(#[from] ParseIntError),
}, described: "", has_source: true);

combination!(opaque_and_from_of_outcome: [] {
    #[error("not a number: {0}")] #[outcome(400, opaque)] Parse(#[outcome(from)] ParseIntError),
}, described: "", has_source: false);

combination!(the_default_status: [default = 400, display,] {
    #[error("not a number")] Parse(#[from] ParseIntError),
}, described: "not a number", has_source: true);

combination!(a_source_of_another_variant: [] {
    #[error("not a number")] #[outcome(400, "send a number")] Parse(#[from] ParseIntError),
    #[error("not read")] #[outcome(500, opaque)] #[allow(dead_code)] Read(#[outcome(from)] io::Error),
    #[error("not sent")] #[outcome(502, opaque)] #[allow(dead_code)] Send(#[source] io::Error),
}, described: "send a number", has_source: true);

/// The `transparent` of thiserror does not compile inside of `macro_rules!`.
#[test]
fn transparent_of_thiserror_goes_with_each_from() {
    #[derive(Debug, Error, Outcome)]
    #[outcome(display, respond(axum))]
    enum Theirs {
        #[error(transparent)]
        #[outcome(400)]
        Parse(#[from] ParseIntError),
    }

    #[derive(Debug, Error, Outcome)]
    #[outcome(display, respond(axum))]
    enum Ours {
        #[error(transparent)]
        #[outcome(400)]
        Parse(#[outcome(from)] ParseIntError),
    }

    #[derive(Debug, Error, Outcome)]
    #[outcome(respond(axum))]
    enum Opaque {
        #[error(transparent)]
        #[outcome(400, opaque)]
        Parse(#[from] ParseIntError),
    }

    let error = || "x".parse::<u8>().unwrap_err();
    assert_eq!(text(&Theirs::from(error())), INVALID);
    assert_eq!(text(&Ours::from(error())), INVALID);
    assert_eq!(text(&Opaque::from(error())), "");
    respond(Theirs::from(error()));
    respond(Ours::from(error()));
    respond(Opaque::from(error()));
}

#[test]
fn a_struct_has_both_derives() {
    #[derive(Debug, Error, Outcome)]
    #[error("not a number: {0}")]
    #[outcome(400, display, respond(axum))]
    struct Thiserror(#[from] ParseIntError);

    #[derive(Debug, Error, Outcome)]
    #[error("not a number")]
    #[outcome(400, "{source}", respond(axum))]
    struct Own {
        #[outcome(from)]
        source: ParseIntError,
    }

    let error = || "x".parse::<u8>().unwrap_err();
    assert_eq!(text(&Thiserror::from(error())), format!("not a number: {INVALID}"));
    assert_eq!(text(&Own::from(error())), INVALID);
    respond(Thiserror::from(error()));
    respond(Own::from(error()));
}

#[test]
fn a_generic_type_has_both_derives() {
    #[derive(Debug, Error, Outcome)]
    #[outcome(display, respond(axum))]
    enum Generic<E: std::error::Error + 'static> {
        #[error("first: {0}")]
        #[outcome(400)]
        First(#[outcome(from)] E),
        #[error("second")]
        #[outcome(410)]
        #[allow(dead_code, reason = "only the first is tested")]
        Second(#[source] E),
    }

    let error = Generic::from("x".parse::<u8>().unwrap_err());
    assert_eq!(text(&error), format!("first: {INVALID}"));
    respond(error);
}
