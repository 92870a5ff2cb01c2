//! JSON Lines: one item a line, then a line with the summary.

use super::write::{item, summary};
use crate::format::{
    Entries, Format, Whole,
    text::{
        block::{WriteItem, fill},
        output::Sink,
    },
};
use crate::{entry::Entry, outcome::Outcome};

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

/// Whether this media type, in lower case, is one that JSON Lines come under.
pub(crate) fn media_type_of_lines(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/jsonl" | "application/x-ndjson" | "application/x-jsonlines" | "application/jsonlines"
    )
}

impl<O: Outcome> Format<O> for JsonLines {
    fn media_types(&self) -> &'static [&'static str] {
        &["application/jsonl", "application/x-ndjson"]
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        Self::write(entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, out: &mut Vec<u8>) {
        fill::<O, Self>(entries, full, out);
    }

    fn end(&self, whole: &Whole<'_>, out: &mut Vec<u8>) {
        out.push(b'{');
        summary(whole, out);
        out.extend_from_slice(b"}\n");
    }
}

impl<O: Outcome> WriteItem<O> for JsonLines {
    #[inline]
    fn write<S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
        item(entry, out);
        out.push(b"\n");
    }
}
