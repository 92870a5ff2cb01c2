//! Quotes the constants that rustc checks: one for each status that is the path of a constant.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;

use crate::{
    outcome::{
        model::{StatusSource, TypeModel},
        status::ResolvedStatus,
    },
    span::{first, last},
};

/// An item for each status that is the path of a constant.
pub(crate) struct Constants<'a> {
    paths: Vec<(String, &'a Path)>,
}

impl<'a> Constants<'a> {
    pub(crate) fn new(model: &'a TypeModel<'a>) -> Self {
        let fixed = model.variants.iter().filter_map(|variant| match &variant.source {
            StatusSource::Fixed(status) => Some(status),
            _ => None,
        });
        let mut constants = Self { paths: Vec::new() };
        for status in fixed.chain(&model.default) {
            if let ResolvedStatus::Constant(path) = status {
                let text = path.to_token_stream().to_string();
                if constants.position(&text).is_none() {
                    constants.paths.push((text, path));
                }
            }
        }
        constants
    }

    fn position(&self, text: &str) -> Option<usize> {
        self.paths.iter().position(|(known, _)| known == text)
    }

    /// ```text
    /// const __STATUS0: __p::StatusCode = __p::constant(Acme::BURST_QUOTA).get();
    /// ```
    ///
    /// They are items because `cargo check` does not evaluate an inline `const`. Every token of the initializer has the span of
    /// the user's path, so that a panic of the evaluation points there, and a wrong type is reported once.
    pub(crate) fn items(&self) -> TokenStream {
        let items = self.paths.iter().enumerate().map(|(index, (_, path))| {
            let name = format_ident!("__STATUS{}", index);
            let open = quote_spanned!(first(path)=> __p::constant);
            let rest = quote_spanned!(last(path)=> (#path).get());
            quote!(const #name: __p::StatusCode = #open #rest;)
        });
        items.collect()
    }

    /// Returns an expression for a status.
    pub(crate) fn value(&self, status: &ResolvedStatus) -> TokenStream {
        match status {
            ResolvedStatus::Number(number) => {
                let number = Literal::u16_unsuffixed(*number);
                quote!(__p::status(#number))
            }
            ResolvedStatus::Constant(path) => {
                let index = self.position(&path.to_token_stream().to_string()).unwrap_or_default();
                format_ident!("__STATUS{}", index).to_token_stream()
            }
        }
    }

    /// Returns the status of a variant that gives none.
    pub(crate) fn default(&self, model: &TypeModel<'_>) -> TokenStream {
        self.value(model.default.as_ref().unwrap_or(&ResolvedStatus::Number(500)))
    }
}
