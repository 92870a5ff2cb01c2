//! The error code of an outcome without one: the reason phrase without its spaces.

use http::StatusCode;

use crate::{format::text::output::Output, outcome::status::iana};

/// A reason phrase without its spaces, in quotes.
struct ReasonCode {
    bytes: [u8; 32],
    length: usize,
}

impl ReasonCode {
    const fn of(reason: &str) -> Self {
        let reason = reason.as_bytes();
        let mut code = Self { bytes: [b'"'; 32], length: 1 };
        let mut at = 0;
        while at < reason.len() {
            if reason[at].is_ascii_alphanumeric() {
                code.bytes[code.length] = reason[at];
                code.length += 1;
            }
            at += 1;
        }
        code.length += 1;
        code
    }
}

/// Writes the reason phrase of a status without its spaces; the number of a status without a phrase.
#[inline(always)]
pub(super) fn reason_code(status: StatusCode, out: &mut Output<'_>) {
    macro_rules! codes {
        (; $($code:literal $phrase:literal,)+) => {
            match status.as_u16() {
                $($code => &const { ReasonCode::of($phrase) },)+
                _ => {
                    out.push_str("\"");
                    out.push_str(status.as_str());
                    return out.push_str("\"");
                }
            }
        };
    }
    let code: &ReasonCode = iana!(codes);
    out.push_prefix(&code.bytes, code.length);
}
