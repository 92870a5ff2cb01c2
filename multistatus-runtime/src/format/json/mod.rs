//! The default JSON body: one object with the responses in request order, then the summary.

mod conditions;
#[cfg(feature = "json")]
mod context_shape;
#[cfg(feature = "json")]
mod document;
pub(crate) mod headers;
mod item;
#[cfg(feature = "json")]
pub(crate) mod lines;
pub(crate) mod problem;
mod propstats;
#[cfg(feature = "json")]
pub(crate) mod shape;
mod status;
#[cfg(feature = "json")]
pub(crate) mod string;
#[cfg(feature = "json")]
mod trailer;
pub(crate) mod view;

/// The default JSON: `application/json`.
///
/// The shape is the one that clients of OData, Microsoft Graph and Kinto parse. A failed item has a problem (RFC 9457)
/// with its extension members and conditions, any other item has its description as the member `description`. The
/// summary comes last, so that the body can be streamed.
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
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;
