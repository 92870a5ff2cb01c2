//! The attribute macro `#[batch]`: parses its settings and the function, and expands them or reports every mistake.

mod expand;
mod function;
mod habits;
pub(crate) mod keys;
mod lifetimes;
mod settings;
mod signature;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Error;

use self::{
    function::Function,
    settings::Settings,
    signature::{Signature, StandIn},
};
use crate::diagnostics::Diagnostics;

/// Expands `#[batch(LIST)] ITEM`.
pub(crate) fn expand(list: TokenStream, item: TokenStream) -> TokenStream {
    if let Some(items) = expand::items_of_struct(&list) {
        return quote!(#item #items);
    }
    let (tokens, mistakes) = answer(list, item);
    let mistakes = mistakes.err().map(Error::into_compile_error);
    quote!(#mistakes #tokens)
}

/// Returns the expansion, and all mistakes as one error. With mistakes, the expansion stands in for what was meant, so
/// that its uses do not cause further errors.
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
    let signature = Signature::new(&function, &mut diagnostics).and_then(|signature| match settings.atomic() {
        Some(word) if signature.contexts.is_empty() => {
            let message = "`atomic` needs a transaction; write one as the first parameter, before the item";
            diagnostics.error(word, message);
            Err(StandIn::Function)
        }
        _ => Ok(signature),
    });
    let tokens = match signature {
        Ok(signature) => expand::batch(&signature, &settings),
        Err(StandIn::Function) => item,
        Err(StandIn::Nothing) => TokenStream::new(),
    };
    (tokens, diagnostics.finish())
}
