//! `#[derive(Outcome)]`: what the attributes of a type declare, and the impl that follows from it.
//!
//! The declaration is read here for both derives; `from_item` builds on it.

pub(crate) mod condition;
pub(crate) mod expand;
pub(crate) mod input;
pub(crate) mod keys;
pub(crate) mod model;
pub(crate) mod status;
pub(crate) mod template;
pub(crate) mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Error};

use self::{expand::constants::Constants, input::Input, model::Plan};
use crate::{diagnostics::Diagnostics, implementation::Implementation};

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
    let ast = Input::from_syn(input, &mut diagnostics);
    let plan = Plan::new(&ast, &mut diagnostics);
    validate::check(&ast, &plan, TRAIT, &mut diagnostics);
    diagnostics.finish()?;
    let constants = Constants::new(&plan);
    let clause = expand::bounds::where_clause(&plan, &ast);
    let methods = expand::methods(&plan, &constants);
    let implementation = Implementation { input, derived: TRAIT, path: ast.crate_path() };
    Ok(implementation.block(&constants.items(), &clause, &methods))
}

/// The mistakes, and an impl of the trait `derived` that has only `method`.
pub(crate) fn stand_in(
    input: &DeriveInput,
    derived: &'static str,
    mistakes: Error,
    method: &TokenStream,
) -> TokenStream {
    let mut reported = Diagnostics::new();
    let ast = Input::from_syn(input, &mut reported);
    // The mistakes are known; only the path of the crate is needed here.
    let _ = reported.finish();
    let path = ast.crate_path().filter(|path| crate::attr::value::check_crate(path).is_ok());
    Implementation { input, derived, path }.stand_in(mistakes, method)
}
