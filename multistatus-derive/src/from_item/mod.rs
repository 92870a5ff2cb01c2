//! `#[derive(FromItem)]`: reads an item back, by the same attributes as `#[derive(Outcome)]`.

pub(crate) mod ambiguity;
pub(crate) mod expand;
pub(crate) mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

use self::model::Inverse;
use crate::{
    diagnostics::Diagnostics,
    implementation::Implementation,
    outcome::{self, expand::constants::Constants, input::Input, model::Plan, validate},
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
/// The mistakes of the declaration are reported by both derives: rustc prints equal messages at one position once.
pub(crate) fn try_expand(input: &DeriveInput) -> Result<TokenStream, Error> {
    let mut diagnostics = Diagnostics::new();
    let ast = Input::from_syn(input, &mut diagnostics);
    let plan = Plan::new(&ast, &mut diagnostics);
    validate::check(&ast, &plan, TRAIT, &mut diagnostics);
    let inverse = Inverse::new(&ast, &plan, &mut diagnostics);
    ambiguity::check(&inverse, &plan, &mut diagnostics);
    diagnostics.finish()?;
    let constants = Constants::new(&plan);
    let clause = expand::where_clause(&inverse, &plan, &ast);
    let items = [constants.items(), expand::distinct(&inverse, &constants)];
    let method = expand::method(&inverse, plan.is_enum, &constants);
    let implementation = Implementation { input, derived: TRAIT, path: ast.crate_path() };
    Ok(implementation.block(&items.into_iter().collect(), &clause, &method))
}
