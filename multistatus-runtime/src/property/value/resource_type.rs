//! `ResourceType`: the value of `resourcetype` (RFC 4918 section 15.9).

use std::borrow::Cow;

use crate::property::{
    ContentWriter, FromPropertyValue, InvalidValue, PropertyFailure, PropertyName, PropertyValue, XmlElement, names,
};

/// The type of a resource: the names of its kinds. A file has none.
///
/// ```
/// use multistatus::webdav::{ResourceType, names};
///
/// let calendar = ResourceType::COLLECTION.and(names::caldav::CALENDAR);
/// assert!(calendar.is_collection() && !ResourceType::FILE.is_collection());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ResourceType {
    kinds: Cow<'static, [PropertyName]>,
}

impl ResourceType {
    /// The type of a resource that is not a collection.
    pub const FILE: Self = Self { kinds: Cow::Borrowed(&[]) };

    /// The type of a collection (RFC 4918 section 14.3).
    pub const COLLECTION: Self = Self { kinds: Cow::Borrowed(&[names::COLLECTION]) };

    /// The type of a principal (RFC 3744 section 4).
    pub const PRINCIPAL: Self = Self { kinds: Cow::Borrowed(&[names::PRINCIPAL]) };

    /// The type of a calendar (RFC 4791 section 4.2).
    pub const CALENDAR: Self = Self { kinds: Cow::Borrowed(&[names::COLLECTION, names::caldav::CALENDAR]) };

    /// The type of an address book (RFC 6352 section 5.2).
    pub const ADDRESSBOOK: Self = Self { kinds: Cow::Borrowed(&[names::COLLECTION, names::carddav::ADDRESSBOOK]) };

    /// Adds a kind.
    pub fn and(mut self, kind: PropertyName) -> Self {
        if !self.kinds.contains(&kind) {
            self.kinds.to_mut().push(kind);
        }
        self
    }

    /// True if the resource is of this kind, such as [`names::caldav::CALENDAR`].
    pub fn is(&self, kind: &PropertyName) -> bool {
        self.kinds.contains(kind)
    }

    /// True if the resource is a collection.
    pub fn is_collection(&self) -> bool {
        self.is(&names::COLLECTION)
    }

    /// Returns the kinds.
    pub fn kinds(&self) -> &[PropertyName] {
        &self.kinds
    }
}

impl PropertyValue for ResourceType {
    #[inline]
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.kinds.iter().for_each(|kind| content.empty(kind));
        Ok(())
    }
}

/// Text is ignored: old servers write `1`.
impl FromPropertyValue for ResourceType {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        let kinds = element.children().iter().map(|kind| kind.name().clone());
        Ok(kinds.fold(Self::FILE, Self::and))
    }

    fn from_text(_: &str) -> Option<Result<Self, InvalidValue>> {
        Some(Ok(Self::FILE))
    }
}
