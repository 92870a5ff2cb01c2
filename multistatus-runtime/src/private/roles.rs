//! What a field with a role may hold, for generated code. The messages are what a user reads when it holds another type.

use std::{fmt::Display, time::Duration};

use http::StatusCode;

use super::fields::{Trouble, seconds};
use crate::{
    key::{Key, KeyRef},
    outcome::HeaderVisitor,
};

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
    /// The field of a status that was read.
    fn from_code(status: StatusCode) -> Self;
}

/// A status as a field holds it.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(code)]` field must hold a status, but `{Self}` does not",
    label = "expected `StatusCode` or `u16`, or an `Option` of one"
)]
pub trait CodeValue {
    /// The code.
    fn value(&self) -> u16;
    /// The field of a status that was read.
    fn of(status: StatusCode) -> Self;
}

impl CodeValue for u16 {
    fn value(&self) -> u16 {
        *self
    }

    fn of(status: StatusCode) -> Self {
        status.as_u16()
    }
}

impl CodeValue for StatusCode {
    fn value(&self) -> u16 {
        self.as_u16()
    }

    fn of(status: StatusCode) -> Self {
        status
    }
}

impl<T: CodeValue> CodeField<Direct> for T {
    fn code(&self) -> Option<u16> {
        Some(self.value())
    }

    fn from_code(status: StatusCode) -> Self {
        T::of(status)
    }
}

impl<T: CodeValue> CodeField<Optional> for Option<T> {
    fn code(&self) -> Option<u16> {
        self.as_ref().map(T::value)
    }

    fn from_code(status: StatusCode) -> Self {
        Some(T::of(status))
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
    /// The field of a time that was read.
    fn from_wait(wait: Option<Duration>) -> Result<Self, Trouble>
    where
        Self: Sized;
}

/// A time to wait as a field holds it.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(retry_after)]` field must hold a time to wait, but `{Self}` does not",
    label = "expected an integer (seconds) or `Duration`, or an `Option` of one"
)]
pub trait Wait {
    /// The time; none where the number is no number of seconds.
    fn wait(&self) -> Option<Duration>;
    /// The field of a time that was read; none where the number is too large for it.
    fn of(wait: Duration) -> Option<Self>
    where
        Self: Sized;
}

impl Wait for Duration {
    fn wait(&self) -> Option<Duration> {
        Some(*self)
    }

    fn of(wait: Duration) -> Option<Self> {
        Some(wait)
    }
}

macro_rules! whole_seconds {
    ($($integer:ty)+) => {
        $(impl Wait for $integer {
            fn wait(&self) -> Option<Duration> {
                u64::try_from(*self).ok().map(Duration::from_secs)
            }

            fn of(wait: Duration) -> Option<Self> {
                seconds(wait)
            }
        })+
    };
}
whole_seconds!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl<T: Wait> RetryAfterField<Direct> for T {
    fn retry_after(&self) -> Option<Duration> {
        self.wait()
    }

    fn from_wait(wait: Option<Duration>) -> Result<Self, Trouble> {
        let wait = wait.ok_or(Trouble::Absent("time to wait"))?;
        T::of(wait).ok_or_else(|| Trouble::Wrong(format!("{wait:?} is more than a `{}`", std::any::type_name::<T>())))
    }
}

impl<T: Wait> RetryAfterField<Optional> for Option<T> {
    fn retry_after(&self) -> Option<Duration> {
        self.as_ref().and_then(T::wait)
    }

    fn from_wait(wait: Option<Duration>) -> Result<Self, Trouble> {
        wait.map(|wait| T::from_wait(Some(wait))).transpose()
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
