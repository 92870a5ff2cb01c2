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
    /// The namespace has a character that XML does not allow.
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
        if chars::illegal(&namespace).is_some() {
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

    /// Creates a name that is checked already, by the macro or by a test.
    #[doc(hidden)]
    pub const fn declared(namespace: &'static str, local: &'static str) -> Self {
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
