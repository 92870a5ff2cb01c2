//! The content encoding of a request body.

use http::{HeaderMap, header::CONTENT_ENCODING};

use crate::batch::Refused;

/// Returns an error if a body has a content encoding: it is decoded before it gets here, or not at all.
pub(crate) fn without_encoding(headers: &HeaderMap) -> Result<(), Refused> {
    let encoding = headers.get(CONTENT_ENCODING).map(|value| String::from_utf8_lossy(value.as_bytes()));
    match encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        Some(found) => Err(Refused::UnsupportedEncoding { found: found.into() }),
        None => Ok(()),
    }
}
