//! `PropertyRef`: a property of an item that is being read.

use super::spans::{ElementSpans, ItemSpans, XmlSpans};

/// A property of an item that is being read.
#[cfg_attr(not(all(feature = "webdav", feature = "reqwest")), expect(dead_code))]
pub(crate) struct PropertyRef<'a> {
    /// `None` for `DAV:`.
    pub(crate) namespace: Option<&'a str>,
    /// The length of the local name.
    pub(crate) name_length: usize,
    /// XML that declares each prefix it uses, in three pieces. If the first one is not empty, it is the start tag up to the end
    /// of the name, and the second one is a declaration.
    pub(crate) xml: [&'a str; 3],
    /// The length of the text that is behind the first byte of the last piece, if the element has nothing else and the text
    /// has no references.
    pub(crate) text: Option<usize>,
}

impl ItemSpans {
    /// Returns a property.
    #[inline]
    pub(crate) fn property<'a>(&'a self, element: &ElementSpans, window: &'a str) -> PropertyRef<'a> {
        let (xml, text) = match element.xml {
            XmlSpans::Whole(xml) => (["", "", self.text(xml, window)], None),
            #[cfg(feature = "xml")]
            XmlSpans::Canonical { start, end, text } => {
                let xml = window.get(start..end).unwrap_or_default();
                let (tag, rest) = xml.split_at_checked(element.name.end - start).unwrap_or_default();
                ([tag, &*self.declaration, rest], text)
            }
        };
        PropertyRef {
            namespace: element.namespace.map(|namespace| self.text(namespace, window)),
            name_length: element.name.end - element.name.start,
            xml,
            text,
        }
    }

    /// Returns the number of bytes of the properties and their namespaces.
    #[cfg(all(feature = "webdav", feature = "reqwest"))]
    pub(crate) fn bytes_of_properties(&self) -> usize {
        let bytes = self.properties.iter().map(|property| {
            let xml = match property.xml {
                XmlSpans::Whole(xml) => xml.end - xml.start,
                XmlSpans::Canonical { start, end, .. } => end - start + self.declaration.len(),
            };
            xml + property.namespace.map_or(0, |namespace| namespace.end - namespace.start)
        });
        bytes.sum()
    }
}
