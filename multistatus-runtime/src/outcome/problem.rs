//! The parts of a problem (RFC 9457): its constants, and the members that an outcome gives it.

use std::fmt;

use super::{
    Outcome,
    header::{self, HeaderVisitor},
    status::iana,
};

/// The problem type of an outcome that has none of its own (RFC 9457 section 4.2.1).
pub(crate) const ABOUT_BLANK: &str = "about:blank";

/// The media type of a problem.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// The members `type`, `title` and `status` of a problem that means only its status, as JSON; empty if the status has no
/// reason phrase. The writer and the reader of the default JSON share this spelling.
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

/// True if a response with this status can have a body (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5).
pub(crate) const fn may_have_body(status: u16) -> bool {
    !matches!(status, 204 | 205 | 304)
}

/// The description as a string.
pub(crate) fn text<O: Outcome + ?Sized>(outcome: &O) -> Result<String, fmt::Error> {
    let mut text = String::new();
    outcome.description(&mut text)?;
    Ok(text)
}

/// The valid header fields, without `Retry-After`.
pub(crate) fn header_fields<O: Outcome + ?Sized>(outcome: &O) -> Vec<(String, String)> {
    struct HeaderCollector(Vec<(String, String)>);
    impl HeaderVisitor for HeaderCollector {
        fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
            let mut text = String::new();
            let repeated = self.0.iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(name));
            if header::is_item_field(name) && value(&mut text).is_ok() && header::is_value(text.as_bytes()) && !repeated
            {
                self.0.push((name.into(), text));
            } else {
                header::log_dropped(name);
            }
        }
    }
    let mut fields = HeaderCollector(Vec::new());
    outcome.headers(&mut fields);
    fields.0
}
