//! `multipart/mixed` of `application/http`: the batches of Google, of Azure Blob Storage and of OData 4.0.

use http::StatusCode;

use super::graph::ODATA_ERROR;
use crate::{
    json_shape::JsonShape,
    outcome::{ContextValue, ItemContext},
    summary::Overall,
};

/// A batch response in `multipart/mixed` (RFC 2046 section 5.1.3): each part is the response to one item, with its status
/// line, its header fields and its body (RFC 9112 section 10.2).
///
/// A part has every header field of its outcome, and `Retry-After`. Its body is the body of the outcome as JSON, or the
/// problem of a failure. The description of a success is left out. A part is named by the key of its item in `Content-ID`.
///
/// ```
/// use multistatus::{MultiStatus, Outcome, dialect};
///
/// #[derive(Outcome)]
/// #[outcome(429, "slow down")]
/// struct Throttled {
///     #[outcome(retry_after)]
///     wait: std::time::Duration,
/// }
///
/// let wait = std::time::Duration::from_secs(5);
/// let result: MultiStatus<Throttled> = [("batch + 1", Throttled { wait })].into_iter().collect();
/// assert_eq!(
///     String::from_utf8(result.encode(&dialect::GOOGLE)?)?,
///     concat!(
///         "--batch_multistatus\r\n",
///         "Content-Type: application/http\r\n",
///         "Content-ID: <response-batch + 1>\r\n",
///         "\r\n",
///         "HTTP/1.1 429 Too Many Requests\r\n",
///         "Retry-After: 5\r\n",
///         "Content-Type: application/problem+json\r\n",
///         "\r\n",
///         r#"{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"slow down"}"#, "\r\n",
///         "--batch_multistatus--\r\n",
///     )
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The boundary is constant. No part contains it at the start of a line: header values and keys have no line feed, and in
/// JSON a line feed is white space, behind which no token begins with `--`.
///
/// If the source of the items failed, the text behind the last boundary says so, and a [`Reader`](crate::Reader) reports
/// that the body is truncated.
#[derive(Clone, Copy, Debug)]
pub struct Multipart {
    pub(crate) content_id: ContentId,
    /// The header fields of each part, besides its name.
    pub(crate) part: &'static str,
    pub(crate) overall: Overall,
    pub(crate) header_fields: &'static [(&'static str, &'static str)],
    /// The maximum number of items of a request.
    pub(crate) max_items: Option<usize>,
    /// The shape of the response to a request that failed as a whole; `None` for a problem.
    pub(crate) error: Option<&'static JsonShape>,
}

/// The context of an item of a multipart request. A response does not need one if the request has no change sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MultipartContext {
    /// The name of the change set that the item belongs to, if it belongs to one.
    pub change_set: Option<Box<str>>,
}

/// The member of the context with the change set.
pub(crate) const CHANGE_SET: &str = "change_set";

impl ItemContext for MultipartContext {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        self.change_set.as_deref().filter(|_| name == CHANGE_SET).map(ContextValue::Text)
    }
}

/// The way that a part names its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentId {
    /// `<response-KEY>`
    Response,
    /// `KEY`, or the index.
    Plain,
    /// `KEY`. A part without a key has no `Content-ID`.
    Optional,
}

/// The boundary of every body that is written.
pub(crate) const BOUNDARY: &str = "batch_multistatus";

/// The content type of every body that is written.
pub(crate) const MEDIA_TYPES: &[&str] = &["multipart/mixed; boundary=batch_multistatus"];

const PART: &str = "Content-Type: application/http\r\n";

impl Multipart {
    /// Returns the maximum number of items of a request, if the convention has one.
    pub const fn max_items(&self) -> Option<usize> {
        self.max_items
    }
}

/// The batch of Google APIs: status 200, `Content-ID: <response-KEY>`, at most 1000 items.
///
/// The key of an item is the `Content-ID` of its request without the angle brackets.
pub const GOOGLE: Multipart = Multipart {
    content_id: ContentId::Response,
    part: PART,
    overall: Overall::Always(StatusCode::OK),
    header_fields: &[],
    max_items: Some(1000),
    error: Some(&GOOGLE_ERROR),
};

/// The batch of Azure Blob Storage: status 202, `Content-ID: KEY`, at most 256 items.
pub const AZURE_BLOB: Multipart = Multipart {
    content_id: ContentId::Plain,
    part: PART,
    overall: Overall::Always(StatusCode::ACCEPTED),
    header_fields: &[],
    max_items: Some(256),
    error: None,
};

/// The multipart batch of OData 4.0 (part 1, section 11.7): status 200. A part has a `Content-ID` if its item has a key.
///
/// A change set of the request ([`MultipartContext`]) is one part: with a part for each of its items if they succeeded, or the
/// response to the item that failed. The items that failed because that one did (424) are left out.
pub const ODATA_4_0: Multipart = Multipart {
    content_id: ContentId::Optional,
    part: "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n",
    overall: Overall::Always(StatusCode::OK),
    header_fields: &[("OData-Version", "4.0")],
    max_items: None,
    error: Some(&ODATA_4_0_ERROR),
};

/// `{"error":{"code":429,"message":"..","status":"RESOURCE_EXHAUSTED"}}`
const GOOGLE_ERROR: JsonShape = JsonShape::alone()
    .status("error/code")
    .error(&["error/message"])
    .error_code("error/status")
    .codes("google", GOOGLE_CODES)
    .media_types(JSON);

/// `{"error":{"code":"..","message":".."}}`
const ODATA_4_0_ERROR: JsonShape = ODATA_ERROR.media_types(JSON);

const JSON: &[&str] = &["application/json"];

/// The codes of `google.rpc.Code`.
const GOOGLE_CODES: &[(u16, &str)] = &[
    (400, "INVALID_ARGUMENT"),
    (401, "UNAUTHENTICATED"),
    (403, "PERMISSION_DENIED"),
    (404, "NOT_FOUND"),
    (409, "ALREADY_EXISTS"),
    (412, "FAILED_PRECONDITION"),
    (429, "RESOURCE_EXHAUSTED"),
    (500, "INTERNAL"),
    (501, "UNIMPLEMENTED"),
    (503, "UNAVAILABLE"),
    (504, "DEADLINE_EXCEEDED"),
    (4, "INVALID_ARGUMENT"),
    (5, "INTERNAL"),
];
