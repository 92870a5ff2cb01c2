//! Support for the code that `#[derive(Outcome)]` generates: no part of the public interface, and nothing else may use it.
//!
//! The signatures of the functions stand on one line each: compiler messages show them, and users keep those.

pub use std::{
    convert::AsRef,
    fmt::{self, Display},
    format_args,
    marker::Sized,
    option::Option::{self, None, Some},
    primitive::str,
    result::Result::{self, Ok},
    time::Duration,
};

use std::borrow::Cow;

pub use http::StatusCode;
pub use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::Key;
pub use crate::{Condition, ConditionVisitor, HeaderVisitor, KeyRef, Outcome, OutcomeAs, OutcomeInfo, Retry};

/// A code that the macro has checked.
#[inline]
pub const fn status(code: u16) -> StatusCode {
    match StatusCode::from_u16(code) {
        Ok(status) => status,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A constant of the user's as a status. No trait can be used in a constant, so where its type is wrong the name of this
/// one is the message.
pub struct StatusConst<T>(pub T);

impl StatusConst<StatusCode> {
    /// The status, or a panic of the constant evaluation.
    pub const fn get(self) -> StatusCode {
        final_status(self.0.as_u16())
    }
}

impl StatusConst<u16> {
    /// The status, or a panic of the constant evaluation.
    pub const fn get(self) -> StatusCode {
        final_status(self.0)
    }
}

const fn final_status(code: u16) -> StatusCode {
    match code {
        207 => panic!("an item cannot itself be `207 Multi-Status`"),
        100..200 => panic!("1xx is an interim status and cannot be the outcome of an item"),
        200..1000 => status(code),
        _ => panic!("an HTTP status code is a number from 100 to 999"),
    }
}

/// A condition whose names the macro has checked.
pub const fn condition(namespace: &'static str, name: &'static str) -> Condition<'static> {
    match Condition::new(namespace, name) {
        Ok(condition) => condition,
        Err(_) => panic!("a condition is an XML name in a namespace"),
    }
}

/// How a field role takes its value: as it is, from a [`Key`], or out of an `Option`. It is inferred from the type of the
/// field, and keeps the implementations for these apart.
pub enum Direct {}
/// See [`Direct`].
pub enum Keyed {}
/// See [`Direct`].
pub enum Optional {}
/// See [`Direct`].
pub enum OptionalKey {}

/// A field with the role `href` or `condition_href`.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(href)]` field must be text, but `{Self}` is not",
    label = "neither text nor a `Key`",
    note = "use a type that implements `AsRef<str>`, a `Key`, or an `Option` of one"
)]
pub trait HrefField<How> {
    /// The href, if there is one.
    fn href(&self) -> Option<KeyRef<'_>>;
}

impl<T: AsRef<str> + ?Sized> HrefField<Direct> for T {
    fn href(&self) -> Option<KeyRef<'_>> {
        Some(self.as_ref().into())
    }
}

impl<T: KeyValue + ?Sized> HrefField<Keyed> for T {
    fn href(&self) -> Option<KeyRef<'_>> {
        Some(self.key().into())
    }
}

impl<T: AsRef<str>> HrefField<Optional> for Option<T> {
    fn href(&self) -> Option<KeyRef<'_>> {
        self.as_ref().map(|text| text.as_ref().into())
    }
}

impl<T: KeyValue> HrefField<OptionalKey> for Option<T> {
    fn href(&self) -> Option<KeyRef<'_>> {
        self.as_ref().map(|key| key.key().into())
    }
}

/// A key, or a reference to one.
pub trait KeyValue {
    /// The key.
    fn key(&self) -> &Key;
}

impl KeyValue for Key {
    fn key(&self) -> &Key {
        self
    }
}

impl<T: KeyValue + ?Sized> KeyValue for &T {
    fn key(&self) -> &Key {
        (**self).key()
    }
}

/// The href of a field.
pub fn href<How, T: HrefField<How> + ?Sized>(field: &T) -> Option<KeyRef<'_>> {
    field.href()
}

/// A field with the role `code`.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(code)]` field must hold a status, but `{Self}` does not",
    label = "expected `StatusCode` or `u16`, or an `Option` of one"
)]
pub trait CodeField<How> {
    /// The code, if there is one.
    fn code(&self) -> Option<u16>;
}

/// A status as a field holds it.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(code)]` field must hold a status, but `{Self}` does not",
    label = "expected `StatusCode` or `u16`, or an `Option` of one"
)]
pub trait CodeValue {
    /// The code.
    fn value(&self) -> u16;
}

impl CodeValue for u16 {
    fn value(&self) -> u16 {
        *self
    }
}

impl CodeValue for StatusCode {
    fn value(&self) -> u16 {
        self.as_u16()
    }
}

impl<T: CodeValue> CodeField<Direct> for T {
    fn code(&self) -> Option<u16> {
        Some(self.value())
    }
}

impl<T: CodeValue> CodeField<Optional> for Option<T> {
    fn code(&self) -> Option<u16> {
        self.as_ref().map(T::value)
    }
}

/// The status that a field holds.
pub fn code<How, T: CodeField<How>>(field: &T, default: StatusCode) -> StatusCode {
    match field.code() {
        None => default,
        Some(code) => StatusCode::from_u16(code).unwrap_or_else(|_| refuse(code)),
    }
}

#[cold]
fn refuse(code: u16) -> StatusCode {
    tracing::error!(code, "a status code is a number from 100 to 999; reported as 500");
    StatusCode::INTERNAL_SERVER_ERROR
}

/// A field with the role `retry_after`.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(retry_after)]` field must hold a time to wait, but `{Self}` does not",
    label = "expected an integer (seconds) or `Duration`, or an `Option` of one"
)]
pub trait RetryAfterField<How> {
    /// The time to wait, if there is one.
    fn retry_after(&self) -> Option<Duration>;
}

/// A time to wait as a field holds it.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(retry_after)]` field must hold a time to wait, but `{Self}` does not",
    label = "expected an integer (seconds) or `Duration`, or an `Option` of one"
)]
pub trait Wait {
    /// The time; none where the number is no number of seconds.
    fn wait(&self) -> Option<Duration>;
}

impl Wait for Duration {
    fn wait(&self) -> Option<Duration> {
        Some(*self)
    }
}

macro_rules! seconds {
    ($($integer:ty)+) => {
        $(impl Wait for $integer {
            fn wait(&self) -> Option<Duration> {
                u64::try_from(*self).ok().map(Duration::from_secs)
            }
        })+
    };
}
seconds!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl<T: Wait> RetryAfterField<Direct> for T {
    fn retry_after(&self) -> Option<Duration> {
        self.wait()
    }
}

impl<T: Wait> RetryAfterField<Optional> for Option<T> {
    fn retry_after(&self) -> Option<Duration> {
        self.as_ref().and_then(T::wait)
    }
}

/// The time to wait that a field holds.
pub fn retry_after<How, T: RetryAfterField<How>>(field: &T) -> Option<Duration> {
    field.retry_after()
}

/// A field with the role `header`.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(header = \"...\")]` field is written with `Display`, which `{Self}` lacks",
    label = "not a header value",
    note = "use a type that implements `Display`, or an `Option` of one"
)]
pub trait HeaderField<How> {
    /// The value, if there is one.
    fn value(&self) -> Option<&dyn Display>;
}

impl<T: Display> HeaderField<Direct> for T {
    fn value(&self) -> Option<&dyn Display> {
        Some(self)
    }
}

impl<T: Display> HeaderField<Optional> for Option<T> {
    fn value(&self) -> Option<&dyn Display> {
        self.as_ref().map(|value| value as &dyn Display)
    }
}

/// Shows the value of a field as a header.
pub fn header<How, T: HeaderField<How>, V: HeaderVisitor + ?Sized>(visitor: &mut V, name: &str, field: &T) {
    if let Some(value) = field.value() {
        visitor.header(name, &|out| write!(out, "{value}"));
    }
}

/// Writes a piece of text. A function, since a method of a trait needs the trait to be in scope.
#[inline]
pub fn put<W: fmt::Write + ?Sized>(out: &mut W, text: &str) -> fmt::Result {
    out.write_str(text)
}

/// Writes a value by its `Display`: the container key `display`.
pub fn display<T: Display + ?Sized, W: fmt::Write + ?Sized>(value: &T, out: &mut W) -> fmt::Result {
    write!(out, "{value}")
}

/// What exactly is text, and needs no `core::fmt` to be written.
pub trait TextValue {
    /// The text.
    fn text(&self) -> &str;
}

impl TextValue for str {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

impl TextValue for String {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

impl TextValue for Cow<'_, str> {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

impl<T: TextValue + ?Sized> TextValue for &T {
    #[inline]
    fn text(&self) -> &str {
        (**self).text()
    }
}

/// The value of a `{field}` without a format spec, at the foot of the [`ladder`].
pub struct Text<'a, T: ?Sized>(&'a T);

/// The bound is here, and only here, so that a missing `Display` is one error.
#[inline]
pub fn text<T: Display + ?Sized>(value: &T) -> Text<'_, T> {
    Text(value)
}

/// The value of a `body` or an `extension`, at the foot of the [`ladder`].
pub struct Serializable<'a, T: ?Sized>(&'a T);

/// The bound is here, and only here, so that a missing `Serialize` is one error.
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

/// Method calls that choose by the type of a value: a method of `&&x` is looked for on `&&X`, then `&X`, then `X`, so
/// the special case stands on the outermost reference. The last rung takes anything, so that a bound that was not met
/// is reported once, where the value was made.
pub mod ladder {
    use std::fmt::{self, Display, Write};

    use serde::{Serialize, Serializer, ser::SerializeMap};

    use super::{Serializable, Text, TextValue};

    /// First rung: text is written as it is.
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

    /// Second rung: everything else goes through its `Display`.
    pub trait TextByDisplay {
        /// Writes the value.
        fn __text<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result;
    }

    impl<T: Display + ?Sized> TextByDisplay for Text<'_, T> {
        fn __text<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
            super::display(self.0, out)
        }
    }

    /// Last rung: never reached.
    pub trait TextOfAnything: Sized {
        /// Writes nothing.
        fn __text<W: Write + ?Sized>(self, _: &mut W) -> fmt::Result {
            Ok(())
        }
    }

    impl<T: ?Sized> TextOfAnything for Text<'_, T> {}

    /// First rung: `None` is left out.
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

    /// Second rung: everything else is there.
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

    /// Last rung: never reached.
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
}

/// What the macro knows of a variant, each part only where there is something to say.
impl OutcomeInfo {
    #[doc(hidden)]
    pub const fn with_docs(mut self, docs: &'static str) -> Self {
        self.docs = docs;
        self
    }

    #[doc(hidden)]
    pub const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    #[doc(hidden)]
    pub const fn with_description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    #[doc(hidden)]
    pub const fn with_conditions(mut self, conditions: &'static [Condition<'static>]) -> Self {
        self.conditions = conditions;
        self
    }

    #[doc(hidden)]
    pub const fn with_problem_type(mut self, problem_type: &'static str) -> Self {
        self.problem_type = Some(problem_type);
        self
    }

    #[doc(hidden)]
    pub const fn with_title(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    #[doc(hidden)]
    pub const fn with_headers(mut self, headers: &'static [&'static str]) -> Self {
        self.headers = headers;
        self
    }

    #[doc(hidden)]
    pub const fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }
}
