//! The default JSON body: one object with the responses in request order, then the summary.

pub(crate) mod head;
pub(crate) mod lines;
pub(crate) mod write;

/// The default JSON: `application/json`.
///
/// The shape is the one that clients of OData, Microsoft Graph and Kinto already parse. A failure carries a problem (RFC
/// 9457) with its extension members and conditions, any other item its description as the member `description`; the
/// summary comes last, so that the body streams.
///
/// ```
/// use multistatus::{Json, MultiStatus, StatusCode};
///
/// let result: MultiStatus<StatusCode> = [("a", StatusCode::OK), ("b", StatusCode::NOT_FOUND)].into_iter().collect();
/// assert_eq!(
///     String::from_utf8(result.encode(&Json)?)?,
///     concat!(
///         r#"{"responses":["#,
///         r#"{"id":"a","index":0,"status":200},"#,
///         r#"{"id":"b","index":1,"status":404,"headers":{"Content-Type":"application/problem+json"},"#,
///         r#""body":{"type":"about:blank","title":"Not Found","status":404}}],"#,
///         r#""summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}}"#,
///     )
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;
