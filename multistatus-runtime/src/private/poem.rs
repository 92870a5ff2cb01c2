//! The impls of `#[outcome(respond(poem))]`.

pub use poem::{Error, IntoResponse, Response};

use crate::{frameworks::poem::convert, outcome::Outcome, response::Negotiate};

/// Implements `IntoResponse` for an outcome, and its conversion to the error of poem, so that it is also the error of a
/// handler.
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_poem {
    (
        $key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $(where $($predicates:tt)*)? }
    ) => {
        #[automatically_derived]
        impl<$($parameters)*> $private::poem::IntoResponse for $outcome
        where
            $outcome: ::core::marker::Send,
            $($($predicates)*)?
        {
            fn into_response(self) -> $private::poem::Response {
                $private::poem::respond(&self)
            }
        }

        #[automatically_derived]
        impl<$($parameters)*> $private::From<$outcome> for $private::poem::Error
        $(where $($predicates)*)?
        {
            fn from(outcome: $outcome) -> Self {
                $private::poem::Error::from_response($private::poem::respond(&outcome))
            }
        }
    };
}

/// Responds in the default format, because `IntoResponse` cannot see what the request accepts.
pub fn respond<O: Outcome>(outcome: &O) -> Response {
    convert(Negotiate::default().respond_one(outcome))
}
