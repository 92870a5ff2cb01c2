//! The properties of an item that is being read, without a copy, as the client of WebDAV reads them.

use http::StatusCode;

use super::{borrowed::ItemRef, property_ref::PropertyRef};

impl<'a> ItemRef<'a> {
    /// Calls `each` with the status, the number of the propstat, and each property, in the order of the body.
    #[inline]
    pub(crate) fn for_each_property(&self, mut each: impl FnMut(Option<StatusCode>, usize, PropertyRef<'a>)) {
        for (number, propstat) in self.spans.propstats.iter().enumerate() {
            let (start, end) = propstat.properties;
            for property in self.spans.properties.get(start..end).unwrap_or_default() {
                each(propstat.status, number, self.spans.property(property, self.window));
            }
        }
    }

    /// Returns the number of bytes of the properties and their namespaces, and the number of properties.
    pub(crate) fn size_of_properties(&self) -> (usize, usize) {
        (self.spans.bytes_of_properties(), self.spans.properties.len())
    }

    /// True if the item has a part that its only key and [`for_each_property`](Self::for_each_property) do not tell.
    pub(crate) fn has_more_than_properties(&self) -> bool {
        let spans = self.spans;
        let parts = [spans.description, spans.location, spans.language, spans.problem_type, spans.title];
        spans.keys.len() != 1
            || spans.status.is_some()
            || spans.unreadable_status
            || spans.propstats.is_empty()
            || spans.propstats.iter().any(|propstat| propstat.description.is_some())
            || !spans.conditions.is_empty()
            || !spans.elements.is_empty()
            || !spans.defects.kept().is_empty()
            || parts.iter().any(Option::is_some)
    }
}
