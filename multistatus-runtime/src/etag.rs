//! `ETag`: an entity tag (RFC 9110 section 8.8.3), always quoted.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// An entity tag: the value of the field `ETag` and of the property `getetag` (RFC 9110 section 8.8.3).
///
/// It is always written with its quotes. Clients compare it character by character, and many servers forget them.
///
/// ```
/// use multistatus::webdav::ETag;
///
/// let tag = ETag::strong("5e-1f")?;
/// assert_eq!(tag.as_str(), "\"5e-1f\"");
/// assert_eq!("W/\"7\"".parse::<ETag>()?, ETag::weak("7")?);
/// assert!(ETag::strong("a \"b\"").is_err());
/// # Ok::<(), multistatus::webdav::InvalidETag>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ETag {
    /// The quoted tag, with `W/` in front of a weak one.
    text: Box<str>,
}

/// The error of text that is not an entity tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("invalid entity tag; expected text without white space, controls and quotes, such as `\"5e-1f\"`")]
#[non_exhaustive]
pub struct InvalidETag;

impl ETag {
    /// Creates a strong tag: two representations that have it are equal, byte by byte. `tag` has no quotes.
    ///
    /// # Errors
    ///
    /// Returns an error if `tag` has white space, a control or a quote.
    pub fn strong(tag: impl AsRef<str>) -> Result<Self, InvalidETag> {
        Self::quoted("\"", tag.as_ref())
    }

    /// Creates a weak tag: two representations that have it are equivalent. `tag` has no quotes.
    ///
    /// # Errors
    ///
    /// Returns an error if `tag` has white space, a control or a quote.
    pub fn weak(tag: impl AsRef<str>) -> Result<Self, InvalidETag> {
        Self::quoted("W/\"", tag.as_ref())
    }

    fn quoted(start: &str, tag: &str) -> Result<Self, InvalidETag> {
        if !tag.chars().all(is_tag_character) {
            return Err(InvalidETag);
        }
        Ok(Self { text: [start, tag, "\""].concat().into_boxed_str() })
    }

    /// Returns the tag with its quotes, as a field has it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the tag without quotes and without `W/`.
    pub fn tag(&self) -> &str {
        self.text.trim_start_matches("W/").trim_matches('"')
    }

    /// True if the tag is weak.
    pub fn is_weak(&self) -> bool {
        self.text.starts_with('W')
    }

    /// Compares strongly: true if both are strong and equal (RFC 9110 section 8.8.3.2).
    pub fn is_same(&self, other: &Self) -> bool {
        !self.is_weak() && self == other
    }

    /// Compares weakly: true if the tags are equal, weak or not (RFC 9110 section 8.8.3.2).
    pub fn is_equivalent(&self, other: &Self) -> bool {
        self.tag() == other.tag()
    }
}

/// The characters of `etagc` (RFC 9110 section 8.8.3).
fn is_tag_character(character: char) -> bool {
    matches!(character, '!' | '#'..='~' | '\u{80}'..) && !character.is_control()
}

/// Reads a tag with its quotes. A tag without quotes, which some servers send, gets them.
impl FromStr for ETag {
    type Err = InvalidETag;

    fn from_str(text: &str) -> Result<Self, InvalidETag> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        let (start, tag) = match text.strip_prefix("W/") {
            Some(tag) => ("W/\"", tag),
            None => ("\"", text),
        };
        let tag = match tag.strip_prefix('"') {
            Some(tag) => tag.strip_suffix('"').ok_or(InvalidETag)?,
            // The empty tag is possible with quotes only.
            None if tag.is_empty() => return Err(InvalidETag),
            None => tag,
        };
        Self::quoted(start, tag)
    }
}

/// Writes the tag with its quotes.
impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ETag({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_with_and_without_quotes() {
        let strong = ETag::strong("a").unwrap();
        for text in ["\"a\"", "a", " \"a\"\n"] {
            assert_eq!(text.parse(), Ok(strong.clone()), "{text}");
        }
        let weak = ETag::weak("a").unwrap();
        assert_eq!("W/\"a\"".parse(), Ok(weak.clone()));
        assert_eq!("\"\"".parse(), Ok(ETag::strong("").unwrap()));
        for text in ["", "\"a", "a\"", "\"a\"b\"", "a b", "\u{7f}", "W/", "\u{85}"] {
            assert_eq!(text.parse::<ETag>(), Err(InvalidETag), "{text}");
        }
        assert_eq!((weak.tag(), weak.is_weak(), weak.to_string()), ("a", true, "W/\"a\"".to_owned()));
        assert!(strong.is_same(&strong) && !weak.is_same(&weak) && weak.is_equivalent(&strong));
    }
}
