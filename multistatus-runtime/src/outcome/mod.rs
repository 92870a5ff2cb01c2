//! What happened to one item: the trait that formats read, and the one that maps foreign types.
//!
//! This file only asks; it never writes a body. Each method but `status` has a default that says nothing.

pub(crate) mod condition;
pub(crate) mod failed_condition;
pub(crate) mod foreign;
pub(crate) mod header;
pub(crate) mod info;
pub(crate) mod logging;
pub(crate) mod map;
pub(crate) mod problem;
pub(crate) mod propstat;
pub(crate) mod retry;
mod set_error;
pub(crate) mod status;
pub(crate) mod view;

use std::{borrow::Cow, convert::Infallible, fmt, sync::Arc, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

pub(crate) use self::{condition::Condition, info::OutcomeInfo, retry::Retry, status::StatusClass};
pub use self::{
    condition::{ConditionVisitor, DAV, InvalidCondition},
    failed_condition::FailedCondition,
    header::HeaderVisitor,
    propstat::{Property, Propstat},
    set_error::SetError,
    status::reason,
    view::JsonView,
};
pub use crate::key::KeyRef;

/// What happened to one item of a batch.
///
/// Derive it on an enum with one variant per outcome, with [`derive(Outcome)`](derive@crate::Outcome); write it by hand
/// where a type decides at run time. Only [`status`](Outcome::status) is required.
///
/// It is a generic interface, never a trait object: text is written straight into the body that is being built, so
/// encoding an outcome allocates nothing. For a batch of mixed types, nest them with `#[outcome(transparent)]` or keep
/// each as an [`Item`](crate::Item).
///
/// ```
/// use std::fmt;
/// use multistatus::{MultiStatus, Outcome, StatusCode};
///
/// struct Uploaded { bytes: u64 }
///
/// impl Outcome for Uploaded {
///     fn status(&self) -> StatusCode {
///         StatusCode::CREATED
///     }
///
///     fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
///         write!(out, "{} bytes", self.bytes)
///     }
/// }
///
/// let mut result = MultiStatus::new();
/// result.push("/photos/1.jpg", Uploaded { bytes: 12 });
/// assert_eq!(result.summary().succeeded, 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no multi-status outcome",
    label = "does not say what happened to an item",
    note = "if `{Self}` is yours, add `#[derive(Outcome)]` to it",
    note = "for a type from another crate give the status on the variant that holds it: `#[outcome(502)]`, `#[outcome(with = path)]` or `#[outcome(via = YourMapping)]`"
)]
pub trait Outcome {
    /// What is known of each variant before any value exists: for documentation and OpenAPI.
    const OUTCOMES: &'static [OutcomeInfo] = &[];

    /// The status that this item would have had on its own (RFC 4918 section 13).
    ///
    /// An interim status (1xx) is no outcome: formats write it as a 500 and log an error.
    fn status(&self) -> StatusCode;

    /// The item's key as the outcome itself knows it. A key given beside the outcome wins over it.
    fn href(&self) -> Option<KeyRef<'_>> {
        None
    }

    /// Writes text for a person: `responsedescription` in DAV XML; in JSON `detail` of the problem, or the member
    /// `description` of an item that did not fail. Nothing written means no description.
    ///
    /// # Errors
    ///
    /// Where `out` or a `Display` fails; the description is then left out whole, and the failure is logged.
    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let _ = out;
        Ok(())
    }

    /// Shows each header field of the item to `visitor`.
    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        let _ = visitor;
    }

    /// Shows each precondition or postcondition that failed (RFC 4918 section 16) to `visitor`.
    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        let _ = visitor;
    }

    /// The problem type, a URI reference (RFC 9457 section 3.1.1); `None` is `about:blank`.
    fn problem_type(&self) -> Option<&str> {
        None
    }

    /// The title of the problem type (RFC 9457 section 3.1.3); `None` is the reason phrase of the status.
    fn title(&self) -> Option<&str> {
        None
    }

    /// Writes the problem's extension members (RFC 9457 section 3.2), each an entry of `members`.
    ///
    /// # Errors
    ///
    /// Where a member's `Serialize` fails; the members are then left out together, and the failure is logged.
    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        let _ = members;
        Ok(())
    }

    /// Serializes the body of the item, if it has one: the representation on a success, what replaces the problem on a
    /// failure.
    ///
    /// # Errors
    ///
    /// Where the body's `Serialize` fails; the body is then left out, and the failure is logged.
    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        let _ = serializer;
        Ok(None)
    }

    /// Whether a failed item may be sent again; `None` leaves it to the status, see [`Retry::of`].
    fn retry(&self) -> Option<Retry> {
        None
    }

    /// How long to wait before the item is sent again, as the `Retry-After` field (RFC 9110 section 10.2.3), which
    /// counts whole seconds: fractions are rounded up.
    fn retry_after(&self) -> Option<Duration> {
        None
    }

    /// What happened to properties of the item, by their status (RFC 4918 section 14.22).
    ///
    /// DAV XML writes them instead of the status where they come to the same: no failure among them may be hidden by the
    /// status of the item, nor the other way round. JSON writes both.
    #[inline]
    fn propstats(&self) -> Cow<'_, [Propstat]> {
        Cow::Borrowed(&[])
    }

    /// Elements that an extension of WebDAV adds to a `response` (RFC 4918 section 17). Only DAV XML can write them.
    #[inline]
    fn elements(&self) -> Cow<'_, [Property]> {
        Cow::Borrowed(&[])
    }

    /// The language of the description (`xml:lang`), where it is known. Only DAV XML can write it.
    #[inline]
    fn language(&self) -> Option<&str> {
        None
    }

    /// The serializable view of this outcome on its own, in the shape of an item of the default JSON.
    ///
    /// ```
    /// use multistatus::{Outcome, StatusCode};
    ///
    /// let view = serde_json::to_value(StatusCode::NO_CONTENT.json()).unwrap();
    /// assert_eq!(view, serde_json::json!({"status": 204}));
    /// ```
    fn json(&self) -> JsonView<'_, Self> {
        JsonView { outcome: self }
    }
}

/// A bare status is an outcome that says nothing else.
impl Outcome for StatusCode {
    fn status(&self) -> StatusCode {
        *self
    }
}

/// What never happens has every status: the error of what cannot fail is an outcome beside any other.
impl Outcome for Infallible {
    fn status(&self) -> StatusCode {
        match *self {}
    }
}

/// Writes each method of `Outcome` as a call of the same method on what a pattern binds.
macro_rules! forward {
    ($inner:ident: $($outcome:ident in $pattern:pat),+) => {
        #[inline]
        fn status(&self) -> StatusCode {
            match self { $($pattern => $outcome::status($inner)),+ }
        }
        #[inline]
        fn href(&self) -> Option<KeyRef<'_>> {
            match self { $($pattern => $outcome::href($inner)),+ }
        }
        #[inline]
        fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
            match self { $($pattern => $outcome::description($inner, out)),+ }
        }
        #[inline]
        fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
            match self { $($pattern => $outcome::headers($inner, visitor)),+ }
        }
        #[inline]
        fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
            match self { $($pattern => $outcome::conditions($inner, visitor)),+ }
        }
        #[inline]
        fn problem_type(&self) -> Option<&str> {
            match self { $($pattern => $outcome::problem_type($inner)),+ }
        }
        #[inline]
        fn title(&self) -> Option<&str> {
            match self { $($pattern => $outcome::title($inner)),+ }
        }
        #[inline]
        fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
            match self { $($pattern => $outcome::extensions($inner, members)),+ }
        }
        #[inline]
        fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
            match self { $($pattern => $outcome::body($inner, serializer)),+ }
        }
        #[inline]
        fn retry(&self) -> Option<Retry> {
            match self { $($pattern => $outcome::retry($inner)),+ }
        }
        #[inline]
        fn retry_after(&self) -> Option<Duration> {
            match self { $($pattern => $outcome::retry_after($inner)),+ }
        }
        #[inline]
        fn propstats(&self) -> Cow<'_, [Propstat]> {
            match self { $($pattern => $outcome::propstats($inner)),+ }
        }
        #[inline]
        fn elements(&self) -> Cow<'_, [Property]> {
            match self { $($pattern => $outcome::elements($inner)),+ }
        }
        #[inline]
        fn language(&self) -> Option<&str> {
            match self { $($pattern => $outcome::language($inner)),+ }
        }
    };
}
pub(crate) use forward;

impl<O: Outcome + ?Sized> Outcome for &O {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in inner);
}

impl<O: Outcome + ?Sized> Outcome for Box<O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in inner);
}

impl<O: Outcome + ?Sized> Outcome for Arc<O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in inner);
}

/// A handler's `Result` is an outcome where both sides are: what succeeded, and what went wrong.
impl<T: Outcome, E: Outcome> Outcome for Result<T, E> {
    const OUTCOMES: &'static [OutcomeInfo] =
        &[OutcomeInfo::nested("Ok", || T::OUTCOMES), OutcomeInfo::nested("Err", || E::OUTCOMES)];
    forward!(inner: T in Ok(inner), E in Err(inner));
}
