//! Quotes the constants that rustc checks: one for each status that is the path of a constant.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;

use crate::{
    outcome::{
        model::{Plan, Source},
        status::Code,
    },
    span::{first, last, located_at},
};

/// An item for each status that is given by the path of a constant.
pub(crate) struct Constants<'a> {
    paths: Vec<(String, &'a Path)>,
}

impl<'a> Constants<'a> {
    pub(crate) fn new(plan: &'a Plan<'a>) -> Self {
        let codes = plan.variants.iter().filter_map(|says| match &says.source {
            Source::Code(code) => Some(code),
            _ => None,
        });
        let mut constants = Self { paths: Vec::new() };
        for code in codes.chain(&plan.default) {
            if let Code::Constant(path) = code {
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
    /// const __STATUS0: __p::StatusCode = __p::StatusConst(Acme::BURST_QUOTA).get();
    /// ```
    ///
    /// Items, since an inline `const` is not evaluated by `cargo check`; and every token of the initializer stands at
    /// the user's path, so that a panic of the evaluation points there.
    pub(crate) fn items(&self) -> TokenStream {
        let items = self.paths.iter().enumerate().map(|(index, (_, path))| {
            let name = format_ident!("__STATUS{}", index);
            let open = quote_spanned!(located_at(first(path))=> __p::StatusConst);
            let rest = quote_spanned!(located_at(last(path))=> (#path).get());
            quote!(const #name: __p::StatusCode = #open #rest;)
        });
        items.collect()
    }

    /// The value of a status.
    pub(crate) fn value(&self, code: &Code) -> TokenStream {
        match code {
            Code::Number(number) => {
                let number = proc_macro2::Literal::u16_unsuffixed(*number);
                quote!(__p::status(#number))
            }
            Code::Constant(_) => {
                let index = self.position(&self.key(code)).unwrap_or_default();
                format_ident!("__STATUS{}", index).to_token_stream()
            }
        }
    }

    /// The same for the same value.
    pub(crate) fn key(&self, code: &Code) -> String {
        match code {
            Code::Number(number) => number.to_string(),
            Code::Constant(path) => path.to_token_stream().to_string(),
        }
    }

    /// What a variant without a status of its own has.
    pub(crate) fn default(&self, plan: &Plan<'_>) -> TokenStream {
        self.value(plan.default.as_ref().unwrap_or(&Code::Number(500)))
    }
}
