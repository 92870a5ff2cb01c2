//! The impl of `#[outcome(respond(rocket))]`.

pub use rocket::{
    Request,
    response::{Responder, Result},
};

use crate::{
    frameworks::rocket::{self as framework, negotiate},
    outcome::Outcome,
};

/// Implements `Responder` for an outcome.
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_rocket {
    ($key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* }) => {
        #[automatically_derived]
        impl<'__r, $($parameters)*> $private::rocket::Responder<'__r, 'static> for $outcome $($clause)* {
            fn respond_to(self, request: &'__r $private::rocket::Request<'_>) -> $private::rocket::Result<'static> {
                $private::rocket::respond(&self, request)
            }
        }
    };
}

/// Responds in the format that the request accepts.
pub fn respond<O: Outcome>(outcome: &O, request: &Request<'_>) -> Result<'static> {
    framework::respond(negotiate(request).respond_one(outcome))
}
