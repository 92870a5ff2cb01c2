//! `via` and `transparent`, and the keys that a variant may set beside them.

use std::{fmt, io, time::Duration};

use multistatus::{
    Condition, Outcome, OutcomeAs, Retry, StatusCode, map,
    outcome::{ConditionVisitor, HeaderVisitor},
};

use crate::{conditions, headers, problem, text};

struct Acme;

impl OutcomeAs<io::Error> for Acme {
    fn status(error: &io::Error) -> StatusCode {
        map::io(error.kind())
    }

    fn description<W: fmt::Write + ?Sized>(error: &io::Error, out: &mut W) -> fmt::Result {
        write!(out, "disk error: {error}")
    }

    fn headers<V: HeaderVisitor + ?Sized>(_: &io::Error, visitor: &mut V) {
        visitor.header("X-Disk", &|value| value.write_str("1"));
    }

    fn conditions<V: ConditionVisitor + ?Sized>(_: &io::Error, visitor: &mut V) {
        visitor.condition(Condition::dav("sufficient-disk-space").unwrap(), &[]);
    }

    fn problem_type(_: &io::Error) -> Option<&str> {
        Some("urn:disk")
    }

    fn title(_: &io::Error) -> Option<&str> {
        Some("Disk")
    }

    fn extensions<M: serde::ser::SerializeMap>(error: &io::Error, members: &mut M) -> Result<(), M::Error> {
        members.serialize_entry("kind", &format!("{:?}", error.kind()))
    }

    fn retry(_: &io::Error) -> Option<Retry> {
        Some(Retry::Safe)
    }

    fn retry_after(_: &io::Error) -> Option<Duration> {
        Some(Duration::from_secs(1))
    }
}

#[derive(Outcome)]
enum Write {
    #[outcome(via = Acme)]
    Io(io::Error),
    #[outcome(
        via = Acme,
        "cannot write {path}",
        title = "Own",
        type = "urn:own",
        retry = never,
        condition = "quota-not-exceeded",
        header("X-Own", "{path}")
    )]
    Described {
        #[outcome(href)]
        path: String,
        error: io::Error,
        #[outcome(retry_after)]
        wait: u8,
        #[outcome(extension)]
        used: u8,
    },
    #[outcome(via = Acme, opaque)]
    Hidden(io::Error),
}

fn error() -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, "full")
}

#[test]
fn via_takes_every_part_from_the_mapping() {
    let outcome = Write::Io(error());
    assert_eq!(outcome.status(), 507);
    assert_eq!(text(&outcome), "disk error: full");
    assert_eq!(headers(&outcome), [("X-Disk".to_owned(), "1".to_owned())]);
    assert_eq!(conditions(&outcome).len(), 1);
    assert_eq!((outcome.problem_type(), outcome.title()), (Some("urn:disk"), Some("Disk")));
    assert_eq!((outcome.retry(), outcome.retry_after()), (Some(Retry::Safe), Some(Duration::from_secs(1))));
    assert_eq!(problem(&outcome)["kind"], "StorageFull");
}

#[test]
fn keys_of_the_variant_override_or_extend_the_mapping() {
    let outcome = Write::Described { path: "/a".into(), error: error(), wait: 9, used: 3 };
    assert_eq!((outcome.status().as_u16(), &*outcome.href().unwrap().text()), (507, "/a"));
    assert_eq!(text(&outcome), "cannot write /a");
    assert_eq!((outcome.problem_type(), outcome.title()), (Some("urn:own"), Some("Own")));
    assert_eq!((outcome.retry(), outcome.retry_after()), (Some(Retry::Never), Some(Duration::from_secs(9))));
    let names: Vec<_> = headers(&outcome).into_iter().map(|(name, _)| name).collect();
    assert_eq!((names.len(), names.contains(&"X-Disk".into()), names.contains(&"X-Own".into())), (2, true, true));
    assert_eq!(conditions(&outcome).len(), 2);
    assert_eq!((&problem(&outcome)["kind"], &problem(&outcome)["used"]), (&"StorageFull".into(), &3.into()));
}

#[test]
fn opaque_hides_the_text_of_a_foreign_error() {
    let outcome = Write::Hidden(error());
    assert_eq!((outcome.status().as_u16(), text(&outcome), outcome.title()), (507, String::new(), None));
    assert!(problem(&outcome).get("kind").is_none());
}

#[derive(Outcome)]
enum Outer<T> {
    #[outcome(transparent)]
    Inner(T),
    #[outcome(transparent, retry = with_cause)]
    Other { inner: Write },
}

#[test]
fn transparent_takes_every_part_and_only_retry_may_differ() {
    let outcome =
        Outer::<StatusCode>::Other { inner: Write::Described { path: "/a".into(), error: error(), wait: 9, used: 3 } };
    assert_eq!((outcome.status().as_u16(), &*outcome.href().unwrap().text()), (507, "/a"));
    assert_eq!(text(&outcome), "cannot write /a");
    assert_eq!((headers(&outcome).len(), conditions(&outcome).len()), (2, 2));
    assert_eq!(outcome.retry(), Some(Retry::WithCause));
    assert_eq!(problem(&outcome)["used"], 3);
    let nested = Outer::Inner(Outer::Inner(StatusCode::IM_USED));
    assert_eq!(nested.status(), 226);
}

#[test]
fn from_makes_a_variant_of_its_field() {
    /// Another outcome.
    #[derive(Debug, PartialEq, Outcome)]
    #[outcome(409)]
    struct Inner;

    #[derive(Debug, Outcome)]
    enum Failure<T: serde::Serialize> {
        #[outcome(502, "{0}")]
        Io(#[outcome(from)] std::io::Error),
        #[outcome(transparent)]
        Inner {
            #[outcome(from)]
            inner: Inner,
        },
        #[outcome(422)]
        Many(#[outcome(from, extension = "many")] Vec<T>),
    }
    let io: Failure<u8> = std::io::Error::other("disk").into();
    assert_eq!((io.status().as_u16(), crate::text(&io)), (502, "disk".to_owned()));
    let inner = Failure::<u8>::from(Inner);
    assert_eq!(inner.status(), 409);

    #[derive(Outcome)]
    #[outcome(400, "{0}")]
    struct Number(#[outcome(from)] std::num::ParseIntError);
    let parse = |text: &str| -> Result<u8, Number> { Ok(text.parse()?) };
    assert_eq!(parse("x").map_err(|error| error.status().as_u16()).unwrap_err(), 400);
}
