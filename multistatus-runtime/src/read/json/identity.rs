//! Reads what an item is matched by: its id and its index.
//!
//! An id or an index that cannot be read, or that is given twice with different values, is a defect, and the item does not
//! have it: a client must not guess which input such an item answers.

use std::{borrow::Cow, ops::ControlFlow};

use super::builder::ItemBuilder;
use super::paths::Path;
use crate::item::DefectKind;
use crate::item::spans::Span;
use crate::tokens::json::{JsonValue, PathEnd, ValueKind};

impl ItemBuilder<'_> {
    /// Reads the id and the index of the item that begins at `start`.
    #[inline]
    pub(super) fn identity(&mut self, start: usize) {
        if self.seen.repeated || self.paths.nested_identity {
            return self.any_identity(start);
        }
        if let Some(id) = self.values.get(self.text, self.paths.id) {
            self.id(id);
        }
        if let Some(index) = self.values.get(self.text, self.paths.index) {
            self.index(index);
        }
    }

    /// Reads them from members that are repeated, or inside of other members.
    #[cold]
    fn any_identity(&mut self, start: usize) {
        match self.only_value(start, self.paths.id) {
            Ok(Some(id)) => self.id(id),
            Ok(None) => {}
            Err(at) => self.invalid_id(at),
        }
        match self.only_value(start, self.paths.index) {
            Ok(Some(index)) => self.index(index),
            Ok(None) => {}
            Err(at) => self.defect(at, DefectKind::InvalidIndex),
        }
    }

    /// Reads the id of a failed item, which has a member of its own.
    #[cold]
    pub(super) fn failure_id(&mut self, start: usize, path: Option<Path>) {
        match self.only_value(start, path) {
            Ok(Some(id)) => self.id(id),
            Ok(None) => {}
            Err(at) => self.invalid_id(at),
        }
    }

    /// Returns the value that a path leads to, unless it is null.
    ///
    /// # Errors
    ///
    /// Returns a position if the path leads to different values, or through a value of the wrong type.
    fn only_value(&self, start: usize, path: Option<Path>) -> Result<Option<JsonValue>, usize> {
        let Some(path) = path else { return Ok(None) };
        let mut only = Ok(None);
        self.visit(start, path, &mut |end| {
            only = match (end, &only) {
                (PathEnd::Value(JsonValue { kind: ValueKind::Null, .. }) | PathEnd::Absent { .. }, _) => {
                    return ControlFlow::Continue(());
                }
                (PathEnd::Value(value), Ok(None)) => Ok(Some(value)),
                (PathEnd::Value(value), Ok(Some(first))) if self.spelled(value) == self.spelled(*first) => {
                    Ok(Some(*first))
                }
                (PathEnd::Value(JsonValue { start: at, .. }) | PathEnd::Mismatch { at }, _) => Err(at),
            };
            if only.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        only
    }

    /// Returns the text of a string, or the JSON of any other value.
    fn spelled(&self, value: JsonValue) -> Cow<'_, str> {
        match value.string() {
            Some(text) => text.decoded(self.text),
            None => Cow::Borrowed(self.text.get(value.start..value.end).unwrap_or_default()),
        }
    }

    fn id(&mut self, id: JsonValue) {
        let key = match (id.kind, id.string()) {
            (ValueKind::Number, _) => Span::of(id.start, id.end),
            (_, Some(text)) => self.span(text),
            (ValueKind::Null, _) => return,
            _ => return self.invalid_id(id.start),
        };
        match self.record.keys.first() {
            None => self.record.keys.push(key),
            Some(known) if self.text_of(*known) == self.text_of(key) => {}
            // The item is the value of a member whose name is another id.
            Some(_) => self.invalid_id(id.start),
        }
    }

    #[cold]
    fn invalid_id(&mut self, at: usize) {
        self.record.keys.clear();
        self.defect(at, DefectKind::InvalidId);
    }

    fn index(&mut self, index: JsonValue) {
        if index.kind == ValueKind::Null {
            return;
        }
        let (start, end) = index.string().map_or((index.start, index.end), |text| (text.start, text.end));
        let digits = self.text.as_bytes().get(start..end).filter(|digits| !digits.is_empty()).unwrap_or(b"-");
        self.record.index = digits.iter().try_fold(0_usize, |index, digit| {
            let digit = digit.wrapping_sub(b'0');
            if digit > 9 { None } else { index.checked_mul(10)?.checked_add(usize::from(digit)) }
        });
        if self.record.index.is_none() {
            self.defect(index.start, DefectKind::InvalidIndex);
        }
    }
}
