//! How a problem begins that means what its status means (RFC 9457 section 4.2.1): as the writer spells it, and the
//! reader knows it again.

use crate::outcome::status::iana;

/// The members `type`, `title` and `status`; empty where the status has no reason phrase.
#[inline]
pub(crate) fn known_head(code: u16) -> &'static str {
    macro_rules! members {
        ($code:ident; $($number:literal $phrase:literal,)+) => {
            match $code {
                $($number => concat!("\"type\":\"about:blank\",\"title\":\"", $phrase, "\",\"status\":", $number),)+
                _ => "",
            }
        };
    }
    iana!(members code)
}
