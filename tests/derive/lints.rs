//! Generated code passes every lint that a user may deny.

#![deny(warnings, nonstandard_style, unused, missing_docs, missing_debug_implementations)]
#![deny(unused_qualifications, unreachable_pub, single_use_lifetimes, trivial_casts, trivial_numeric_casts)]
#![deny(unused_results, unused_lifetimes, elided_lifetimes_in_paths, let_underscore_drop)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]

use multistatus::{FromItem, Item, Key, Outcome, StatusCode};

/// An outcome that uses every key.
#[derive(Debug, Outcome)]
#[outcome(default = 500, display, type_base = "urn:x:", map = Self::keep)]
enum Linted<'a, T> {
    /// Missing.
    #[outcome(404, "no {path}", condition = "lock-token-submitted", header("Location", "{path}"), retry = safe)]
    Missing {
        /// The href of the item.
        #[outcome(href)]
        path: &'a str,
        /// The href of the lock.
        #[outcome(condition_href)]
        lock: Option<String>,
        /// An extension member.
        #[outcome(extension)]
        used: u64,
        /// The time to wait.
        #[outcome(retry_after)]
        wait: u8,
    },
    /// Created.
    #[outcome(201)]
    Created(#[outcome(body)] u8, #[outcome(header = "ETag")] String),
    /// Something else.
    #[outcome(transparent)]
    Inner(T),
    /// Computed.
    #[outcome(with = pick)]
    Computed(String),
    /// Default.
    Default,
    /// The status comes from a field.
    Upstream(#[outcome(code)] StatusCode),
}

/// The part of `Linted` that `FromItem` supports, with every source of a field.
#[derive(Debug, Outcome, FromItem)]
#[outcome(default = 500, type_base = "urn:x:")]
enum Read<T> {
    /// Missing.
    #[outcome(404, "no {name}", condition = "lock-token-submitted", header("Location", "{path}"), retry = safe)]
    Missing {
        /// Read from the description.
        name: String,
        /// Read from the location.
        path: String,
        /// The href of the item.
        #[outcome(href)]
        key: Key,
        /// The href of the lock.
        #[outcome(condition_href)]
        lock: Option<String>,
        /// An extension member.
        #[outcome(extension, default)]
        used: u64,
        /// The time to wait.
        #[outcome(retry_after)]
        wait: u8,
        /// Never sent.
        #[allow(dead_code, reason = "the field is filled and never read")]
        #[outcome(default)]
        own: (),
    },
    /// Created.
    #[outcome(201)]
    Created(#[outcome(body)] u8, #[outcome(header = "ETag")] String),
    /// Something else.
    #[outcome(transparent)]
    Inner(T),
    /// A constant.
    #[outcome(StatusCode::GONE)]
    Gone,
    /// Default.
    Default,
    /// The status comes from a field.
    #[outcome(condition = "grant-only")]
    Upstream(#[outcome(code)] StatusCode),
    /// An item without a variant of its own.
    #[outcome(other)]
    Other(Box<Item>),
}

impl<T> Linted<'_, T> {
    const fn keep(&self, status: StatusCode) -> StatusCode {
        let _ = self;
        status
    }
}

const fn pick(_: &str) -> StatusCode {
    StatusCode::GONE
}

impl<T: std::fmt::Debug> std::fmt::Display for Linted<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

#[test]
fn generated_outcome_passes_all_lints() {
    let linted = [
        Linted::Missing { path: "/a", lock: None, used: 1, wait: 2 },
        Linted::Created(1, String::new()),
        Linted::Inner(StatusCode::OK),
        Linted::Computed(String::new()),
        Linted::Default,
        Linted::Upstream(StatusCode::OK),
    ];
    assert_eq!(linted.map(|outcome| outcome.status().as_u16()), [404, 201, 200, 410, 500, 200]);
}

#[test]
fn generated_from_item_passes_all_lints() {
    let read = [Read::Gone, Read::Inner(StatusCode::OK)].map(|outcome| Read::from_item(Item::from_outcome(&outcome)));
    assert!(matches!(read, [Ok(Read::Gone), Ok(Read::Inner(StatusCode::OK))]));
}
