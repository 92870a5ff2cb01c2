//! `OutcomeAs`: the outcome of a type from another crate.

use std::{fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{condition::ConditionVisitor, header::HeaderVisitor, retry::Retry};
use crate::key::KeyRef;

/// Gives a type from another crate an outcome: the extension point for foreign errors and for your own codes.
///
/// Implement it for a local type. Then write `#[outcome(via = Local)]` on the variant that holds the foreign value. As in
/// [`Outcome`](crate::Outcome), only `status` is required.
///
/// ```
/// use multistatus::{Outcome, OutcomeAs, StatusCode, map};
///
/// struct Acme;
///
/// impl OutcomeAs<std::io::Error> for Acme {
///     fn status(error: &std::io::Error) -> StatusCode {
///         map::io(error.kind())
///     }
/// }
///
/// #[derive(Outcome)]
/// enum Copy {
///     #[outcome(201)]
///     Done,
///     #[outcome(via = Acme)]
///     Io(std::io::Error),
/// }
///
/// let denied = Copy::Io(std::io::ErrorKind::PermissionDenied.into());
/// assert_eq!(denied.status(), StatusCode::FORBIDDEN);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not map `{T}` to an outcome",
    note = "write `impl multistatus::OutcomeAs<{T}> for {Self}`"
)]
pub trait OutcomeAs<T: ?Sized> {
    /// Does what [`Outcome::status`](crate::Outcome::status) does.
    fn status(value: &T) -> StatusCode;

    /// Does what [`Outcome::description`](crate::Outcome::description) does.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases.
    fn description<W: fmt::Write + ?Sized>(value: &T, out: &mut W) -> fmt::Result {
        let _ = (value, out);
        Ok(())
    }

    /// Does what [`Outcome::headers`](crate::Outcome::headers) does.
    fn headers<V: HeaderVisitor + ?Sized>(value: &T, visitor: &mut V) {
        let _ = (value, visitor);
    }

    /// Does what [`Outcome::conditions`](crate::Outcome::conditions) does.
    fn conditions<V: ConditionVisitor + ?Sized>(value: &T, visitor: &mut V) {
        let _ = (value, visitor);
    }

    /// Does what [`Outcome::problem_type`](crate::Outcome::problem_type) does.
    fn problem_type(value: &T) -> Option<&str> {
        let _ = value;
        None
    }

    /// Does what [`Outcome::title`](crate::Outcome::title) does.
    fn title(value: &T) -> Option<&str> {
        let _ = value;
        None
    }

    /// Does what [`Outcome::instance`](crate::Outcome::instance) does.
    fn instance(value: &T) -> Option<KeyRef<'_>> {
        let _ = value;
        None
    }

    /// Does what [`Outcome::extensions`](crate::Outcome::extensions) does.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases.
    fn extensions<M: SerializeMap>(value: &T, members: &mut M) -> Result<(), M::Error> {
        let _ = (value, members);
        Ok(())
    }

    /// Does what [`Outcome::body`](crate::Outcome::body) does.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases.
    fn body<S: Serializer>(value: &T, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        let _ = (value, serializer);
        Ok(None)
    }

    /// Does what [`Outcome::error_code`](crate::Outcome::error_code) does.
    fn error_code<'a>(value: &'a T, dialect: &str) -> Option<&'a str> {
        let _ = (value, dialect);
        None
    }

    /// Does what [`Outcome::retry`](crate::Outcome::retry) does.
    fn retry(value: &T) -> Option<Retry> {
        let _ = value;
        None
    }

    /// Does what [`Outcome::retry_after`](crate::Outcome::retry_after) does.
    fn retry_after(value: &T) -> Option<Duration> {
        let _ = value;
        None
    }
}
