//! `RefusalForm`: how the response to a request that failed as a whole is written.

/// The form of the response to a request that failed as a whole.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
#[cfg_attr(
    feature = "dialects",
    expect(clippy::large_enum_variant, reason = "there is one for each request that fails as a whole")
)]
pub enum RefusalForm {
    /// A shape whose document is one item.
    #[cfg(feature = "json")]
    Shape(&'static crate::json_shape::JsonShape),
    /// The error of an XML convention.
    #[cfg(feature = "dialects")]
    Xml(crate::dialect::XmlShape),
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
}
