//! The derive macro of `multistatus`.

#![forbid(unsafe_code)]

mod ast;
mod attr;
mod check;
mod condition;
mod describe;
mod diagnostics;
mod expand;
mod generics;
mod keys;
mod plan;
mod roles;
mod status;
#[cfg(test)]
mod tests;
mod value;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// docs
#[proc_macro_derive(Outcome, attributes(outcome))]
pub fn outcome(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::derive(&input).into()
}
