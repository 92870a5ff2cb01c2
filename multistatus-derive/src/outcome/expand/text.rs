//! Quotes the writing of a text template, piece by piece, and the method `description`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;

use super::arms::{Arm, Bindings, forward, match_self};
use crate::{
    outcome::{
        model::TypeModel,
        template::{Piece, Template},
    },
    span::located_at,
};

/// ```text
/// #[inline]
/// fn description<__W: __p::fmt::Write + ?__p::Sized>(&self, __out: &mut __W) -> __p::fmt::Result {
///     match self {
///         Self::Missing { path: __field0, .. } => {
///             __p::all([__p::put(__out, "no file at "), (&&__p::text(__field0)).__text(__out)])
///         }
///         _ => __p::Ok(()),
///     }
/// }
/// ```
///
/// With `display` on the type the last arm is `_ => __p::display::<Self, _>(self, __out)`. The method is inlined: for most
/// items a call would cost more than the text.
pub(crate) fn description(model: &TypeModel<'_>) -> Option<TokenStream> {
    let nothing = quote!(__p::Ok(()));
    let display = model.display.map(|key| {
        let call = quote_spanned!(located_at(key.span())=> __p::display::<Self, _>);
        quote!(#call(self, __out))
    });
    let rest = display.as_ref().unwrap_or(&nothing);
    let matched = match_self(model, rest, |variant, bindings| {
        if variant.opaque {
            return display.is_some().then(|| Arm::shared("nothing", || quote!(__p::Ok(()))));
        }
        if let Some(template) = &variant.description {
            return Some(Arm::Own(write(template, bindings)));
        }
        let inner = variant.inner()?;
        Some(Arm::Own(forward(inner, bindings, "description", &quote!(__out))))
    });
    let body = matched.or_else(|| display.clone().filter(|_| !model.variants.is_empty()))?;
    Some(quote! {
        #[inline]
        fn description<__W: __p::fmt::Write + ?__p::Sized>(&self, __out: &mut __W) -> __p::fmt::Result { #body }
    })
}

/// Returns an expression of type `fmt::Result` that writes the pieces of a template into `__out`.
///
/// A literal is written as it is. A field without a format spec is written as text if its type is text, else by its
/// `Display` (autoref specialization in the runtime). A field with a spec is written by `core::fmt`. One call joins the
/// results: a `?` after each piece costs rustc more.
pub(crate) fn write(template: &Template<'_>, bindings: &mut Bindings) -> TokenStream {
    let here = located_at(template.written.span());
    let mut steps: Vec<TokenStream> = Vec::new();
    for piece in &template.pieces {
        steps.push(match piece {
            Piece::Literal(text) => quote!(__p::put(__out, #text)),
            Piece::Field { field, spec: None } => {
                let field = bindings.bind(field, here);
                let text = quote_spanned!(here=> __p::text(#field));
                quote!((&&#text).__text(__out))
            }
            Piece::Field { field, spec: Some(spec) } => {
                let field = bindings.bind(field, here);
                let format = LitStr::new(&format!("{{0:{}}}", spec.text), here).into_token_stream();
                quote!(__p::fmt::Write::write_fmt(__out, __p::format_args!(#format, #field)))
            }
        });
    }
    match (steps.pop(), steps.is_empty()) {
        (None, _) => quote!(__p::Ok(())),
        (Some(only), true) => only,
        (Some(last), false) => quote!(__p::all([#(#steps,)* #last])),
    }
}
