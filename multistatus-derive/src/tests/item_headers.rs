//! The header fields that the macros refuse are those that the runtime drops: each has a list of its own.

use std::fmt;

use multistatus::{Item, Outcome, StatusCode, outcome::HeaderVisitor};

use super::Derive;

/// An outcome with one header field.
struct Field(&'static str);

impl Outcome for Field {
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        visitor.header(self.0, &|value: &mut dyn fmt::Write| value.write_str("1"));
    }
}

#[test]
fn the_macros_refuse_what_the_runtime_drops() {
    let names = [
        "Accept-Ranges",
        "Age",
        "Allow",
        "Alt-Svc",
        "Cache-Control",
        "Connection",
        "Content-Disposition",
        "Content-Language",
        "Content-Length",
        "Content-Location",
        "Content-Type",
        "DAV",
        "Date",
        "ETag",
        "Expires",
        "Keep-Alive",
        "Last-Modified",
        "Link",
        "Location",
        "Lock-Token",
        "Not A Token",
        "Preference-Applied",
        "Proxy-Connection",
        "Set-Cookie",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Vary",
        "WWW-Authenticate",
        "Warning",
        "te",
        "upgrade",
    ];
    for name in names {
        let declared = format!("enum E {{ #[outcome(200, header(\"{name}\", \"1\"))] A }}");
        let is_refused = Derive::Outcome.try_expand(&syn::parse_str(&declared).unwrap()).is_err();
        let is_dropped = Item::from_outcome(&Field(name)).headers().next().is_none();
        assert_eq!(is_refused, is_dropped, "{name}");
    }
}
