//! The request header field `Idempotency-Key`. It reads a key, and knows nothing of what is kept under it.

use std::fmt;

use http::{HeaderMap, HeaderName};
use thiserror::Error;

use crate::batch::Refused;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// How long a key may be: a store keeps it with every outcome.
const MAX_LENGTH: usize = 255;

/// What a client names a batch by, so that it may send it again without doing anything twice.
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
    /// A key that was sent in another way than by the header field.
    ///
    /// # Errors
    ///
    /// Where it is empty, longer than 255 characters, or not printable ASCII.
    pub fn new(key: impl Into<String>) -> Result<Self, InvalidIdempotencyKey> {
        let key = key.into();
        match key.bytes().position(|byte| !is_printable(byte)) {
            Some(position) => Err(InvalidIdempotencyKey::Unexpected { position }),
            None => Self::sized(key),
        }
    }

    /// The key of a request; `None` where it has none.
    ///
    /// The field is a string in quotes (draft-ietf-httpapi-idempotency-key-header-07 section 2.1, RFC 9651 section
    /// 3.3.3); without quotes, as many clients send it, it is the same key.
    ///
    /// # Errors
    ///
    /// [`Refused::KeyInvalid`] where the field is not readable, or there are several.
    pub fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, Refused> {
        let mut fields = headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(field) = fields.next() else { return Ok(None) };
        if fields.next().is_some() {
            return Err(InvalidIdempotencyKey::Repeated.into());
        }
        Ok(Some(Self::from_field(field.as_bytes())?))
    }

    fn from_field(field: &[u8]) -> Result<Self, InvalidIdempotencyKey> {
        let start = field.iter().position(|byte| *byte != b' ').unwrap_or(field.len());
        let key = match field.get(start) {
            Some(b'"') => quoted(field, start + 1)?,
            _ => bare(field, start)?,
        };
        Self::sized(key)
    }

    fn sized(key: String) -> Result<Self, InvalidIdempotencyKey> {
        match key.len() {
            0 => Err(InvalidIdempotencyKey::Empty),
            length if length > MAX_LENGTH => Err(InvalidIdempotencyKey::TooLong { length }),
            _ => Ok(Self(key.into())),
        }
    }

    /// The key, without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A string as RFC 9651 section 4.2.5 reads it; parameters of the field mean nothing here.
fn quoted(field: &[u8], start: usize) -> Result<String, InvalidIdempotencyKey> {
    let mut key = String::new();
    let mut bytes = field.iter().copied().enumerate().skip(start);
    while let Some((position, byte)) = bytes.next() {
        match byte {
            b'"' => return ends(field, position + 1).map(|()| key),
            b'\\' => match bytes.next() {
                Some((_, byte @ (b'"' | b'\\'))) => key.push(char::from(byte)),
                Some((position, _)) => return Err(InvalidIdempotencyKey::Unexpected { position }),
                None => return Err(InvalidIdempotencyKey::Unclosed),
            },
            byte if is_printable(byte) => key.push(char::from(byte)),
            _ => return Err(InvalidIdempotencyKey::Unexpected { position }),
        }
    }
    Err(InvalidIdempotencyKey::Unclosed)
}

fn bare(field: &[u8], start: usize) -> Result<String, InvalidIdempotencyKey> {
    let mut key = String::new();
    for (position, byte) in field.iter().copied().enumerate().skip(start) {
        match byte {
            b' ' | b';' => return ends(field, position).map(|()| key),
            b'"' | b',' => return Err(InvalidIdempotencyKey::Unexpected { position }),
            byte if is_printable(byte) => key.push(char::from(byte)),
            _ => return Err(InvalidIdempotencyKey::Unexpected { position }),
        }
    }
    Ok(key)
}

/// Nothing but parameters may follow.
fn ends(field: &[u8], position: usize) -> Result<(), InvalidIdempotencyKey> {
    match field.iter().enumerate().skip(position).find(|(_, byte)| **byte != b' ') {
        None | Some((_, b';')) => Ok(()),
        Some((position, _)) => Err(InvalidIdempotencyKey::Unexpected { position }),
    }
}

fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Why an idempotency key cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidIdempotencyKey {
    /// There is no character in it.
    #[error("the idempotency key is empty")]
    Empty,
    /// It is longer than 255 characters.
    #[error("the idempotency key has {length} characters; expected at most {MAX_LENGTH}")]
    TooLong {
        /// How many characters it has.
        length: usize,
    },
    /// The header field is there more than once.
    #[error("the field Idempotency-Key is there more than once; expected one key for the whole batch")]
    Repeated,
    /// The quote at the end is missing.
    #[error("the idempotency key has no quote at its end; expected a string in quotes")]
    Unclosed,
    /// There is a character that cannot stand there.
    #[error("unexpected character at position {position} of the idempotency key; expected printable ASCII in quotes")]
    Unexpected {
        /// Where it is, counted in bytes from 0.
        position: usize,
    },
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[track_caller]
    fn reads(field: &str, key: Result<&str, InvalidIdempotencyKey>) {
        let read = IdempotencyKey::from_field(field.as_bytes());
        assert_eq!(read.as_ref().map(IdempotencyKey::as_str), key.as_ref().copied(), "{field}");
    }

    #[test]
    fn a_key_is_a_string_in_quotes() {
        reads(r#""8e03978e-40d5-43e8""#, Ok("8e03978e-40d5-43e8"));
        reads(r#"  "a \"b\" \\c"  "#, Ok(r#"a "b" \c"#));
        reads(r#""a";version=1"#, Ok("a"));
        reads(r#""a"b"#, Err(InvalidIdempotencyKey::Unexpected { position: 3 }));
        reads(r#""a"#, Err(InvalidIdempotencyKey::Unclosed));
        reads(r#""a\"#, Err(InvalidIdempotencyKey::Unclosed));
        reads(r#""a\b""#, Err(InvalidIdempotencyKey::Unexpected { position: 3 }));
        reads(r#""""#, Err(InvalidIdempotencyKey::Empty));
        reads(r#""ü""#, Err(InvalidIdempotencyKey::Unexpected { position: 1 }));
    }

    #[test]
    fn a_key_without_quotes_is_the_same_one() {
        reads("8e03978e-40d5", Ok("8e03978e-40d5"));
        reads("order:7/a=b ", Ok("order:7/a=b"));
        reads("a;version=1", Ok("a"));
        reads("a b", Err(InvalidIdempotencyKey::Unexpected { position: 2 }));
        reads("a, b", Err(InvalidIdempotencyKey::Unexpected { position: 1 }));
        reads("", Err(InvalidIdempotencyKey::Empty));
    }

    #[test]
    fn a_key_is_not_longer_than_a_store_should_keep() {
        let longest = "k".repeat(MAX_LENGTH);
        reads(&longest, Ok(&longest));
        reads(&format!("{longest}k"), Err(InvalidIdempotencyKey::TooLong { length: 256 }));
    }

    #[test]
    fn several_fields_are_no_key() {
        let field = |value| (IDEMPOTENCY_KEY, HeaderValue::from_static(value));
        let headers = HeaderMap::from_iter([field("a"), field("a")]);
        assert_eq!(IdempotencyKey::from_headers(&headers), Err(InvalidIdempotencyKey::Repeated.into()));
    }
}
