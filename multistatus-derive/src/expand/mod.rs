//! From a derive input to tokens: collects, checks, and quotes either the impl or the mistakes with a stand-in.

mod arms;
mod from_item;
mod headers;
mod info;
mod outcome;
mod status;
mod text;

pub(crate) use self::arms::located_at;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error, Path, parse_quote};

use crate::{
    ast::Input,
    check,
    diagnostics::Diagnostics,
    generics::{self, Bounds},
    inverse::Inverse,
    keys::Key,
    plan::Plan,
    value,
};

/// What a derive makes: `impl Outcome`, or `impl FromItem`.
#[derive(Clone, Copy)]
pub(crate) enum Derive {
    Outcome,
    FromItem,
}

impl Derive {
    fn name(self) -> &'static str {
        match self {
            Self::Outcome => "Outcome",
            Self::FromItem => "FromItem",
        }
    }

    /// The whole of the derive: an impl, or every mistake and a stand-in for the impl.
    pub(crate) fn expand(self, input: &DeriveInput) -> TokenStream {
        self.try_expand(input).unwrap_or_else(|error| {
            let mistakes = error.into_compile_error();
            let stand_in = self.stand_in(input);
            quote!(#mistakes #stand_in)
        })
    }

    /// The impl, or all mistakes as one error.
    ///
    /// Each derive reports what is wrong for both: rustc prints the same message at the same place once.
    pub(crate) fn try_expand(self, input: &DeriveInput) -> Result<TokenStream, Error> {
        let mut diagnostics = Diagnostics::new();
        let ast = Input::from_syn(input, &mut diagnostics);
        let plan = Plan::new(&ast, &mut diagnostics);
        check::check(&ast, &plan, self.name(), &mut diagnostics);
        let constants = status::Constants::new(&plan);
        let path = ast.attrs().and_then(|attrs| attrs.path(Key::Crate));
        match self {
            Self::Outcome => {
                diagnostics.finish()?;
                let clause = generics::where_clause(&plan, &ast, Bounds::outcome);
                let methods = outcome::methods(&plan, &constants);
                Ok(block(path, &constants.items(), &self.implementation(input, &clause, &methods)))
            }
            Self::FromItem => {
                let inverse = Inverse::new(&ast, &plan, &mut diagnostics);
                diagnostics.finish()?;
                let clause = generics::where_clause(&plan, &ast, |bounds, _| bounds.reading(&inverse));
                let items = [constants.items(), from_item::apart(&inverse, &constants)];
                let method = from_item::method(&inverse, plan.is_enum, &constants);
                Ok(block(path, &items.into_iter().collect(), &self.implementation(input, &clause, &method)))
            }
        }
    }

    /// So that uses of the type do not light up beside the mistake.
    ///
    /// ```text
    /// fn status(&self) -> __p::StatusCode {
    ///     __p::status(500)
    /// }
    /// ```
    fn stand_in(self, input: &DeriveInput) -> TokenStream {
        let mut seen = Diagnostics::new();
        let ast = Input::from_syn(input, &mut seen);
        // The mistakes are known; only the path of the crate is wanted here.
        let _ = seen.finish();
        let path = ast.attrs().and_then(|attrs| attrs.path(Key::Crate)).filter(|path| value::check_crate(path).is_ok());
        let method = match self {
            Self::Outcome => quote! {
                fn status(&self) -> __p::StatusCode {
                    __p::status(500)
                }
            },
            Self::FromItem => quote! {
                fn from_item(__item: __p::Item) -> __p::Result<Self, __p::Unrecognized> {
                    __p::Err(__p::Unrecognized::no_variant(__item))
                }
            },
        };
        let clause = input.generics.where_clause.to_token_stream();
        block(path, &TokenStream::new(), &self.implementation(input, &clause, &method))
    }

    /// ```text
    /// #[automatically_derived]
    /// impl<'a, T: Bound> __p::Outcome for Delete<'a, T> where T: __p::Display {
    ///     METHODS
    /// }
    /// ```
    fn implementation(self, input: &DeriveInput, clause: &TokenStream, methods: &TokenStream) -> TokenStream {
        let (ident, derived) = (&input.ident, format_ident!("{}", self.name()));
        let (parameters, arguments, _) = input.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #parameters __p::#derived for #ident #arguments #clause {
                #methods
            }
        }
    }
}

/// ```text
/// #[allow(...)]
/// const _: () = {
///     use ::multistatus::__private0 as __p;
///     ITEMS
/// };
/// ```
fn block(path: Option<&Path>, constants: &TokenStream, implementation: &TokenStream) -> TokenStream {
    let path = path.cloned().unwrap_or_else(|| parse_quote!(::multistatus));
    // Where the path names another crate, rustc finds the rest missing: all of it stands at the path.
    let span = arms::located_at(path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span()));
    let private = format_ident!("__private{}", env!("CARGO_PKG_VERSION_PATCH"), span = span);
    let import = quote_spanned!(span=> use #path::#private as __p;);
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
            use __p::ladder::*;
            #constants
            #implementation
        };
    }
}
