//! JSON Lines: one item a line, then a line with the summary.

use super::{
    Format, Whole,
    json::write::{item, summary},
};
use crate::{Entry, Outcome};

/// JSON Lines: `application/jsonl`. Each line is an item as in [`Json`](crate::Json); the last one holds the summary.
///
/// ```
/// use multistatus::{JsonLines, MultiStatus, StatusCode};
///
/// let result: MultiStatus<StatusCode> = [("a", StatusCode::OK)].into_iter().collect();
/// assert_eq!(
///     String::from_utf8(result.encode(&JsonLines)?)?,
///     concat!(
///         r#"{"id":"a","index":0,"status":200}"#, "\n",
///         r#"{"summary":{"total":1,"succeeded":1,"failed":0,"retryable":0,"complete":true}}"#, "\n",
///     )
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonLines;

impl<O: Outcome> Format<O> for JsonLines {
    fn media_types(&self) -> &'static [&'static str] {
        &["application/jsonl", "application/x-ndjson"]
    }

    #[inline]
    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        item(entry, out);
        out.push(b'\n');
    }

    fn end(&self, whole: &Whole<'_>, out: &mut Vec<u8>) {
        out.push(b'{');
        summary(whole, out);
        out.extend_from_slice(b"}\n");
    }
}
