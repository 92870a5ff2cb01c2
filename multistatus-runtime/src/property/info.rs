//! `PropertyInfo`: what a type declares about one of its properties.

use super::PropertyName;

/// The description of one property of a type, for allprop, propname and PROPPATCH.
///
/// ```
/// use multistatus::webdav::{PropertyInfo, names};
///
/// const LENGTH: PropertyInfo = PropertyInfo::live(names::GETCONTENTLENGTH).doc("The number of bytes.");
/// assert!(LENGTH.protected && LENGTH.in_allprop);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PropertyInfo {
    /// The name.
    pub name: PropertyName,
    /// Live or dead (RFC 4918 section 4.2).
    pub kind: PropertyKind,
    /// True if PROPPATCH cannot change it: a request to do so fails with `cannot-modify-protected-property`.
    pub protected: bool,
    /// True if `allprop` lists it (RFC 4918 section 9.1).
    pub in_allprop: bool,
    /// The documentation of the field.
    pub doc: &'static str,
}

/// Says who maintains the value of a property (RFC 4918 section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PropertyKind {
    /// The server computes or checks the value.
    Live,
    /// The server keeps the value that a client has set.
    Dead,
}

impl PropertyInfo {
    /// Describes a live property that clients can read only.
    pub const fn live(name: PropertyName) -> Self {
        Self { name, kind: PropertyKind::Live, protected: true, in_allprop: true, doc: "" }
    }

    /// Describes a dead property.
    pub const fn dead(name: PropertyName) -> Self {
        Self { name, kind: PropertyKind::Dead, protected: false, in_allprop: true, doc: "" }
    }

    /// Sets whether PROPPATCH is refused.
    pub const fn protected(mut self, protected: bool) -> Self {
        self.protected = protected;
        self
    }

    /// Leaves the property out of `allprop`.
    pub const fn not_in_allprop(mut self) -> Self {
        self.in_allprop = false;
        self
    }

    /// Sets the documentation.
    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }
}
