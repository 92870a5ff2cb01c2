//! `Language`: a language tag.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A language tag (RFC 5646): the value of `getcontentlanguage` and of `xml:lang`.
///
/// ```
/// use multistatus::webdav::Language;
///
/// assert_eq!(Language::new("de-CH")?.as_str(), "de-CH");
/// assert!(Language::new("German").is_ok());
/// assert!(Language::new("de_CH").is_err());
/// # Ok::<(), multistatus::webdav::InvalidLanguage>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Language(Box<str>);

/// The error of text that is not a language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("invalid language; expected letters and digits in groups of at most eight, such as `de-CH`")]
#[non_exhaustive]
pub struct InvalidLanguage;

impl Language {
    /// Creates a language from its tag. Only the syntax is checked.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not groups of one to eight ASCII letters and digits, joined by `-`.
    pub fn new(tag: impl Into<Box<str>>) -> Result<Self, InvalidLanguage> {
        let tag = tag.into();
        let is_group =
            |group: &str| (1..=8).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if tag.split('-').all(is_group) { Ok(Self(tag)) } else { Err(InvalidLanguage) }
    }

    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Language {
    type Err = InvalidLanguage;

    fn from_str(tag: &str) -> Result<Self, InvalidLanguage> {
        Self::new(tag)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Language({self})")
    }
}
