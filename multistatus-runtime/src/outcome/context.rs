//! What a dialect needs of an item beyond its outcome, such as the method of the request.

use http::StatusCode;

/// What a dialect needs of an item beyond its outcome: the method and the bulk id of SCIM, the action and the index of
/// Elasticsearch.
///
/// A dialect that needs a context is a format of [`InContext`](super::InContext) only, so a body without it does not compile.
pub trait ItemContext {
    /// Returns the value of the member with this name, for an item with this status; `None` leaves the member out.
    fn member(&self, name: &str, status: StatusCode) -> Option<ContextValue<'_>>;

    /// Returns the location of an item with this status, for an outcome without a field `Location`.
    fn location(&self, status: StatusCode) -> Option<&str> {
        let _ = status;
        None
    }

    /// Returns an error code that takes precedence over that of the outcome: see [`Outcome::error_code`](crate::Outcome::error_code).
    fn error_code(&self, dialect: &str) -> Option<&str> {
        let _ = dialect;
        None
    }
}

/// A context without members.
impl ItemContext for () {
    fn member(&self, _: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        None
    }
}

/// The value of a member that a context supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContextValue<'a> {
    /// Text, which is written as a JSON string.
    Text(&'a str),
    /// JSON, which is written as it is.
    Json(&'a str),
}
