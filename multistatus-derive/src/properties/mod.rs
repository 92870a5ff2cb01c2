//! `#[derive(Properties)]`: the properties that a struct declares, for PROPFIND and PROPPATCH.
//!
//! `input` holds the declaration as it is written, and `model` its meaning. `validate` reports mistakes, and `expand` writes the
//! code.

mod attributes;
mod expand;
mod habits;
mod input;
pub(crate) mod keys;
mod model;
pub(crate) mod names;
mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

use self::{input::StructInput, model::StructModel};
use crate::{diagnostics::Diagnostics, implementation::Implementation};

const TRAIT: &str = "Properties";

/// Returns the impl, or every mistake and a stand-in for the impl.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    try_expand(input).unwrap_or_else(|mistakes| {
        let mut reported = Diagnostics::new();
        let written = StructInput::from_syn(input, &mut reported);
        // The mistakes are known; only the path of the crate is needed here.
        let _ = reported.finish();
        let items = quote! {
            const PROPERTIES: &'static [__p::PropertyInfo] = &[];
            fn write(&self, _: __p::usize, _: &mut __p::ContentWriter<'_>) -> __p::Result<(), __p::PropertyFailure> {
                __p::Err(__p::PropertyFailure::ABSENT)
            }
        };
        Implementation { input, derived: TRAIT, path: written.crate_path() }.stand_in(mistakes, &items)
    })
}

/// Returns the impl, or all mistakes as one error.
pub(crate) fn try_expand(input: &DeriveInput) -> Result<TokenStream, Error> {
    let mut diagnostics = Diagnostics::new();
    let written = StructInput::from_syn(input, &mut diagnostics);
    let model = StructModel::new(&written);
    validate::validate(&written, &model, &mut diagnostics);
    diagnostics.finish()?;
    let clause = expand::where_clause(&model, &written, &input.generics);
    let implementation = Implementation { input, derived: TRAIT, path: written.crate_path() };
    Ok(implementation.block(&TokenStream::new(), &clause, &expand::items(&model)))
}
