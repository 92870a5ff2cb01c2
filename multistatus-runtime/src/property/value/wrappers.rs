//! Pointers to values, values that may be absent, and outcomes of values.

use std::sync::Arc;

use crate::{
    outcome::Outcome,
    property::{ContentWriter, FromPropertyValue, InvalidValue, PropertyFailure, PropertyValue, XmlElement},
};

macro_rules! pointers {
    ($($type:ty),+) => {$(
        impl<V: PropertyValue + ?Sized> PropertyValue for $type {
            #[inline]
            fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
                (**self).write(content)
            }
        }
    )+};
}
pointers!(&V, Box<V>, Arc<V>);

/// `None` is a property that the resource does not have.
impl<V: PropertyValue> PropertyValue for Option<V> {
    #[inline]
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        match self {
            Some(value) => value.write(content),
            None => Err(PropertyFailure::ABSENT),
        }
    }
}

/// The outcome of one property: its value, or why there is none.
impl<V: PropertyValue, O: Outcome> PropertyValue for Result<V, O> {
    #[inline]
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        match self {
            Ok(value) => value.write(content),
            Err(outcome) => Err(PropertyFailure::of(outcome)),
        }
    }
}

/// An element that exists is `Some`, also if it is empty.
impl<V: FromPropertyValue> FromPropertyValue for Option<V> {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        V::from_element(element).map(Some)
    }

    fn from_text(text: &str) -> Option<Result<Self, InvalidValue>> {
        V::from_text(text).map(|value| value.map(Some))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}
