//! The request header field `Idempotency-Key`.

use std::fmt;

use http::{HeaderMap, HeaderName};
use thiserror::Error;

use crate::batch::Refused;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Maximum length of a key, which a store keeps with every outcome.
const MAX_LENGTH: usize = 255;

/// The key by which a client names a batch, so that it can send the batch again without applying an item twice.
///
/// ```
/// use multistatus::{batch::IdempotencyKey, http::HeaderMap};
///
/// let mut headers = HeaderMap::new();
/// assert_eq!(IdempotencyKey::from_headers(&headers)?, None);
/// headers.insert("idempotency-key", r#""8e03978e-40d5""#.parse().unwrap());
/// assert_eq!(IdempotencyKey::from_headers(&headers)?.unwrap().as_str(), "8e03978e-40d5");
/// # Ok::<(), multistatus::Refused>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(Box<str>);

impl IdempotencyKey {
    /// Creates a key that was not sent in the header field.
    ///
    /// # Errors
    ///
    /// Returns an error if the key is empty, longer than 255 characters, or not printable ASCII.
    pub fn new(key: impl Into<String>) -> Result<Self, Refused> {
        let key = key.into();
        match key.bytes().position(|byte| !is_printable(byte)) {
            Some(position) => Err(KeyError::Unexpected { position }.into()),
            None => Ok(Self::sized(key)?),
        }
    }

    /// Reads the key of a request. `None` if there is none.
    ///
    /// The field is a string in quotes (draft-ietf-httpapi-idempotency-key-header-07 section 2.1, RFC 9651 section
    /// 3.3.3); many clients send it without quotes, which gives the same key.
    ///
    /// # Errors
    ///
    /// Returns an error if the field is not readable, or if there is more than one.
    pub fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, Refused> {
        let mut fields = headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(field) = fields.next() else { return Ok(None) };
        if fields.next().is_some() {
            return Err(KeyError::Repeated.into());
        }
        Ok(Some(Self::from_field(field.as_bytes())?))
    }

    fn from_field(field: &[u8]) -> Result<Self, KeyError> {
        let start = field.iter().position(|byte| *byte != b' ').unwrap_or(field.len());
        let key = match field.get(start) {
            Some(b'"') => quoted(field, start + 1)?,
            _ => bare(field, start)?,
        };
        Self::sized(key)
    }

    fn sized(key: String) -> Result<Self, KeyError> {
        match key.len() {
            0 => Err(KeyError::Empty),
            length if length > MAX_LENGTH => Err(KeyError::TooLong { length }),
            _ => Ok(Self(key.into())),
        }
    }

    /// Returns the key, without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Reads a string as RFC 9651 section 4.2.5 does. Parameters of the field are ignored.
fn quoted(field: &[u8], start: usize) -> Result<String, KeyError> {
    let mut key = String::new();
    let mut bytes = field.iter().copied().enumerate().skip(start);
    while let Some((position, byte)) = bytes.next() {
        match byte {
            b'"' => return ends(field, position + 1).map(|()| key),
            b'\\' => match bytes.next() {
                Some((_, byte @ (b'"' | b'\\'))) => key.push(char::from(byte)),
                Some((position, _)) => return Err(KeyError::Unexpected { position }),
                None => return Err(KeyError::Unclosed),
            },
            byte if is_printable(byte) => key.push(char::from(byte)),
            _ => return Err(KeyError::Unexpected { position }),
        }
    }
    Err(KeyError::Unclosed)
}

/// Reads a key without quotes.
fn bare(field: &[u8], start: usize) -> Result<String, KeyError> {
    let mut key = String::new();
    for (position, byte) in field.iter().copied().enumerate().skip(start) {
        match byte {
            b' ' | b';' => return ends(field, position).map(|()| key),
            b'"' | b',' => return Err(KeyError::Unexpected { position }),
            byte if is_printable(byte) => key.push(char::from(byte)),
            _ => return Err(KeyError::Unexpected { position }),
        }
    }
    Ok(key)
}

/// Checks that only parameters follow.
fn ends(field: &[u8], position: usize) -> Result<(), KeyError> {
    match field.iter().enumerate().skip(position).find(|(_, byte)| **byte != b' ') {
        None | Some((_, b';')) => Ok(()),
        Some((position, _)) => Err(KeyError::Unexpected { position }),
    }
}

fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// The error of an idempotency key that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum KeyError {
    /// It has no characters.
    #[error("the idempotency key is empty")]
    Empty,
    /// It is longer than 255 characters.
    #[error("the idempotency key has {length} characters; expected at most {MAX_LENGTH}")]
    TooLong {
        /// The number of its characters.
        length: usize,
    },
    /// There is more than one header field.
    #[error("there is more than one header field Idempotency-Key; expected one key for the whole batch")]
    Repeated,
    /// The closing quote is missing.
    #[error("the idempotency key has no closing quote; expected a string in quotes")]
    Unclosed,
    /// There is a character that is not allowed.
    #[error("unexpected character at position {position} of the idempotency key; expected printable ASCII in quotes")]
    Unexpected {
        /// The position of the character, in bytes from 0.
        position: usize,
    },
}

impl From<KeyError> for Refused {
    fn from(error: KeyError) -> Self {
        Self::KeyInvalid { detail: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[track_caller]
    fn reads(field: &str, key: Result<&str, KeyError>) {
        let read = IdempotencyKey::from_field(field.as_bytes());
        assert_eq!(read.as_ref().map(IdempotencyKey::as_str), key.as_ref().copied(), "{field}");
    }

    #[test]
    fn a_key_is_a_string_in_quotes() {
        reads(r#""8e03978e-40d5-43e8""#, Ok("8e03978e-40d5-43e8"));
        reads(r#"  "a \"b\" \\c"  "#, Ok(r#"a "b" \c"#));
        reads(r#""a";version=1"#, Ok("a"));
        reads(r#""a"b"#, Err(KeyError::Unexpected { position: 3 }));
        reads(r#""a"#, Err(KeyError::Unclosed));
        reads(r#""a\"#, Err(KeyError::Unclosed));
        reads(r#""a\b""#, Err(KeyError::Unexpected { position: 3 }));
        reads(r#""""#, Err(KeyError::Empty));
        reads(r#""ü""#, Err(KeyError::Unexpected { position: 1 }));
    }

    #[test]
    fn a_key_without_quotes_is_the_same_one() {
        reads("8e03978e-40d5", Ok("8e03978e-40d5"));
        reads("order:7/a=b ", Ok("order:7/a=b"));
        reads("a;version=1", Ok("a"));
        reads("a b", Err(KeyError::Unexpected { position: 2 }));
        reads("a, b", Err(KeyError::Unexpected { position: 1 }));
        reads("", Err(KeyError::Empty));
    }

    #[test]
    fn a_key_is_not_longer_than_a_store_should_keep() {
        let longest = "k".repeat(MAX_LENGTH);
        reads(&longest, Ok(&longest));
        reads(&format!("{longest}k"), Err(KeyError::TooLong { length: 256 }));
    }

    #[test]
    fn several_fields_are_an_error() {
        let field = |value| (IDEMPOTENCY_KEY, HeaderValue::from_static(value));
        let headers = HeaderMap::from_iter([field("a"), field("a")]);
        assert_eq!(IdempotencyKey::from_headers(&headers), Err(KeyError::Repeated.into()));
    }
}
