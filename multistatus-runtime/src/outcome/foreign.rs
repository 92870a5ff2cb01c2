//! `OutcomeAs`: the outcome of a type from another crate.

use std::{fmt, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{condition::ConditionVisitor, header::HeaderVisitor, retry::Retry};

/// Gives a type from another crate an outcome: the extension point for foreign errors and for codes of your own.
///
/// Implement it on a local type, then name that type with `#[outcome(via = Local)]` on the variant that holds the
/// foreign value. As in [`Outcome`], only `status` is required.
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
    message = "`{Self}` does not say what outcome `{T}` is",
    note = "write `impl multistatus::OutcomeAs<{T}> for {Self}`"
)]
pub trait OutcomeAs<T: ?Sized> {
    /// See [`Outcome::status`].
    fn status(value: &T) -> StatusCode;

    /// See [`Outcome::description`].
    ///
    /// # Errors
    ///
    /// As there.
    fn description<W: fmt::Write + ?Sized>(value: &T, out: &mut W) -> fmt::Result {
        let _ = (value, out);
        Ok(())
    }

    /// See [`Outcome::headers`].
    fn headers<V: HeaderVisitor + ?Sized>(value: &T, visitor: &mut V) {
        let _ = (value, visitor);
    }

    /// See [`Outcome::conditions`].
    fn conditions<V: ConditionVisitor + ?Sized>(value: &T, visitor: &mut V) {
        let _ = (value, visitor);
    }

    /// See [`Outcome::problem_type`].
    fn problem_type(value: &T) -> Option<&str> {
        let _ = value;
        None
    }

    /// See [`Outcome::title`].
    fn title(value: &T) -> Option<&str> {
        let _ = value;
        None
    }

    /// See [`Outcome::extensions`].
    ///
    /// # Errors
    ///
    /// As there.
    fn extensions<M: SerializeMap>(value: &T, members: &mut M) -> Result<(), M::Error> {
        let _ = (value, members);
        Ok(())
    }

    /// See [`Outcome::body`].
    ///
    /// # Errors
    ///
    /// As there.
    fn body<S: Serializer>(value: &T, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        let _ = (value, serializer);
        Ok(None)
    }

    /// See [`Outcome::retry`].
    fn retry(value: &T) -> Option<Retry> {
        let _ = value;
        None
    }

    /// See [`Outcome::retry_after`].
    fn retry_after(value: &T) -> Option<Duration> {
        let _ = value;
        None
    }
}
