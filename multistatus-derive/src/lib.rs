//! The macros of `multistatus`. Name that crate in your manifest, not this one.

#![forbid(unsafe_code)]

mod attr;
mod batch;
mod bounds;
mod diagnostics;
mod docs;
mod from_item;
mod implementation;
mod outcome;
mod properties;
mod span;
#[cfg(test)]
#[allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
mod tests;
mod xml_name;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("../docs/outcome.md")]
#[proc_macro_derive(Outcome, attributes(outcome))]
pub fn outcome(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    outcome::expand(&input).into()
}

#[doc = include_str!("../docs/from_item.md")]
#[proc_macro_derive(FromItem, attributes(outcome))]
pub fn from_item(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    from_item::expand(&input).into()
}

#[doc = include_str!("../docs/properties.md")]
#[proc_macro_derive(Properties, attributes(property))]
pub fn properties(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    properties::expand(&input).into()
}

#[doc = include_str!("../docs/batch.md")]
#[proc_macro_attribute]
pub fn batch(list: TokenStream, item: TokenStream) -> TokenStream {
    batch::expand(list.into(), item.into()).into()
}
