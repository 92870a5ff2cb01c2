//! Names of conditions: the preconditions and postconditions of a method (RFC 4918 section 16).

use thiserror::Error;

use crate::key::KeyRef;

/// The namespace of WebDAV's own elements. It is the string `DAV:`, literally (RFC 4918 section 21.1).
pub(crate) const DAV: &str = "DAV:";

/// The name of a precondition or postcondition: the name of an XML element, because RFC 4918 section 16 writes it as one.
///
/// Any specification may add names, in any namespace.
///
/// ```
/// use multistatus::Condition;
///
/// let condition = Condition::dav("quota-not-exceeded")?;
/// assert_eq!(condition.to_string(), "{DAV:}quota-not-exceeded");
/// assert!(Condition::dav("D:quota").is_err());
/// # Ok::<(), multistatus::outcome::InvalidCondition>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Condition<'a> {
    namespace: &'a str,
    name: &'a str,
    // Formats need both for each item that they write. The macro computes them while it compiles.
    #[cfg_attr(not(feature = "xml"), allow(dead_code))]
    in_dav: bool,
    requires_href: bool,
}

/// The error of a condition that cannot be written as an XML element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidCondition {
    /// The local name is not an XML name without a colon.
    #[error("invalid name of a condition; expected an XML name without a prefix, such as `lock-token-submitted`")]
    Name,
    /// The namespace is empty, or has a character that XML does not allow.
    #[error("invalid namespace of a condition; expected a URI, such as `DAV:`")]
    Namespace,
}

impl<'a> Condition<'a> {
    /// The namespace of WebDAV's own elements: the string `DAV:`, literally (RFC 4918 section 21.1).
    pub const DAV: &'static str = DAV;

    /// Creates a condition in any namespace, such as that of CalDAV.
    ///
    /// # Errors
    ///
    /// Returns an error if the name is not an NCName of ASCII letters, digits, `-`, `_` and `.`, or if the namespace is
    /// empty or has white space, controls, characters beyond ASCII, or one of `<>"&`.
    pub const fn new(namespace: &'a str, name: &'a str) -> Result<Self, InvalidCondition> {
        if !is_name(name.as_bytes()) {
            return Err(InvalidCondition::Name);
        }
        if !is_namespace(namespace.as_bytes()) {
            return Err(InvalidCondition::Namespace);
        }
        let in_dav = same(namespace, DAV);
        // RFC 4918 section 16: `lock-token-submitted (href+)`. No other condition of `DAV:` requires an href.
        let requires_href = in_dav && same(name, "lock-token-submitted");
        Ok(Self { namespace, name, in_dav, requires_href })
    }

    /// Creates a condition of the namespace `DAV:`.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`new`](Self::new).
    pub const fn dav(name: &'a str) -> Result<Self, InvalidCondition> {
        Self::new(DAV, name)
    }

    /// Creates a condition whose names are already checked.
    pub(crate) fn trusted(namespace: &'a str, name: &'a str) -> Self {
        let in_dav = namespace == DAV;
        Self { namespace, name, in_dav, requires_href: in_dav && name == "lock-token-submitted" }
    }

    /// Returns the namespace, as `xmlns` has it.
    pub const fn namespace(&self) -> &'a str {
        self.namespace
    }

    /// Returns the local name.
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// True if the condition requires an href: `lock-token-submitted (href+)`, RFC 4918 section 16.
    pub const fn requires_href(&self) -> bool {
        self.requires_href
    }

    /// Returns `own`, the key of the item, if the condition requires an href and `hrefs` is empty.
    #[inline]
    pub(crate) fn own_href<'k>(&self, own: Option<KeyRef<'k>>, hrefs: &[KeyRef<'_>]) -> Option<KeyRef<'k>> {
        own.filter(|_| self.requires_href && hrefs.is_empty())
    }

    /// True if the namespace is `DAV:`.
    #[cfg_attr(not(feature = "xml"), allow(dead_code))]
    pub(crate) const fn in_dav(&self) -> bool {
        self.in_dav
    }
}

/// Writes the condition in Clark notation: `{namespace}name`.
impl std::fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{{{}}}{}", self.namespace, self.name)
    }
}

impl std::fmt::Debug for Condition<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Condition({self})")
    }
}

/// Receives the conditions of an outcome, one by one.
pub trait ConditionVisitor {
    /// Receives one condition and its hrefs. A format writes the key of the item for a condition that requires an href and
    /// has none.
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]);

    /// Receives one condition, its hrefs, and the other content of its element: XML that declares each prefix it uses. By
    /// default the content is ignored.
    fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
        let _ = content;
        self.condition(condition, hrefs);
    }
}

/// Compares strings. A `const fn` cannot use `==` yet.
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

const fn is_name(name: &[u8]) -> bool {
    let mut i = 0;
    while i < name.len() {
        let first = name[i].is_ascii_alphabetic() || name[i] == b'_';
        if !(first || i > 0 && matches!(name[i], b'0'..=b'9' | b'-' | b'.')) {
            return false;
        }
        i += 1;
    }
    i > 0
}

const fn is_namespace(namespace: &[u8]) -> bool {
    let mut i = 0;
    while i < namespace.len() {
        if matches!(namespace[i], 0..=b' ' | b'<' | b'>' | b'"' | b'&' | 0x7f..) {
            return false;
        }
        i += 1;
    }
    i > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_valid_in_xml_is_an_error() {
        for name in ["", "D:x", "1st", "a b", "-a", "ä", "a<"] {
            assert_eq!(Condition::dav(name), Err(InvalidCondition::Name), "{name}");
        }
        for namespace in ["", "a b", "a\"b", "<", "a\n", "ü"] {
            assert_eq!(Condition::new(namespace, "a"), Err(InvalidCondition::Namespace), "{namespace}");
        }
    }

    #[test]
    fn only_lock_token_submitted_requires_an_href() {
        assert!(Condition::dav("lock-token-submitted").unwrap().requires_href());
        assert!(!Condition::dav("no-conflicting-lock").unwrap().requires_href());
        assert!(!Condition::new("urn:x", "lock-token-submitted").unwrap().requires_href());
    }
}
