//! From a derive input to tokens: collects, checks, and quotes either the impl or the mistakes with a stand-in.

mod arms;
mod headers;
mod info;
mod outcome;
mod status;
mod text;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error, Path, parse_quote};

use crate::{ast::Input, check, diagnostics::Diagnostics, generics, keys::Key, plan::Plan, value};

/// The whole of `#[derive(Outcome)]`: an impl, or every mistake and a stand-in for the impl.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    try_derive(input).unwrap_or_else(|error| {
        let mistakes = error.into_compile_error();
        let stand_in = stand_in(input);
        quote!(#mistakes #stand_in)
    })
}

/// The impl, or all mistakes as one error.
pub(crate) fn try_derive(input: &DeriveInput) -> Result<TokenStream, Error> {
    let mut diagnostics = Diagnostics::new();
    let ast = Input::from_syn(input, &mut diagnostics);
    let plan = Plan::new(&ast, &mut diagnostics);
    check::check(&ast, &plan, &mut diagnostics);
    diagnostics.finish()?;
    let clause = generics::where_clause(&plan, ast.ident, ast.generics);
    let constants = status::Constants::new(&plan);
    let methods = outcome::methods(&plan, &constants);
    let path = ast.attrs().and_then(|attrs| attrs.path(Key::Crate));
    Ok(block(path, &constants.items(), &implementation(input, &clause, &methods)))
}

/// So that uses of the type do not light up beside the mistake.
///
/// ```text
/// fn status(&self) -> __p::StatusCode {
///     __p::status(500)
/// }
/// ```
fn stand_in(input: &DeriveInput) -> TokenStream {
    let mut seen = Diagnostics::new();
    let ast = Input::from_syn(input, &mut seen);
    // The mistakes are known; only the path of the crate is wanted here.
    let _ = seen.finish();
    let path = ast.attrs().and_then(|attrs| attrs.path(Key::Crate)).filter(|path| value::check_crate(path).is_ok());
    let method = quote! {
        fn status(&self) -> __p::StatusCode {
            __p::status(500)
        }
    };
    let clause = input.generics.where_clause.to_token_stream();
    block(path, &TokenStream::new(), &implementation(input, &clause, &method))
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

/// ```text
/// #[automatically_derived]
/// impl<'a, T: Bound> __p::Outcome for Delete<'a, T> where T: __p::Display {
///     METHODS
/// }
/// ```
fn implementation(input: &DeriveInput, clause: &TokenStream, methods: &TokenStream) -> TokenStream {
    let ident = &input.ident;
    let (parameters, arguments, _) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #parameters __p::Outcome for #ident #arguments #clause {
            #methods
        }
    }
}
