//! An entity tag as a value: `getetag`.

use crate::{
    etag::ETag,
    property::{ContentWriter, PropertyFailure, PropertyValue, from_value::from_text},
};

impl PropertyValue for ETag {
    #[inline]
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.text(self.as_str());
        Ok(())
    }
}

from_text!(ETag, "an entity tag such as `\"5e-1f\"`", |text: &str| text.parse().ok());
