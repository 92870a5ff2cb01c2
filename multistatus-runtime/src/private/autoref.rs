//! Autoref specialization: method calls that choose an implementation by the type of a value, for generated code.
//!
//! The compiler looks for a method of `&&x` on `&&X`, then on `&X`, then on `X`. The special case is implemented for the
//! outermost reference. The last implementation accepts any type, so that a missing bound is reported once, where the value is
//! made.

use std::{
    borrow::Cow,
    fmt::{self, Display, Write},
};

use serde::{Serialize, Serializer, ser::SerializeMap};

/// The traits, imported without names, so that they cannot shadow those of the user.
pub mod methods {
    pub use super::{
        SerializeAnything as _, SerializeOption as _, SerializeValue as _, TextAsItIs as _, TextByDisplay as _,
        TextOfAnything as _,
    };
}

/// A type that is exactly text, so that it is written without `core::fmt`.
pub trait TextValue {
    /// Returns the text.
    fn text(&self) -> &str;
}

macro_rules! text_values {
    ($($text:ty),+) => {
        $(impl TextValue for $text {
            #[inline]
            fn text(&self) -> &str {
                self
            }
        })+
    };
}
text_values!(str, String, Cow<'_, str>);

impl<T: TextValue + ?Sized> TextValue for &T {
    #[inline]
    fn text(&self) -> &str {
        (**self).text()
    }
}

/// The value of a `{field}` without a format spec.
pub struct Text<'a, T: ?Sized>(&'a T);

/// Wraps a value. Only this function has the bound, so that a missing `Display` is one error.
#[inline]
pub fn text<T: Display + ?Sized>(value: &T) -> Text<'_, T> {
    Text(value)
}

/// The value of a `body` or an `extension`.
pub struct Serializable<'a, T: ?Sized>(&'a T);

/// Wraps a value. Only this function has the bound, so that a missing `Serialize` is one error.
#[inline]
pub fn serializable<T: Serialize + ?Sized>(value: &T) -> Serializable<'_, T> {
    Serializable(value)
}

impl<T: ?Sized> Clone for Text<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Text<'_, T> {}

impl<T: ?Sized> Clone for Serializable<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Serializable<'_, T> {}

/// First choice: writes text as it is.
pub trait TextAsItIs {
    /// Writes the value.
    fn __text<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result;
}

impl<T: TextValue + ?Sized> TextAsItIs for &Text<'_, T> {
    #[inline]
    fn __text<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(self.0.text())
    }
}

/// Second choice: writes any other value with its `Display`.
pub trait TextByDisplay {
    /// Writes the value.
    fn __text<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result;
}

impl<T: Display + ?Sized> TextByDisplay for Text<'_, T> {
    fn __text<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        super::display(self.0, out)
    }
}

/// Last choice: never called.
pub trait TextOfAnything: Sized {
    /// Writes nothing.
    fn __text<W: Write + ?Sized>(self, _: &mut W) -> fmt::Result {
        Ok(())
    }
}

impl<T: ?Sized> TextOfAnything for Text<'_, T> {}

/// First choice: omits `None`.
pub trait SerializeOption {
    /// Writes the value as a member of a map.
    fn __member<M: SerializeMap>(&self, members: &mut M, name: &'static str) -> Result<(), M::Error>;
    /// Serializes the value.
    fn __body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error>;
}

impl<T: Serialize> SerializeOption for &Serializable<'_, Option<T>> {
    fn __member<M: SerializeMap>(&self, members: &mut M, name: &'static str) -> Result<(), M::Error> {
        self.0.as_ref().map_or(Ok(()), |value| members.serialize_entry(name, value))
    }

    fn __body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.0.as_ref().map(|value| value.serialize(serializer)).transpose()
    }
}

/// Second choice: writes any other value.
pub trait SerializeValue {
    /// Writes the value as a member of a map.
    fn __member<M: SerializeMap>(&self, members: &mut M, name: &'static str) -> Result<(), M::Error>;
    /// Serializes the value.
    fn __body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error>;
}

impl<T: Serialize + ?Sized> SerializeValue for Serializable<'_, T> {
    fn __member<M: SerializeMap>(&self, members: &mut M, name: &'static str) -> Result<(), M::Error> {
        members.serialize_entry(name, self.0)
    }

    fn __body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.0.serialize(serializer).map(Some)
    }
}

/// Last choice: never called.
pub trait SerializeAnything: Sized {
    /// Writes nothing.
    fn __member<M: SerializeMap>(self, _: &mut M, _: &'static str) -> Result<(), M::Error> {
        Ok(())
    }

    /// Serializes nothing.
    fn __body<S: Serializer>(self, _: S) -> Result<Option<S::Ok>, S::Error> {
        Ok(None)
    }
}

impl<T: ?Sized> SerializeAnything for Serializable<'_, T> {}
