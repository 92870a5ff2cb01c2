//! `PropertyName`: the qualified name of a property.

use std::{borrow::Cow, fmt};

use thiserror::Error;

use crate::{
    outcome::DAV,
    tokens::xml::{chars, names},
};

/// The qualified name of a property, or of another XML element: a namespace and a local name.
///
/// It has no prefix: the writer of a body chooses the prefixes and declares them.
///
/// ```
/// use multistatus::webdav::PropertyName;
///
/// let name = PropertyName::new("http://owncloud.org/ns", "favorite")?;
/// assert_eq!(name.to_string(), "{http://owncloud.org/ns}favorite");
/// assert!(PropertyName::new("DAV:", "D:getetag").is_err());
/// # Ok::<(), multistatus::webdav::InvalidName>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyName {
    namespace: Cow<'static, str>,
    local: Cow<'static, str>,
}

/// The error of a name that XML cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidName {
    /// The local name is not an XML name without a colon.
    #[error("invalid name of a property; expected an XML name without a prefix, such as `getetag`")]
    Local,
    /// The namespace has a character that XML does not allow, or is that of `xmlns` itself.
    #[error("invalid namespace of a property; expected a URI, such as `DAV:`")]
    Namespace,
}

impl PropertyName {
    /// Creates a name in any namespace. The empty namespace means none.
    ///
    /// # Errors
    ///
    /// Returns an error if the local name is not an NCName (Namespaces in XML 1.0 section 3), or if XML cannot hold the
    /// namespace.
    pub fn new(
        namespace: impl Into<Cow<'static, str>>,
        local: impl Into<Cow<'static, str>>,
    ) -> Result<Self, InvalidName> {
        let (namespace, local) = (namespace.into(), local.into());
        if names::local(&local) != Some(0) {
            return Err(InvalidName::Local);
        }
        // No element may be in the namespace of declarations (Namespaces in XML 1.0 section 3).
        if chars::illegal(&namespace).is_some() || namespace == "http://www.w3.org/2000/xmlns/" {
            return Err(InvalidName::Namespace);
        }
        Ok(Self { namespace, local })
    }

    /// Creates a name of the namespace `DAV:`.
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`new`](Self::new).
    pub fn dav(local: impl Into<Cow<'static, str>>) -> Result<Self, InvalidName> {
        Self::new(DAV, local)
    }

    /// Creates a constant name. The empty namespace means none.
    ///
    /// ```
    /// use multistatus::webdav::PropertyName;
    ///
    /// const FAVORITE: PropertyName = PropertyName::declared("http://owncloud.org/ns", "favorite");
    /// ```
    ///
    /// A constant that XML cannot have does not compile:
    ///
    /// ```compile_fail
    /// # use multistatus::webdav::PropertyName;
    /// const PREFIXED: PropertyName = PropertyName::declared("http://owncloud.org/ns", "oc:favorite");
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if it is called at run time with such a name. Use [`new`](Self::new) there.
    pub const fn declared(namespace: &'static str, local: &'static str) -> Self {
        assert!(is_name(local.as_bytes()), "the local name of a property is an XML name without a prefix");
        assert!(is_text(namespace.as_bytes()), "the namespace of a property is a URI");
        Self { namespace: Cow::Borrowed(namespace), local: Cow::Borrowed(local) }
    }

    /// Creates a name that a parser has checked.
    pub(crate) fn checked(namespace: impl Into<Cow<'static, str>>, local: String) -> Self {
        Self { namespace: namespace.into(), local: Cow::Owned(local) }
    }

    /// Returns the namespace; empty for a name without one.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Returns the local name.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// True if this is the name with these parts.
    pub(crate) fn is(&self, namespace: &str, local: &str) -> bool {
        self.local == local && self.namespace == namespace
    }

    /// True if the name is `local` of the namespace `DAV:`.
    pub fn is_dav(&self, local: &str) -> bool {
        self.namespace == DAV && self.local == local
    }
}

/// Writes the name in Clark notation: `{namespace}local`.
impl fmt::Display for PropertyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}{}", self.namespace, self.local)
    }
}

impl fmt::Debug for PropertyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PropertyName({self})")
    }
}

/// True if the ASCII characters of a text may be in a local name. A `const fn` cannot check the others.
const fn is_name(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        let starts = text[at].is_ascii_alphabetic() || matches!(text[at], b'_' | 0x80..);
        if !(starts || at > 0 && matches!(text[at], b'0'..=b'9' | b'-' | b'.')) {
            return false;
        }
        at += 1;
    }
    at > 0
}

/// True if there are no controls.
const fn is_text(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        if text[at] < b' ' {
            return false;
        }
        at += 1;
    }
    true
}
