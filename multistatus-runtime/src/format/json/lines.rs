//! JSON Lines: one item per line, then a line with the summary.

use super::{document::item, trailer};
use crate::{
    entry::Entry,
    format::{
        BodyState, Entries, Format, Trailer,
        text::{
            block::{WriteItem, append_item, fill},
            output::{Output, append},
        },
    },
    media_type::JSON_LINES,
    outcome::Outcome,
};

/// JSON Lines: `application/jsonl`, or `application/ndjson` or `application/x-ndjson` on request. Each line is an item as in [`Json`](crate::Json); the last line has the summary.
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
        JSON_LINES
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        append_item(*self, entry, out);
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, _: &mut BodyState, out: &mut Vec<u8>) {
        fill(*self, entries, full, out);
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| {
            trailer::members(trailer, "{", ["description", "summary"], out);
            out.push_str("}\n");
        });
    }
}

impl<O: Outcome> WriteItem<O> for JsonLines {
    #[inline(always)]
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        item(entry, out);
        out.push_str("\n");
    }
}
