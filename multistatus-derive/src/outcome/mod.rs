//! `#[derive(Outcome)]`: what the attributes of a type declare, and the impl that follows from it.
//!
//! `input` holds the declaration as it is written, and `model` its meaning. `validate`, `unused` and `conversion` report
//! mistakes, and `expand` writes the code. `from_item` builds on the same declaration.

mod attributes;
pub(crate) mod codes;
pub(crate) mod condition;
mod conversion;
pub(crate) mod expand;
mod habits;
pub(crate) mod input;
pub(crate) mod keys;
mod known_conditions;
pub(crate) mod model;
pub(crate) mod status;
mod syntax;
pub(crate) mod template;
mod unused;
mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

use self::{expand::constants::Constants, input::TypeInput, model::TypeModel};
use crate::{diagnostics::Diagnostics, implementation::Implementation};

pub(crate) use self::validate::validate;

const TRAIT: &str = "Outcome";

/// Returns the impl, or every mistake and a stand-in for the impl.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    try_expand(input).unwrap_or_else(|mistakes| {
        let status = quote! {
            fn status(&self) -> __p::StatusCode {
                __p::status(500)
            }
        };
        stand_in(input, TRAIT, mistakes, &status)
    })
}

/// Returns the impl, or all mistakes as one error.
pub(crate) fn try_expand(input: &DeriveInput) -> Result<TokenStream, Error> {
    let mut diagnostics = Diagnostics::new();
    let written = TypeInput::from_syn(input, &mut diagnostics);
    let model = TypeModel::new(&written, &mut diagnostics);
    validate(&written, &model, TRAIT, &mut diagnostics);
    diagnostics.finish()?;
    let constants = Constants::new(&model);
    let clause = expand::bounds::where_clause(&model, &written);
    let methods = expand::methods(&model, &constants);
    let implementation = Implementation { input, derived: TRAIT, path: written.crate_path() };
    let (items, responses) = (constants.items(), expand::responses(&written, &clause));
    let (schemas, conversions) = (expand::schemas(&model, &written), conversion::implementations(&written));
    Ok(implementation.block(&quote!(#items #responses #schemas #conversions), &clause, &methods))
}

/// Returns the mistakes, and an impl of the trait `derived` that has only `method`.
pub(crate) fn stand_in(
    input: &DeriveInput,
    derived: &'static str,
    mistakes: Error,
    method: &TokenStream,
) -> TokenStream {
    let mut reported = Diagnostics::new();
    let written = TypeInput::from_syn(input, &mut reported);
    // The mistakes are known; only the path of the crate is needed here.
    let _ = reported.finish();
    Implementation { input, derived, path: written.crate_path() }.stand_in(mistakes, method)
}
