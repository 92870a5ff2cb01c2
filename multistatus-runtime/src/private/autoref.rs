//! Autoref specialization: method calls that choose an implementation by the type of a value, for generated code.
//!
//! The compiler looks for a method of `&&x` on `&&X`, then on `&X`, then on `X`. The special case is implemented for the
//! outermost reference. The last implementation accepts any type, so that a missing bound is reported once, where the value is
//! made.

use std::{
    borrow::Cow,
    error::Error,
    fmt::{self, Display, Write},
    ops::Deref,
};

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::outcome::Outcome;

/// The traits, imported without names, so that they cannot shadow those of the user.
pub mod methods {
    pub use super::super::key_fields::{
        KeyByDisplay as _, KeyByDisplayOption as _, KeyByText as _, KeyByTextOption as _, KeyByType as _,
        KeyOfAnything as _, ReadAnything as _, ReadFromKey as _, ReadFromKeyOption as _, ReadFromText as _,
        ReadFromTextOption as _,
    };
    pub use super::{
        CauseByDisplay as _, CauseOfAnything as _, CauseOfError as _, CauseOfErrorOption as _,
        CauseOfErrorPointer as _, CauseOfErrorPointerOption as _, CauseWithoutText as _, SerializeAnything as _,
        SerializeOption as _, SerializeValue as _, TextAsItIs as _, TextByDisplay as _, TextOfAnything as _,
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

/// The type of a `{field}` in a text.
#[diagnostic::on_unimplemented(
    message = "a `{{field}}` in a text is written with `Display`, which `{Self}` lacks",
    label = "not written as text",
    note = "use a type that implements `Display`, or `{{field:?}}` for its `Debug`",
    note = "an `Option` has no text for `None`: make a variant for each case, or give the field a role, such as `#[outcome(extension)]` or `#[outcome(header = \"...\")]`, which leaves `None` out"
)]
pub trait TextField {}

impl<T: Display + ?Sized> TextField for T {}

/// Wraps a value. Only this function has the bound, so that a missing `Display` is one error.
#[inline]
pub fn text<T: TextField + ?Sized>(value: &T) -> Text<'_, T> {
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

/// Receives what only the log gets: see [`Outcome::causes`](crate::Outcome::causes).
type Log<'a> = dyn FnMut(&dyn Display) + 'a;

/// A value that may be an error, for the log.
pub struct Cause<'a, T: ?Sized>(&'a T);

/// Wraps a value. It has no bound: most values are no errors.
#[inline]
pub fn cause<T: ?Sized>(value: &T) -> Cause<'_, T> {
    Cause(value)
}

/// The number of errors of a chain that are logged. A chain may be circular.
const CHAIN: usize = 64;

/// Logs an error and its sources.
fn chain<E: Error + ?Sized>(error: &E, log: &mut Log<'_>) {
    log(&format_args!("{error}"));
    let sources = std::iter::successors(error.source(), |source: &&dyn Error| (*source).source());
    sources.take(CHAIN).for_each(|source| log(&source));
}

/// Declares a trait with the method `$method`, and implements it for `$wrapped` if the bounds hold.
macro_rules! cause_choice {
    ($(#[$doc:meta])* $choice:ident, $method:ident, [$($bound:tt)*], $wrapped:ty, |$value:ident, $log:ident| $body:expr) => {
        $(#[$doc])*
        pub trait $choice {
            /// Logs the value.
            fn $method(&self, log: &mut Log<'_>);
        }

        impl<$($bound)*> $choice for $wrapped {
            fn $method(&self, $log: &mut Log<'_>) {
                let $value = self.0;
                $body
            }
        }
    };
}

cause_choice!(
    /// First choice: logs an error and its sources.
    CauseOfError, __causes, [T: Error + ?Sized], &&&&Cause<'_, T>, |error, log| chain(error, log)
);
cause_choice!(
    /// Second choice: logs the error behind a pointer such as `Box<dyn Error>`, which is no error itself.
    CauseOfErrorPointer, __causes, [T: Deref<Target: Error>], &&&Cause<'_, T>, |pointer, log| chain(&**pointer, log)
);
cause_choice!(
    /// Third choice: the first choice in an `Option`.
    CauseOfErrorOption, __causes, [T: Error], &&Cause<'_, Option<T>>, |error, log| {
        error.iter().for_each(|error| chain(error, log));
    }
);
cause_choice!(
    /// Fourth choice: the second choice in an `Option`.
    CauseOfErrorPointerOption, __causes, [T: Deref<Target: Error>], &Cause<'_, Option<T>>, |pointer, log| {
        pointer.iter().for_each(|pointer| chain(&**pointer, log));
    }
);
cause_choice!(
    /// Last choice: logs nothing, because any other value may be secret.
    CauseOfAnything, __causes, [T: ?Sized], Cause<'_, T>, |_value, _log| {}
);
cause_choice!(
    /// The only field of an `opaque` variant: logs its `Display`.
    CauseByDisplay, __text_cause, [T: Display + ?Sized], &Cause<'_, T>, |value, log| log(&format_args!("{value}"))
);
cause_choice!(
    /// Logs nothing for a field without `Display`.
    CauseWithoutText, __text_cause, [T: ?Sized], Cause<'_, T>, |_value, _log| {}
);

/// Logs the text of an `opaque` variant.
pub fn hidden_text<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result>(log: &mut Log<'_>, write: F) {
    log(&HiddenText(write));
}

/// Logs an inner outcome that `opaque` hides: its description and its causes.
pub fn hidden_outcome<O: Outcome + ?Sized>(log: &mut Log<'_>, outcome: &O) {
    log(&HiddenText(|out: &mut fmt::Formatter<'_>| outcome.description(out)));
    outcome.causes(log);
}

/// Shows what a function writes.
struct HiddenText<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> Display for HiddenText<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}
