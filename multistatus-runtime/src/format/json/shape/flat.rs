//! Writes the members of a body among the members of its item.

use crate::{
    format::{json::string::name, text::output::Output},
    json_shape::JsonShape,
    tokens::json::{Cursor, DEPTH, JsonValue, ValueKind, members_of},
};

/// The member of a body that is not an object.
const BODY: &str = "body";

/// Writes the members of a body, each behind a comma; a body that is not an object is the member `body`. Leaves out the
/// members that the shape names: a reader could take them for those of the shape. Returns true if one was written.
pub(super) fn members(shape: &JsonShape, body: &[u8], out: &mut Output<'_>) -> bool {
    let Ok(text) = str::from_utf8(body) else { return false };
    let mark = out.position();
    match Cursor::new(body, 0, DEPTH).value() {
        Ok(object @ JsonValue { kind: ValueKind::Object, .. }) => {
            for member in members_of(text, object) {
                if !shape.names(|known| member.name.is(text, known)) {
                    out.push_str(",\"");
                    out.push_str(member.name.raw(text));
                    out.push_str("\":");
                    out.push_str(text.get(member.value.start..member.value.end).unwrap_or("null"));
                }
            }
        }
        _ if shape.names(|known| known == BODY) => {}
        _ => {
            out.push_str(",");
            name(BODY, out);
            out.push(body);
        }
    }
    out.position() > mark
}
