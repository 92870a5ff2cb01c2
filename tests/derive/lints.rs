//! Generated code under every lint that a user may deny.

#![deny(warnings, nonstandard_style, unused, missing_docs, missing_debug_implementations)]
#![deny(unused_qualifications, unreachable_pub, single_use_lifetimes, trivial_casts, trivial_numeric_casts)]
#![deny(unused_results, unused_lifetimes, elided_lifetimes_in_paths, let_underscore_drop)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]

use multistatus::{Outcome, StatusCode};

/// An outcome that uses every key.
#[derive(Debug, Outcome)]
#[outcome(default = 500, display, type_base = "urn:x:", map = Self::keep)]
enum Linted<'a, T> {
    /// Missing.
    #[outcome(404, "no {path}", condition = "lock-token-submitted", header("Location", "{path}"), retry = safe)]
    Missing {
        /// Names it.
        #[outcome(href)]
        path: &'a str,
        /// Names the lock.
        #[outcome(condition_href)]
        lock: Option<String>,
        /// Is a member.
        #[outcome(extension)]
        used: u64,
        /// Is waited for.
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
    /// Told by a field.
    Upstream(#[outcome(code)] StatusCode),
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
fn generated_code_is_warned_of_by_no_lint() {
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
