//! `#[derive(FromItem)]`: reads an item back, by the same attributes as `#[derive(Outcome)]`.

mod ambiguity;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

use self::model::ReadPlan;
use crate::{
    diagnostics::Diagnostics,
    implementation::Implementation,
    outcome::{self, expand::constants::Constants, input::TypeInput, model::TypeModel},
};

const TRAIT: &str = "FromItem";

/// Returns the impl, or every mistake and a stand-in for the impl.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    try_expand(input).unwrap_or_else(|mistakes| {
        let from_item = quote! {
            fn from_item(__item: __p::Item) -> __p::Result<Self, __p::Unrecognized> {
                __p::Err(__p::Unrecognized::no_variant(__item))
            }
        };
        outcome::stand_in(input, TRAIT, mistakes, &from_item)
    })
}

/// Returns the impl, or all mistakes as one error.
///
/// Both derives report the mistakes of the declaration: rustc prints equal messages at one position once.
pub(crate) fn try_expand(input: &DeriveInput) -> Result<TokenStream, Error> {
    let mut diagnostics = Diagnostics::new();
    let written = TypeInput::from_syn(input, &mut diagnostics);
    let model = TypeModel::new(&written, &mut diagnostics);
    outcome::validate(&written, &model, TRAIT, &mut diagnostics);
    let plan = ReadPlan::new(&written, &model, &mut diagnostics);
    ambiguity::check(&plan, &model, &mut diagnostics);
    diagnostics.finish()?;
    let constants = Constants::new(&model);
    let clause = expand::where_clause(&plan, &model, &written);
    let items = [constants.items(), expand::comparisons(&plan, &constants)];
    let method = expand::method(&plan, model.is_enum, &constants);
    let implementation = Implementation { input, derived: TRAIT, path: written.crate_path() };
    Ok(implementation.block(&items.into_iter().collect(), &clause, &method))
}
