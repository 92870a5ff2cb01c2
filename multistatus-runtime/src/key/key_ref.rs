//! `KeyRef`: a borrowed key, or a value that is one by its `Display`.

use std::{
    borrow::Cow,
    fmt::{self, Display, Write},
    sync::Arc,
};

use super::{
    Key,
    inline_text::InlineText,
    normal_form::normalized,
    percent_encoding::{encode_reference, write_reference},
};

/// A borrowed key, as formats use it: text, a [`Key`], or any value with `Display`.
///
/// A key made from a string or a value is encoded while it is written. A key made from a [`Key`] is already encoded.
///
/// ```
/// use multistatus::outcome::KeyRef;
///
/// let (text, number) = (KeyRef::from("/a b"), KeyRef::display(&17));
/// assert_eq!((&*text.text(), &*text.encoded()), ("/a b", "/a%20b"));
/// assert_eq!(number.text(), "17");
/// ```
#[derive(Clone, Copy)]
pub struct KeyRef<'a>(KeyText<'a>);

#[derive(Clone, Copy)]
enum KeyText<'a> {
    Plain(&'a str),
    Key(&'a Key),
    Display(&'a (dyn Display + Sync)),
}

impl<'a> KeyRef<'a> {
    /// Returns the key that a value shows, taken as a URI reference. It is formatted when it is written, without an
    /// allocation unless it is long. If its `Display` fails, the key is empty, and the error is logged.
    pub fn display(value: &'a (dyn Display + Sync)) -> Self {
        Self(KeyText::Display(value))
    }

    /// Returns the key exactly as given.
    pub fn text(self) -> Cow<'a, str> {
        match self.0 {
            KeyText::Plain(text) => text.into(),
            KeyText::Key(key) => key.as_str().into(),
            KeyText::Display(_) => self.text_in(&mut None).to_owned().into(),
        }
    }

    /// Returns the key exactly as given, unless it has to be formatted.
    #[cfg(feature = "json")]
    #[inline]
    pub(crate) fn borrowed(self) -> Option<&'a str> {
        match self.0 {
            KeyText::Plain(text) => Some(text),
            KeyText::Key(key) => Some(key.as_str()),
            KeyText::Display(_) => None,
        }
    }

    /// Returns the key exactly as given. `buffer` is used only if the text has to be formatted.
    pub(crate) fn text_in<'t>(self, buffer: &'t mut Option<InlineText>) -> &'t str
    where
        'a: 't,
    {
        match self.0 {
            KeyText::Plain(text) => text,
            KeyText::Key(key) => key.as_str(),
            KeyText::Display(value) => formatted(value, buffer.insert(InlineText::new())),
        }
    }

    /// Returns the key as a URI reference.
    pub fn encoded(self) -> Cow<'a, str> {
        if let KeyText::Key(key) = self.0 {
            return Cow::Borrowed(key.encoded());
        }
        let text = self.text();
        encode_reference(&text).map_or(text, Cow::Owned)
    }

    /// Returns the form in which keys are compared.
    pub(crate) fn normal(self) -> Cow<'a, str> {
        match self.encoded() {
            Cow::Borrowed(encoded) => normalized(encoded),
            Cow::Owned(encoded) => normalized(&encoded).into_owned().into(),
        }
    }

    /// Returns the encoded form, if it is known and XML does not have to escape it.
    #[cfg(feature = "xml")]
    #[inline]
    pub(crate) fn plain(self) -> Option<&'a str> {
        match self.0 {
            KeyText::Key(key) if !key.has_ampersand() => Some(key.encoded()),
            _ => None,
        }
    }

    /// Writes the key as a URI reference.
    ///
    /// # Errors
    ///
    /// Returns an error if `out` does.
    pub fn write_encoded<W: fmt::Write + ?Sized>(self, out: &mut W) -> fmt::Result {
        match self.0 {
            KeyText::Key(key) => out.write_str(key.encoded()),
            _ => write_reference(self.text_in(&mut None), out),
        }
    }
}

/// Returns the text of a value.
fn formatted<'t>(value: &dyn Display, buffer: &'t mut InlineText) -> &'t str {
    if let Err(error) = write!(buffer, "{value}") {
        tracing::error!(%error, "a key or an instance is empty: its `Display` failed");
        *buffer = InlineText::new();
    }
    buffer.as_str()
}

impl<'a> From<&'a str> for KeyRef<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Self(KeyText::Plain(text))
    }
}

impl<'a> From<&'a Key> for KeyRef<'a> {
    #[inline]
    fn from(key: &'a Key) -> Self {
        Self(KeyText::Key(key))
    }
}

impl From<KeyRef<'_>> for Key {
    fn from(key: KeyRef<'_>) -> Self {
        match key.0 {
            KeyText::Key(key) => key.clone(),
            _ => key.text().into(),
        }
    }
}

/// Converts a key into text: the form that was given.
macro_rules! text_of_a_key {
    ($($text:ty)+) => {
        $(impl From<KeyRef<'_>> for $text {
            fn from(key: KeyRef<'_>) -> Self {
                key.text().into_owned().into()
            }
        })+
    };
}
text_of_a_key!(String Box<str> Arc<str> Cow<'static, str>);

impl PartialEq for KeyRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.normal() == other.normal()
    }
}

impl Eq for KeyRef<'_> {}

/// Writes the key as given.
impl fmt::Display for KeyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text_in(&mut None))
    }
}

impl fmt::Debug for KeyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            KeyText::Key(key) => fmt::Debug::fmt(key, f),
            _ => write!(f, "KeyRef({:?})", self.text_in(&mut None)),
        }
    }
}
