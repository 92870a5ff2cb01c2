//! Decides if a body is a multi-status although its shape reads any object as one: `JsonShape::root` takes each member for
//! an item, and `JsonShape::lines` each line.

use std::ops::ControlFlow;

use super::found::{FoundObject, describe_array};
use super::status::GivenStatuses;
use crate::json_shape::{JsonShape, members::Container};
use crate::media_type;
use crate::outcome::{StatusClass, problem::PROBLEM_JSON};
use crate::read::reader::Reader;
use crate::tokens::json::{Cursor, JsonError, JsonText, JsonValue, PathEnd, ValueKind, visit_path};

/// Maximum number of members, and of bytes, that are read to decide. Members that decide nothing have no status, so as
/// items they are failures.
const MEMBERS: usize = 8;
const BYTES: usize = 64 << 10;

/// Maximum number of members that a description is made from.
const DESCRIBED: usize = 32;

/// The evidence of the response against a multi-status.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// True if the media type is that of a problem.
    problem: bool,
    /// True if the status of the response is a failure.
    failed: bool,
}

impl Evidence {
    pub(super) fn of(reader: &Reader) -> Self {
        let is_problem = |content_type: &str| media_type::is(content_type, PROBLEM_JSON);
        Self {
            problem: reader.content_type.as_deref().is_some_and(is_problem),
            failed: reader.status.is_some_and(|status| StatusClass::of(status) == StatusClass::Failure),
        }
    }

    /// True if the response says that the request failed.
    pub(super) fn is_failure(self) -> bool {
        self.problem || self.failed
    }

    /// Returns the description of the body that begins at the cursor, if it is not a multi-status. `last` is true if no
    /// text follows.
    pub(super) fn against(
        self,
        shape: &JsonShape,
        text: &str,
        cursor: &Cursor<'_>,
        last: bool,
    ) -> Result<Option<String>, JsonError> {
        let mut cursor = cursor.clone();
        let found = match (shape.container, cursor.byte()) {
            (Container::Root, Some(b'{')) => self.against_map(shape, text, &mut cursor),
            (Container::Root, Some(b'[')) => self.against_array(shape, text, &mut cursor),
            (Container::Lines, Some(b'{')) => self.against_line(shape, text, &mut cursor),
            _ => Ok(None),
        };
        match found {
            // The reader of the items reports the position of the error.
            Err(JsonError::Incomplete) if !last => Err(JsonError::Incomplete),
            found => Ok(found.unwrap_or_default()),
        }
    }

    /// A map of items has objects as its values, and an item has a status.
    fn against_map(self, shape: &JsonShape, text: &str, cursor: &mut Cursor<'_>) -> Result<Option<String>, JsonError> {
        let start = cursor.at;
        let (mut found, mut count, mut is_other) = (FoundObject::default(), 0, self.problem);
        cursor.at += 1;
        let mut more = !cursor.take(b'}')?;
        while more && count < if is_other { DESCRIBED } else { MEMBERS } {
            let member = cursor.name().and_then(|name| Ok((name, cursor.value()?)));
            let Some((name, value)) = near(start, cursor, member)? else { break };
            found.member(text, name, value);
            count += 1;
            is_other |= !matches!(value.kind, ValueKind::Object | ValueKind::Null);
            if !is_other && self.is_item(shape, text, Some(name), value) {
                return Ok(None);
            }
            more = cursor.more(b'}', "`,` or `}` after a member")?;
        }
        let is_other = is_other || self.failed || found.has_error();
        Ok(is_other.then(|| if more && count == 0 { "an object".into() } else { found.describe() }))
    }

    /// An array of items is one unless the response failed and its first element has no status.
    fn against_array(
        self,
        shape: &JsonShape,
        text: &str,
        cursor: &mut Cursor<'_>,
    ) -> Result<Option<String>, JsonError> {
        if !self.problem && !self.failed {
            return Ok(None);
        }
        cursor.at += 1;
        let start = cursor.at;
        let first = if cursor.take(b']')? {
            None
        } else {
            let element = cursor.value();
            let Some(element) = near(start, cursor, element)? else {
                // Without a status, such an element would be a success.
                return Ok(shape.implied.map(|_| "an array".into()));
            };
            Some(element)
        };
        let is_item = !self.problem && first.is_some_and(|first| self.is_item(shape, text, None, first));
        Ok((!is_item).then(|| describe_array(text, first)))
    }

    /// The first line is no item if it has no id, and is a problem or an error.
    fn against_line(self, shape: &JsonShape, text: &str, cursor: &mut Cursor<'_>) -> Result<Option<String>, JsonError> {
        let start = cursor.at;
        let line = cursor.value();
        let Some(line) = near(start, cursor, line)? else { return Ok(None) };
        let has = |path: &'static str| any_value(text, line, path, |value| value.kind != ValueKind::Null);
        let found = FoundObject::of(text, line);
        if !self.problem && (has(shape.id) || has(shape.index) || has(shape.summary)) {
            return Ok(None);
        }
        let has_status = has(shape.status) || has(shape.code);
        let is_other = self.problem || found.is_problem() || !has_status && (found.has_error() || self.failed);
        Ok(is_other.then(|| found.describe()))
    }

    /// True if a value is an object with a status, or with what stands for one. An object that is named like an error needs one that can be read.
    fn is_item(self, shape: &JsonShape, text: &str, name: Option<JsonText>, value: JsonValue) -> bool {
        let is_error = name.is_some_and(|name| matches!(&*name.decoded(text), "error" | "errors" | "fault"));
        let is_status = |value: JsonValue| {
            let mut statuses = GivenStatuses::default();
            statuses.add(text, value);
            match value.kind {
                ValueKind::Null => false,
                ValueKind::Boolean(_) => true,
                _ => !is_error || !self.failed && statuses.counted().is_some_and(|(_, status)| status.is_some()),
            }
        };
        let names_item = |path: &&str| any_value(text, value, path, |value| value.kind != ValueKind::Null);
        // If the status is implied, an item is what has a key or an error code.
        let is_implied = shape.implied.is_some() && [shape.id, shape.error_code].iter().any(names_item);
        is_implied || [shape.status, shape.code].iter().any(|path| any_value(text, value, path, is_status))
    }
}

/// Returns `None` for what does not end near the start, whether its end is known or not: chunks must not change the result.
fn near<T>(start: usize, cursor: &Cursor<'_>, read: Result<T, JsonError>) -> Result<Option<T>, JsonError> {
    if cursor.at - start > BYTES { Ok(None) } else { read.map(Some) }
}

/// True if a path leads to a value for which `is_wanted` is true.
fn any_value(text: &str, object: JsonValue, path: &str, is_wanted: impl Fn(JsonValue) -> bool) -> bool {
    if path.is_empty() || object.kind != ValueKind::Object {
        return false;
    }
    let found = visit_path(text, object, Some(path), &mut |end| match end {
        PathEnd::Value(value) if is_wanted(value) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    found.is_break()
}
