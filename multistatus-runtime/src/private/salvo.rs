//! The impl of `#[outcome(respond(salvo))]`.

use std::{
    future::{Future, ready},
    pin::Pin,
};

pub use salvo_core::{Depot, Request, Response, Writer};

use crate::{
    frameworks::salvo::{merge, negotiate},
    outcome::Outcome,
};

/// The future that `Writer::write` returns.
pub type Written<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Implements `Writer` for an outcome. The signature is the one that `async_trait` generates, without a crate of the user.
#[doc(hidden)]
#[macro_export]
macro_rules! __respond_salvo {
    ($key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* }) => {
        #[automatically_derived]
        impl<$($parameters)*> $private::salvo::Writer for $outcome $($clause)* {
            fn write<'life0, 'life1, 'life2, 'async_trait>(
                self,
                request: &'life0 mut $private::salvo::Request,
                _: &'life1 mut $private::salvo::Depot,
                response: &'life2 mut $private::salvo::Response,
            ) -> $private::salvo::Written<'async_trait>
            where
                'life0: 'async_trait,
                'life1: 'async_trait,
                'life2: 'async_trait,
                Self: 'async_trait,
            {
                $private::salvo::respond(&self, request, response)
            }
        }
    };
}

/// Responds in the format that the request accepts.
pub fn respond<'a, O: Outcome>(outcome: &O, request: &Request, response: &mut Response) -> Written<'a> {
    merge(negotiate(request).respond_one(outcome), response);
    Box::pin(ready(()))
}
