//! The id of an element: the member that names the input.

use super::array::is_named;
use crate::{
    key::Key,
    tokens::json::{Cursor, ValueKind},
};

/// The id that an element holds.
#[derive(Debug, PartialEq)]
pub(super) enum Id {
    /// The member is missing, or is neither a string nor an integer.
    Absent,
    Key(Key),
    /// The member occurs more than once, so that the batch and the handler could take different values (RFC 8259 section 4).
    Twice {
        /// The offset of its second name in the element, in bytes.
        second: usize,
    },
}

/// Returns the id that the member `name` of an element holds. The element may be invalid behind that member.
pub(super) fn id(json: &str, name: &str) -> Id {
    let mut found = None;
    let mut cursor = Cursor::of_grammar(json.as_bytes(), 0, true);
    if cursor.next() == Ok(b'{') {
        // A syntax error is reported for the element.
        let _ = cursor.object(|cursor, member| {
            let value = cursor.value()?;
            if is_named(member, member.raw(json), name) {
                found = Some(match found {
                    None => match key(json.get(value.start..value.end).unwrap_or_default(), value.kind) {
                        Some(key) => Id::Key(key),
                        None => Id::Absent,
                    },
                    Some(Id::Twice { second }) => Id::Twice { second },
                    Some(_) => Id::Twice { second: member.start - 1 },
                });
            }
            Ok(())
        });
    }
    found.unwrap_or(Id::Absent)
}

fn key(value: &str, kind: ValueKind) -> Option<Key> {
    match kind {
        ValueKind::Text { .. } => serde_json::from_str::<String>(value).ok().map(Key::from),
        ValueKind::Number => {
            let digits = value.strip_prefix('-').unwrap_or(value);
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.into())
        }
        _ => None,
    }
}
