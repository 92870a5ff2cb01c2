//! The impl block that a derive generates, and the stand-in for it after a mistake.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error, Ident, Path, parse_quote};

use crate::span;

/// The impl of one trait for the type under the derive.
pub(crate) struct Implementation<'a> {
    pub(crate) input: &'a DeriveInput,
    /// The trait: `Outcome` or `FromItem`.
    pub(crate) derived: &'static str,
    /// The path of the crate, if `crate = path` gives one.
    pub(crate) path: Option<&'a Path>,
}

impl Implementation<'_> {
    /// ```text
    /// #[allow(...)]
    /// const _: () = {
    ///     use ::multistatus::__private0 as __p;
    ///     ITEMS
    ///     #[automatically_derived]
    ///     impl<'a, T: Bound> __p::Outcome for Delete<'a, T> where T: __p::Display {
    ///         METHODS
    ///     }
    /// };
    /// ```
    pub(crate) fn block(&self, items: &TokenStream, clause: &TokenStream, methods: &TokenStream) -> TokenStream {
        let (ident, derived) = (&self.input.ident, format_ident!("{}", self.derived));
        let (parameters, arguments, _) = self.input.generics.split_for_impl();
        let path = self.path.cloned().unwrap_or_else(|| parse_quote!(::multistatus));
        // If the path names another crate, rustc reports the missing module: the caret of that belongs on the path.
        let at = span::located_at(span::last(&path));
        let private = Ident::new(concat!("__private", env!("CARGO_PKG_VERSION_PATCH")), at);
        let import = quote_spanned!(at=> use #path::#private as __p;);
        quote! {
            #[allow(
                deprecated,
                non_shorthand_field_patterns,
                single_use_lifetimes,
                unused_imports,
                unused_qualifications,
                clippy::all,
                clippy::nursery,
                clippy::pedantic
            )]
            const _: () = {
                #import
                use __p::autoref::methods::*;
                #items
                #[automatically_derived]
                impl #parameters __p::#derived for #ident #arguments #clause {
                    #methods
                }
            };
        }
    }

    /// The mistakes, and an impl that stands in, so that uses of the type are not reported as well.
    pub(crate) fn stand_in(&self, mistakes: Error, method: &TokenStream) -> TokenStream {
        let mistakes = mistakes.into_compile_error();
        let clause = self.input.generics.where_clause.to_token_stream();
        let block = self.block(&TokenStream::new(), &clause, method);
        quote!(#mistakes #block)
    }
}
