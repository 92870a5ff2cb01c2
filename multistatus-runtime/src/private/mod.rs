//! Support for the code that the macros generate. It is not part of the public interface.
//!
//! The signature of each function is on one line, because compiler messages show it.

pub use std::{
    borrow::Cow,
    convert::{AsRef, From},
    default::Default,
    fmt::{self, Display},
    format_args,
    marker::{Sized, Sync},
    ops::FnMut,
    option::Option::{self, None, Some},
    primitive::{bool, str, usize},
    result::Result::{self, Err, Ok},
    str::FromStr,
    time::Duration,
};

pub use http::StatusCode;
pub use serde::{Serialize, Serializer, de::DeserializeOwned, ser::SerializeMap};

pub use crate::{
    item::{FromItem, Item, from_item::Unrecognized},
    key::KeyRef,
    outcome::{
        ConditionVisitor, HeaderVisitor, Property, Propstat, condition::Condition, foreign::OutcomeAs,
        info::OutcomeInfo, outcome::Outcome, retry::Retry,
    },
};

pub use self::{
    autoref::{cause, hidden_outcome, hidden_text, serializable, text},
    field_read_error::{field, read},
    fields::{
        FromText, KeepsItem, Parsed, apart, body_of, code_of, default_of, described, describes, fits, has_codes,
        header_of, is_named, keep, member_of, or_default, retry_after_of,
    },
    key_fields::{condition_href_of, href_of, instance_of, key, read_key},
    roles::{CodeValue, Direct, HeaderField, RetryAfterValue, code, header, retry_after},
};

#[cfg(feature = "webdav")]
pub use self::properties::{KeepsProperties, change};
#[cfg(feature = "webdav")]
pub use crate::property::{
    ContentWriter, DeadProperties, FromPropertyValue, Properties, PropertyFailure, PropertyInfo, PropertyName,
    PropertyValue, XmlElement,
};

#[cfg(feature = "actix")]
pub mod actix;
pub mod autoref;
#[cfg(feature = "axum")]
pub mod axum;
mod disabled;
mod field_read_error;
mod fields;
#[cfg(feature = "grpc")]
pub mod grpc;
pub mod key_fields;
#[cfg(feature = "poem")]
pub mod poem;
#[cfg(feature = "webdav")]
mod properties;
#[cfg(feature = "rocket")]
pub mod rocket;
mod roles;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub mod schema;
#[cfg(feature = "schemars")]
pub mod schemars;
#[cfg(feature = "utoipa")]
pub mod utoipa;

/// Returns the status of a code that the macro has checked.
#[inline]
pub const fn status(code: u16) -> StatusCode {
    match StatusCode::from_u16(code) {
        Ok(status) => status,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The type of a constant that is a status.
#[diagnostic::on_unimplemented(
    message = "a status constant is a `u16` or a `StatusCode`, and `{Self}` is neither",
    label = "not a status"
)]
pub trait StatusConstant {
    /// The constant, to be checked. Of another type it is unknown, so that the compiler reports nothing about its use.
    type Unchecked;
}

#[diagnostic::do_not_recommend]
impl StatusConstant for u16 {
    type Unchecked = StatusConst<u16>;
}

#[diagnostic::do_not_recommend]
impl StatusConstant for StatusCode {
    type Unchecked = StatusConst<StatusCode>;
}

/// A status from a constant of the user.
pub struct StatusConst<T>(T);

/// Wraps a constant. Only this function has the bound, so that a wrong type is one error.
pub const fn constant<T: StatusConstant<Unchecked = StatusConst<T>> + Copy>(value: T) -> T::Unchecked {
    StatusConst(value)
}

impl StatusConst<StatusCode> {
    /// Returns the status. Panics during constant evaluation if the number is not the status of an outcome.
    #[track_caller]
    pub const fn get(self) -> StatusCode {
        checked_status(self.0.as_u16())
    }
}

impl StatusConst<u16> {
    /// Returns the status. Panics during constant evaluation if the number is not the status of an outcome.
    #[track_caller]
    pub const fn get(self) -> StatusCode {
        checked_status(self.0)
    }
}

/// The compiler reports a panic at the caller, which is the constant of the user.
#[track_caller]
const fn checked_status(code: u16) -> StatusCode {
    match code {
        207 => panic!("an item cannot itself be `207 Multi-Status`"),
        100..200 => panic!("1xx is an interim status and cannot be the outcome of an item"),
        200..1000 => status(code),
        _ => panic!("an HTTP status code is a number from 100 to 999"),
    }
}

/// Returns a condition whose names the macro has checked.
pub const fn condition(namespace: &'static str, name: &'static str) -> Condition<'static> {
    match Condition::new(namespace, name) {
        Ok(condition) => condition,
        Err(_) => panic!("a condition has an XML name and a namespace"),
    }
}

/// Writes a piece of text. It is a function, because calling a trait method requires the trait in scope.
#[inline]
pub fn put<W: fmt::Write + ?Sized>(out: &mut W, text: &str) -> fmt::Result {
    out.write_str(text)
}

/// Returns the result of writing all pieces of a text. After a failure the format drops the whole text.
#[inline]
pub fn all<const PIECES: usize>(written: [fmt::Result; PIECES]) -> fmt::Result {
    if written.iter().all(fmt::Result::is_ok) { Ok(()) } else { Err(fmt::Error) }
}

/// Returns the error code for a dialect.
#[inline]
pub fn error_code(dialect: &str, codes: &'static [(&'static str, &'static str)]) -> Option<&'static str> {
    codes.iter().find(|(key, _)| *key == dialect).map(|(_, code)| *code)
}

/// Writes a value with its `Display`: the container key `display`.
pub fn display<T: Display + ?Sized, W: fmt::Write + ?Sized>(value: &T, out: &mut W) -> fmt::Result {
    write!(out, "{value}")
}

/// One fact about a variant that the macro knows.
#[derive(Clone, Copy)]
pub enum Fact {
    /// The doc comment.
    Docs(&'static str),
    /// A status that the macro has checked.
    Code(u16),
    /// The status of a constant.
    Status(StatusCode),
    /// The description as written.
    Description(&'static str),
    /// The conditions.
    Conditions(&'static [Condition<'static>]),
    /// The problem type.
    Type(&'static str),
    /// The title of the problem type.
    Title(&'static str),
    /// The names of headers.
    Headers(&'static [&'static str]),
    /// There is a body of its own.
    Body,
    /// The names of extension members.
    Extensions(&'static [&'static str]),
    /// Error codes, each after the key of its dialect.
    ErrorCodes(&'static [(&'static str, &'static str)]),
    /// The retry class.
    Retry(Retry),
}

/// Adds facts to the static description of a variant. They are a list, because rustc borrow-checks each call of a chain.
pub const fn info(mut info: OutcomeInfo, facts: &[Fact]) -> OutcomeInfo {
    let mut at = 0;
    while at < facts.len() {
        match facts[at] {
            Fact::Docs(docs) => info.docs = docs,
            Fact::Code(code) => info.status = Some(status(code)),
            Fact::Status(status) => info.status = Some(status),
            Fact::Description(description) => info.description = description,
            Fact::Conditions(conditions) => info.conditions = conditions,
            Fact::Type(problem_type) => info.problem_type = Some(problem_type),
            Fact::Title(title) => info.title = Some(title),
            Fact::Headers(headers) => info.headers = headers,
            Fact::Body => info.has_body = true,
            Fact::Extensions(extensions) => info.extensions = extensions,
            Fact::ErrorCodes(codes) => info.codes = codes,
            Fact::Retry(retry) => info.retry = Some(retry),
        }
        at += 1;
    }
    info
}

/// Returns the static description of a variant with this name and these facts.
pub const fn named(name: &'static str, facts: &[Fact]) -> OutcomeInfo {
    info(OutcomeInfo::new(name), facts)
}
