//! Text as a value.

use std::{borrow::Cow, sync::Arc};

use crate::property::{ContentWriter, PropertyFailure, PropertyValue, from_value::from_text};

const EXPECTED: &str = "text without elements";

macro_rules! text {
    ($($type:ty),+) => {$(
        impl PropertyValue for $type {
            #[inline]
            fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
                content.text(self);
                Ok(())
            }
        }
    )+};
}
text!(str, String, Cow<'_, str>);

from_text!(String, EXPECTED, |text: &str| Some(text.to_owned()));
from_text!(Box<str>, EXPECTED, |text: &str| Some(Box::from(text)));
from_text!(Arc<str>, EXPECTED, |text: &str| Some(Arc::from(text)));
from_text!(Cow<'_, str>, EXPECTED, |text: &str| Some(Cow::Owned(text.to_owned())));
