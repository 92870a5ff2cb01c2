//! Amazon S3: `DeleteObjects`.

use http::StatusCode;

use super::xml_shape::XmlShape;
use crate::{
    json_shape::members::Codes,
    outcome::{ContextValue, ItemContext},
    summary::Overall,
};

/// The response of Amazon S3 to `DeleteObjects`.
///
/// ```xml
/// <DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
///   <Deleted><Key>a.txt</Key></Deleted>
///   <Error><Key>b.txt</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>
/// </DeleteResult>
/// ```
///
/// The status is always 200, and a request has at most 1000 keys. The key of its codes is `s3`. An object that does not exist
/// counts as deleted (404 and 410), unless its outcome has a code for `s3`. [`S3Object`] is the context of an object with a
/// version.
///
/// A request with `Quiet` asks for failures only. A client reads the response to it with
/// [`Report::listing_failures`](crate::Report::listing_failures).
///
/// ```
/// use multistatus::{MultiStatus, Outcome, dialect};
///
/// #[derive(Outcome)]
/// enum Delete {
///     #[outcome(204)]
///     Deleted,
///     #[outcome(403, "Access Denied")]
///     Denied,
/// }
///
/// let result: MultiStatus<Delete> = [("a.txt", Delete::Deleted), ("b.txt", Delete::Denied)].into_iter().collect();
/// assert_eq!(
///     String::from_utf8(result.encode(&dialect::S3)?)?,
///     concat!(
///         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
///         "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">",
///         "<Deleted><Key>a.txt</Key></Deleted>",
///         "<Error><Key>b.txt</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
///         "</DeleteResult>",
///     )
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const S3: XmlShape = XmlShape {
    namespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    path: &["DeleteResult"],
    lists: None,
    items: ["Deleted", "Error"],
    key: "Key",
    context: &[VERSION_ID],
    sender_fault: "",
    success: StatusCode::NO_CONTENT,
    absent_succeeds: true,
    error: (&["Error"], ""),
    fault: "",
    codes: Codes { dialect: "s3", defaults: CODES, are_numbers: false },
    media_types: &["application/xml"],
    overall: Overall::Always(StatusCode::OK),
    max_items: 1000,
};

/// The element, and the member of the context, with the version of an object.
pub(crate) const VERSION_ID: &str = "VersionId";

/// The codes of an object. A code that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (400, "InvalidRequest"),
    (403, "AccessDenied"),
    (401, "AccessDenied"),
    (404, "NoSuchKey"),
    (405, "MethodNotAllowed"),
    (408, "RequestTimeout"),
    (409, "OperationAborted"),
    (412, "PreconditionFailed"),
    (422, "InvalidArgument"),
    (424, "FailedDependency"),
    (429, "SlowDown"),
    (425, "SlowDown"),
    (500, "InternalError"),
    (501, "NotImplemented"),
    (503, "ServiceUnavailable"),
    (4, "InvalidRequest"),
    (5, "InternalError"),
];

/// An object of a request to Amazon S3: the version that is to be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct S3Object {
    /// The version, if the request names one.
    pub version_id: Option<Box<str>>,
    /// True if the request asks for failures only. It is the same for all objects.
    pub is_quiet: bool,
}

impl ItemContext for S3Object {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        match name {
            VERSION_ID => self.version_id.as_deref().map(ContextValue::Text),
            QUIET => self.is_quiet.then_some(ContextValue::Json("true")),
            _ => None,
        }
    }
}

/// The member of the context that asks for failures only.
pub(crate) const QUIET: &str = "Quiet";
