//! The member `status` of an item and of a problem.

use http::StatusCode;

use crate::format::text::output::Output;

/// Writes the member `status`. A code has three digits, so this takes no branch.
#[inline]
pub(crate) fn status(code: StatusCode, out: &mut Output<'_>) {
    let mut member = *b",\"status\":000";
    if let Some(digits) = member.last_chunk_mut() {
        let code = code.as_u16();
        *digits = [code / 100, code / 10 % 10, code % 10].map(|digit| b'0' + digit as u8);
    }
    out.push(&member);
}
