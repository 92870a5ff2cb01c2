//! Reads and writes the value of a header field.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::HeaderError;

/// Returns the value of a field that has one. The field may be repeated with the same value.
pub(super) fn single<'h>(
    headers: &'h HeaderMap,
    field: &HeaderName,
    name: &'static str,
) -> Result<Option<&'h str>, HeaderError> {
    let mut values = headers.get_all(field).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.any(|other| other.as_bytes().trim_ascii() != value.as_bytes().trim_ascii()) {
        return Err(HeaderError::Repeated { name });
    }
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Ok(Some(text.trim_matches([' ', '\t']))),
        Err(_) => Err(HeaderError::invalid(name, "text in UTF-8", &String::from_utf8_lossy(value.as_bytes()))),
    }
}

/// Sets a field. Nothing is set if the value cannot be one of a header field, which the types of this module do not allow.
pub(super) fn set(headers: &mut HeaderMap, field: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(field, value);
    }
}
