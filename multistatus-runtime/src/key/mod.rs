//! Keys: the names of items, as given and as URI references.
//!
//! A key is percent-encoded once, when it is created. Each format does its own escaping.

mod as_key;
mod inline_text;
mod key_ref;
pub(crate) mod normal_form;
pub(crate) mod percent_encoding;

use std::{borrow::Cow, fmt, hash, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) use self::as_key::AsKey;
pub use self::key_ref::KeyRef;
use self::{
    normal_form::normalized,
    percent_encoding::{encode_path, encode_reference},
};

/// The name of an item: `id` in JSON, exactly as given; `href` in DAV XML, as a valid URI reference.
///
/// A string is taken as a URI reference. Characters that RFC 3986 does not allow in a path, query or fragment are
/// percent-encoded; an existing `%20` stays. For file names use [`Key::path`], which takes a raw path: `%`, `?` and `#`
/// are then ordinary characters. An integer is taken in decimal, and with the feature `uuid` a `uuid::Uuid` in its usual form.
///
/// Two keys are equal if their encoded forms are equal in the normal form of RFC 3986 section 6.2.2: `%40` and `@` are equal,
/// and so are both forms of each other character that a path segment needs no encoding for, and `%2f` and `%2F`. `%2F` and
/// `/`, `%25` and `%`, and the two Unicode forms of a letter are different. In a query, `%26` and `&` are different too, as are
/// both forms of `=`, `+`, `;` and `,`.
///
/// ```
/// use multistatus::Key;
///
/// let key = Key::from("/files/a b.txt");
/// assert_eq!((key.as_str(), key.encoded()), ("/files/a b.txt", "/files/a%20b.txt"));
/// assert_eq!(key, Key::from("/files/a%20b.txt"));
/// assert_eq!(Key::path("/files/100% ü.txt").encoded(), "/files/100%25%20%C3%BC.txt");
/// assert_eq!(Key::path("/home/ada@example.com"), Key::from("/home/ada%40example.com"));
/// ```
#[derive(Clone)]
pub struct Key {
    given: Box<str>,
    /// `None` if it equals `given`, which is the common case.
    encoded: Option<Box<str>>,
    /// True if there is an ampersand, the only character of an encoded key that XML has to escape.
    #[cfg_attr(not(feature = "xml"), allow(dead_code))]
    ampersand: bool,
}

impl Key {
    /// Creates the key of a raw path, such as a file name. Every character with a meaning in a URI is percent-encoded,
    /// except the slash between segments.
    ///
    /// A second leading slash, and a colon in the first segment of a relative path, are encoded too, because `//host` and
    /// `scheme:` are not paths (RFC 3986 section 4.2).
    pub fn path(path: impl Into<String>) -> Self {
        let given = path.into();
        let encoded = encode_path(&given);
        Self::new(given, encoded)
    }

    fn new(given: String, encoded: Option<String>) -> Self {
        // Percent-encoding does not change an ampersand.
        let ampersand = given.contains('&');
        Self { given: given.into(), encoded: encoded.map(Into::into), ampersand }
    }

    /// Returns the key exactly as given.
    pub fn as_str(&self) -> &str {
        &self.given
    }

    /// Returns the key as a URI reference, with only the characters that RFC 3986 allows.
    pub fn encoded(&self) -> &str {
        self.encoded.as_deref().unwrap_or(&self.given)
    }

    /// Returns the form in which keys are compared.
    pub(crate) fn normal(&self) -> Cow<'_, str> {
        normalized(self.encoded())
    }

    /// True if XML has to escape the encoded form.
    #[cfg(feature = "xml")]
    #[inline]
    pub(crate) fn has_ampersand(&self) -> bool {
        self.ampersand
    }

    /// True if the text, taken as a URI reference, is another key.
    #[cfg(any(feature = "json", feature = "xml"))]
    pub(crate) fn is_raw(&self) -> bool {
        // Without an encoding, the text is the reference.
        self.encoded.is_some() && Self::from(self.as_str()) != *self
    }
}

impl From<String> for Key {
    fn from(given: String) -> Self {
        let encoded = encode_reference(&given);
        Self::new(given, encoded)
    }
}

macro_rules! key_of_text {
    ($($text:ty),+) => {
        $(impl From<$text> for Key {
            fn from(given: $text) -> Self {
                let given: &str = given.as_ref();
                given.to_owned().into()
            }
        })+
    };
}
key_of_text!(&str, &String, Box<str>, Arc<str>);

impl From<Cow<'_, str>> for Key {
    fn from(given: Cow<'_, str>) -> Self {
        given.into_owned().into()
    }
}

macro_rules! key_of_number {
    ($($number:ty)+) => {
        $(impl From<$number> for Key {
            fn from(number: $number) -> Self {
                Self::new(number.to_string(), None)
            }
        })+
    };
}
key_of_number!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

/// The form with hyphens and lower-case digits.
#[cfg(feature = "uuid")]
impl From<uuid::Uuid> for Key {
    fn from(uuid: uuid::Uuid) -> Self {
        Self::new(uuid.to_string(), None)
    }
}

impl From<&Key> for Key {
    fn from(key: &Key) -> Self {
        key.clone()
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.encoded() == other.encoded() || self.normal() == other.normal()
    }
}

impl Eq for Key {}

impl hash::Hash for Key {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.normal().hash(state);
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.normal().cmp(&other.normal())
    }
}

/// Writes the key as given.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.given)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.encoded {
            None => write!(f, "Key({:?})", self.given),
            Some(encoded) => write!(f, "Key({:?} as {encoded})", self.given),
        }
    }
}

/// The serde form: a string if the encoded form follows from it, otherwise both forms.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum StoredKey<'a> {
    Plain(Cow<'a, str>),
    Encoded { given: Cow<'a, str>, encoded: Cow<'a, str> },
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plain = Key::from(self.as_str());
        let given = Cow::Borrowed(self.as_str());
        if plain.encoded == self.encoded {
            StoredKey::Plain(given).serialize(serializer)
        } else {
            StoredKey::Encoded { given, encoded: self.encoded().into() }.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match StoredKey::deserialize(deserializer)? {
            StoredKey::Plain(given) => given.into(),
            // The stored text may have been edited: the encoded form must be a URI reference.
            StoredKey::Encoded { given, encoded } => {
                let encoded = encode_reference(&encoded).unwrap_or_else(|| encoded.into_owned());
                let ampersand = encoded.contains('&');
                Self { given: given.into(), encoded: Some(encoded.into()), ampersand }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reference(given: &str, encoded: &str) {
        assert_eq!(Key::from(given).encoded(), encoded);
        assert_eq!(KeyRef::from(given).encoded(), encoded);
        assert_eq!(Key::from(given).as_str(), given);
    }

    #[test]
    fn a_string_is_a_uri_reference() {
        reference("/a/b.txt?x=1&y=2#top", "/a/b.txt?x=1&y=2#top");
        reference("/a%20b", "/a%20b");
        reference("/100%", "/100%25");
        reference("/%zz%4", "/%25zz%254");
        reference("/a b\r\n\u{7f}", "/a%20b%0D%0A%7F");
        reference("/<>\"\\^`{}|[]", "/%3C%3E%22%5C%5E%60%7B%7D%7C%5B%5D");
        reference("/ü🦀", "/%C3%BC%F0%9F%A6%80");
        reference("/a#b#c", "/a#b%23c");
        reference("https://example.com:8080/~x;v=1,2", "https://example.com:8080/~x;v=1,2");
        reference("", "");
    }

    #[test]
    fn a_path_is_raw() {
        assert_eq!(Key::path("/a b/100%/q?/#1").encoded(), "/a%20b/100%25/q%3F/%231");
        assert_eq!(Key::path("/a%20b").encoded(), "/a%2520b");
        assert_eq!(Key::path("mail:1/a:b").encoded(), "mail%3A1/a:b");
        assert_eq!(Key::path("/a:b").encoded(), "/a:b");
        assert_eq!(Key::path("//host/a").encoded(), "/%2Fhost/a");
        assert_eq!(Key::path("a//b").encoded(), "a//b");
    }

    #[test]
    fn equality_is_on_the_encoded_form() {
        assert_eq!(Key::from("/a b"), Key::from("/a%20b"));
        assert_eq!(Key::path("/a%b"), Key::from("/a%25b"));
        assert_ne!(Key::path("/a%20b"), Key::from("/a%20b"));
    }

    #[test]
    fn keys_are_equal_in_their_normal_form() {
        let hash = |key: &Key| {
            let mut hasher = hash::DefaultHasher::new();
            hash::Hash::hash(key, &mut hasher);
            hash::Hasher::finish(&hasher)
        };
        for (one, other, equal) in [
            (Key::from("/u@e"), Key::from("/u%40e"), true),
            (Key::path("/u@e a"), Key::from("/u%40e a"), true),
            (Key::path("a:b"), Key::from("a:b"), true),
            (Key::from("/a%2fb"), Key::from("/a%2Fb"), true),
            (Key::path("/a%40b"), Key::from("/a@b"), false),
            (Key::from("/a%2Fb"), Key::from("/a/b"), false),
            (Key::path("//h"), Key::from("//h"), false),
            (Key::from("/?a=1%26b"), Key::from("/?a=1&b"), false),
            (Key::from("/\u{e9}"), Key::from("/e\u{301}"), false),
        ] {
            assert_eq!(one == other, equal, "{one:?} {other:?}");
            assert_eq!(KeyRef::from(&one) == KeyRef::from(other.as_str()), equal || one == Key::from(other.as_str()));
            assert_eq!(one.cmp(&other).is_eq(), equal, "{one:?} {other:?}");
            assert_eq!(hash(&one) == hash(&other), equal, "{one:?} {other:?}");
        }
    }

    #[test]
    fn keys_survive_serde() {
        for key in [Key::from("/a"), Key::from("/a b"), Key::path("/a%20b"), Key::path("100%")] {
            let json = serde_json::to_string(&key).unwrap();
            let back: Key = serde_json::from_str(&json).unwrap();
            assert_eq!((back.as_str(), back.encoded()), (key.as_str(), key.encoded()), "{json}");
        }
        let forged: Key = serde_json::from_str(r#"{"given":"x","encoded":"a b"}"#).unwrap();
        assert_eq!(forged.encoded(), "a%20b");
    }
}
