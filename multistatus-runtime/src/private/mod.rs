//! Support for the code that the derives generate: no part of the public interface, and nothing else may use it.
//!
//! The signatures of the functions stand on one line each: compiler messages show them, and users keep those.

pub use std::{
    borrow::Cow,
    convert::{AsRef, From},
    default::Default,
    fmt::{self, Display},
    format_args,
    marker::Sized,
    option::Option::{self, None, Some},
    primitive::str,
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
        ConditionVisitor, HeaderVisitor, Outcome, Property, Propstat, condition::Condition, foreign::OutcomeAs,
        info::OutcomeInfo, retry::Retry,
    },
};

pub use self::{
    autoref::{serializable, text},
    fields::{
        KeepsItem, apart, body_of, code_of, condition_href_of, default_of, described, describes, field, fits,
        header_of, href_of, keep, member_of, or_default, read, retry_after_of,
    },
    roles::{CodeValue, Wait, code, header, href, retry_after},
};

mod autoref;
mod fields;
mod roles;

/// The traits of the rungs, without names that could shadow the user's.
pub mod ladder {
    pub use super::autoref::{
        SerializeAnything as _, SerializeOption as _, SerializeValue as _, TextAsItIs as _, TextByDisplay as _,
        TextOfAnything as _,
    };
}

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

/// Writes a piece of text. A function, since a method of a trait needs the trait to be in scope.
#[inline]
pub fn put<W: fmt::Write + ?Sized>(out: &mut W, text: &str) -> fmt::Result {
    out.write_str(text)
}

/// The result of writing all pieces of a text; after a failure the text is dropped whole, so the others do no harm.
#[inline]
pub fn all<const PIECES: usize>(written: [fmt::Result; PIECES]) -> fmt::Result {
    if written.iter().all(fmt::Result::is_ok) { Ok(()) } else { Err(fmt::Error) }
}

/// Writes a value by its `Display`: the container key `display`.
pub fn display<T: Display + ?Sized, W: fmt::Write + ?Sized>(value: &T, out: &mut W) -> fmt::Result {
    write!(out, "{value}")
}

/// One thing that the macro knows of a variant.
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
    /// The retry class.
    Retry(Retry),
}

/// The static description of a variant. A list of facts, since rustc borrow-checks each call of a chain of methods.
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
            Fact::Retry(retry) => info.retry = Some(retry),
        }
        at += 1;
    }
    info
}

/// As [`info`], of a variant of which only the name is known besides.
pub const fn named(name: &'static str, facts: &[Fact]) -> OutcomeInfo {
    info(OutcomeInfo::new(name), facts)
}
