//! `#[batch]`: from a list of settings and an async function to tokens, or to every mistake with a stand-in.

mod expand;
pub(crate) mod function;
pub(crate) mod keys;
mod lifetimes;
pub(crate) mod operation;
pub(crate) mod settings;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Error;

use self::{
    function::Function,
    operation::{Operation, StandIn},
    settings::Settings,
};
use crate::diagnostics::Diagnostics;

/// The whole of the macro.
pub(crate) fn expand(list: TokenStream, item: TokenStream) -> TokenStream {
    let (tokens, mistakes) = answer(list, item);
    let mistakes = mistakes.err().map(Error::into_compile_error);
    quote!(#mistakes #tokens)
}

/// The operation, and all mistakes as one error. With mistakes, the operation stands in for what was meant, so that its
/// uses do not light up beside them; or else the item as it was written does, where rustc has nothing against it.
pub(crate) fn answer(list: TokenStream, item: TokenStream) -> (TokenStream, Result<(), Error>) {
    let mut diagnostics = Diagnostics::new();
    let settings = Settings::parse(list, &mut diagnostics);
    let function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            diagnostics.push(error);
            return (item, diagnostics.finish());
        }
    };
    let operation = Operation::new(&function, &mut diagnostics).and_then(|operation| match settings.atomic() {
        Some(word) if operation.contexts.is_empty() => {
            let message = "`atomic` needs a transaction; write one as the first parameter, before the item";
            diagnostics.error(word, message);
            Err(StandIn::Function)
        }
        _ => Ok(operation),
    });
    let tokens = match operation {
        Ok(operation) => expand::operation(&operation, &settings),
        Err(StandIn::Function) => item,
        Err(StandIn::Nothing) => TokenStream::new(),
    };
    (tokens, diagnostics.finish())
}
