//! The content of an item in a format that is not JSON itself: the body of a response, which is JSON or text.

use super::builder::{ItemBuilder, Seen};
use super::paths::{Paths, Values};
use crate::item::DefectKind;
use crate::item::spans::ItemSpans;
use crate::json_shape::JsonShape;
use crate::media_type::is_json;
use crate::tokens::Limits;
use crate::tokens::json::{Cursor, DEPTH, JsonError, JsonValue};

/// Reads contents. The shape says where an error has its text, unless it is a problem.
pub(crate) struct ContentReader {
    paths: Paths,
    values: Values,
    depth: usize,
}

impl ContentReader {
    pub(crate) fn new(shape: &JsonShape, limits: Limits) -> Self {
        let paths = Paths::of(shape);
        let values = Values::new(&paths);
        Self { paths, values, depth: limits.depth.min(DEPTH) }
    }

    /// Returns the item that a record is, to add header fields to it.
    pub(crate) fn item<'n>(&'n mut self, text: &'n str, base: u64, record: &'n mut ItemSpans) -> ItemBuilder<'n> {
        self.values.clear();
        let Self { paths, values, .. } = self;
        ItemBuilder { text, base, paths, values, record, seen: Seen::default() }
    }

    /// Reads the content of an item whose status and header fields are known: from `at` to `end`. Content that is not
    /// JSON by its type becomes a JSON string.
    ///
    /// # Errors
    ///
    /// Returns an error if the content exceeds a limit.
    pub(crate) fn read(
        &mut self,
        text: &str,
        base: u64,
        (at, end): (usize, usize),
        record: &mut ItemSpans,
    ) -> Result<(), JsonError> {
        let content = text.get(at..end).unwrap_or_default();
        if content.trim_ascii().is_empty() {
            return Ok(());
        }
        let depth = self.depth;
        let mut item = self.item(text, base, record);
        let content_type = item.content_type().map(is_json);
        let value = if content_type == Some(false) { None } else { json(text, at, depth)? };
        match (value, content_type) {
            (Some(value), _) => item.json_content(value),
            (None, Some(true)) => {
                item.defect(at, DefectKind::WrongType);
                Ok(())
            }
            (None, _) => item.text_content(at, content),
        }
    }
}

/// Returns the one JSON value from `at` on; `None` if there is something else.
fn json(text: &str, at: usize, depth: usize) -> Result<Option<JsonValue>, JsonError> {
    let mut cursor = Cursor::new(text.as_bytes(), at, depth);
    match cursor.value() {
        Ok(value) => {
            cursor.space();
            Ok(cursor.byte().is_none().then_some(value))
        }
        Err(JsonError::Incomplete | JsonError::Unexpected { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl ItemBuilder<'_> {
    fn json_content(&mut self, value: JsonValue) -> Result<(), JsonError> {
        if let Some(body) = self.paths.body {
            self.values.set(body.member(), value);
        }
        self.body(value)?;
        self.error_text();
        Ok(())
    }

    fn text_content(&mut self, at: usize, content: &str) -> Result<(), JsonError> {
        let counted = self.record.count_copied(content.len());
        self.allowed(at, counted)?;
        // A string always has a JSON form.
        let json = serde_json::to_string(content).unwrap_or_default();
        let span = self.record.decode(|out| out.push_str(&json));
        self.record.body = Some(span);
        self.record.sent_body = Some(span);
        Ok(())
    }
}
