//! Values of fields with a role, for generated code. The messages are what a user reads if a field has another type.
//!
//! The messages name the types that fit, so `do_not_recommend` keeps the compiler from listing the implementations too.

use std::{any::type_name, fmt::Display, time::Duration};

use http::StatusCode;

use super::field_read_error::FieldReadError;
use crate::outcome::{HeaderVisitor, header::retry_after_seconds};

/// Marks an implementation for the type of a field itself. Inference finds the marker from the type of the field, so that
/// implementations for all types with a trait do not overlap with those for an `Option`.
pub enum Direct {}
/// Marks an implementation for an `Option`: see [`Direct`].
pub enum Optional {}

/// The type of a field with the role `code`.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(code)]` field must hold a status, but `{Self}` does not",
    label = "expected `StatusCode` or `u16`, or an `Option` of one"
)]
pub trait CodeValue {
    /// Returns the code, if there is one.
    fn code(&self) -> Option<u16>;
    /// Returns the value for a status that was read.
    fn from_code(status: StatusCode) -> Self;
}

#[diagnostic::do_not_recommend]
impl CodeValue for u16 {
    fn code(&self) -> Option<u16> {
        Some(*self)
    }

    fn from_code(status: StatusCode) -> Self {
        status.as_u16()
    }
}

#[diagnostic::do_not_recommend]
impl CodeValue for StatusCode {
    fn code(&self) -> Option<u16> {
        Some(self.as_u16())
    }

    fn from_code(status: StatusCode) -> Self {
        status
    }
}

#[diagnostic::do_not_recommend]
impl<T: CodeValue> CodeValue for Option<T> {
    fn code(&self) -> Option<u16> {
        self.as_ref().and_then(T::code)
    }

    fn from_code(status: StatusCode) -> Self {
        Some(T::from_code(status))
    }
}

/// Returns the status that a field holds.
pub fn code<T: CodeValue>(field: &T, default: StatusCode) -> StatusCode {
    match field.code() {
        None => default,
        Some(code) => StatusCode::from_u16(code).unwrap_or_else(|_| invalid_code(code)),
    }
}

#[cold]
fn invalid_code(code: u16) -> StatusCode {
    tracing::error!(code, "a status code is a number from 100 to 999; the item is reported as 500");
    StatusCode::INTERNAL_SERVER_ERROR
}

/// The type of a field with the role `retry_after`.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(retry_after)]` field must hold a time to wait, but `{Self}` does not",
    label = "expected an integer (seconds) or `Duration`, or an `Option` of one"
)]
pub trait RetryAfterValue: Sized {
    /// Returns the time to wait. `None` if there is none, or if a number is negative or too large.
    fn wait(&self) -> Option<Duration>;
    /// Returns the value for a time that was read.
    fn from_wait(wait: Option<Duration>) -> Result<Self, FieldReadError>;
}

fn required(wait: Option<Duration>) -> Result<Duration, FieldReadError> {
    wait.ok_or(FieldReadError::Absent("time to wait"))
}

#[diagnostic::do_not_recommend]
impl RetryAfterValue for Duration {
    fn wait(&self) -> Option<Duration> {
        Some(*self)
    }

    fn from_wait(wait: Option<Duration>) -> Result<Self, FieldReadError> {
        required(wait)
    }
}

macro_rules! whole_seconds {
    ($($integer:ty)+) => {
        $(#[diagnostic::do_not_recommend]
        impl RetryAfterValue for $integer {
            fn wait(&self) -> Option<Duration> {
                u64::try_from(*self).ok().map(Duration::from_secs)
            }

            /// Rounds up (RFC 9110 section 10.2.3).
            fn from_wait(wait: Option<Duration>) -> Result<Self, FieldReadError> {
                let wait = required(wait)?;
                let too_large = |_| FieldReadError::Invalid(format!("{wait:?} is more than a `{}`", type_name::<Self>()));
                retry_after_seconds(wait).try_into().map_err(too_large)
            }
        })+
    };
}
whole_seconds!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

#[diagnostic::do_not_recommend]
impl<T: RetryAfterValue> RetryAfterValue for Option<T> {
    fn wait(&self) -> Option<Duration> {
        self.as_ref().and_then(T::wait)
    }

    fn from_wait(wait: Option<Duration>) -> Result<Self, FieldReadError> {
        wait.map(|wait| T::from_wait(Some(wait))).transpose()
    }
}

/// Returns the time to wait that a field holds.
pub fn retry_after<T: RetryAfterValue>(field: &T) -> Option<Duration> {
    field.wait()
}

/// The type of a field with the role `header`.
#[diagnostic::on_unimplemented(
    message = "a `#[outcome(header = \"...\")]` field is written with `Display`, which `{Self}` lacks",
    label = "not a header value",
    note = "use a type that implements `Display`, or an `Option` of one"
)]
pub trait HeaderField<How> {
    /// Returns the value, if there is one.
    fn value(&self) -> Option<&dyn Display>;
}

impl<T: Display> HeaderField<Direct> for T {
    fn value(&self) -> Option<&dyn Display> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Display> HeaderField<Optional> for Option<T> {
    fn value(&self) -> Option<&dyn Display> {
        self.as_ref().map(|value| value as &dyn Display)
    }
}

/// Passes the value of a field to the visitor of header fields.
pub fn header<How, T: HeaderField<How>, V: HeaderVisitor + ?Sized>(visitor: &mut V, name: &str, field: &T) {
    if let Some(value) = field.value() {
        visitor.header(name, &|out| write!(out, "{value}"));
    }
}
