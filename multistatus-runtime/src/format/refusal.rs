//! `RefusalForm`: how the response to a request that failed as a whole is written.

use super::Format;
use crate::outcome::Outcome;

/// The form of the response to a request that failed as a whole.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum RefusalForm {
    /// A shape whose document is one item.
    #[cfg(feature = "json")]
    Shape(&'static crate::json_shape::JsonShape),
    /// The error of an XML convention.
    #[cfg(feature = "dialects")]
    Xml(&'static crate::dialect::XmlShape),
}

impl RefusalForm {
    /// Returns the content type, if it is another than that of the format that the form belongs to, and header fields.
    pub(crate) fn head(self) -> (Option<&'static str>, &'static [(&'static str, &'static str)]) {
        match self {
            #[cfg(feature = "json")]
            Self::Shape(shape) => (shape.media_types.first().copied(), shape.header_fields),
            #[cfg(feature = "dialects")]
            Self::Xml(shape) => (shape.media_types.first().copied(), &[]),
        }
    }

    /// Returns the body for an outcome.
    pub(crate) fn body<O: Outcome>(self, outcome: &O) -> Vec<u8> {
        let mut body = Vec::new();
        let entry = &crate::entry::Entry::alone(outcome);
        match self {
            #[cfg(feature = "json")]
            Self::Shape(shape) => shape.item(entry, &mut body),
            #[cfg(feature = "dialects")]
            Self::Xml(shape) => super::xml_shape::error(shape, entry, &mut body),
        }
        body
    }
}
