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

pub use http::StatusCode;
pub use serde::{Serialize, Serializer, ser::SerializeMap};

pub use crate::{Condition, ConditionVisitor, HeaderVisitor, KeyRef, Outcome, OutcomeAs, OutcomeInfo, Retry};

pub use self::{
    roles::{CodeValue, Wait, code, header, href, retry_after},
    rungs::{serializable, text},
};

#[path = "private/roles.rs"]
mod roles;
#[path = "private/rungs.rs"]
mod rungs;

/// The traits of the rungs, without names that could shadow the user's.
pub mod ladder {
    pub use super::rungs::{
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

/// Writes a value by its `Display`: the container key `display`.
pub fn display<T: Display + ?Sized, W: fmt::Write + ?Sized>(value: &T, out: &mut W) -> fmt::Result {
    write!(out, "{value}")
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
