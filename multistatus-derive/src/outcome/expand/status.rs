//! Quotes the method `status`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;

use super::{
    arms::{Arm, Bindings, forward, match_self},
    constants::Constants,
};
use crate::{
    outcome::{
        model::{StatusSource, TypeModel, VariantModel},
        status::ResolvedStatus,
    },
    span::last,
};

/// ```text
/// fn status(&self) -> __p::StatusCode {
///     match self {
///         Self::Deleted { .. } => __p::status(204),
///         Self::Burst { .. } => __STATUS0,
///         Self::Policy { 0: __field0, .. } => pick(__field0),
///         Self::Upstream { 0: __field0, .. } => __p::code::<u16>(__field0, __p::status(500)),
///     }
/// }
/// ```
///
/// With `map`:
///
/// ```text
/// let __outcome = self;
/// let __status = match self { ... };
/// Self::soften(__outcome, __status)
/// ```
///
/// The arguments of a user's function have the span of its path, with its hygiene. With a span of the derive, rustc would
/// suggest a change of the derive attribute.
pub(crate) fn method(model: &TypeModel<'_>, constants: &Constants<'_>) -> TokenStream {
    let default = constants.default(model);
    let matched = match_self(model, &default, |variant, bindings| Some(arm(variant, bindings, constants, &default)));
    let body = match (matched, model.map) {
        (None, _) => quote!(match *self {}),
        (Some(matched), None) => matched,
        (Some(matched), Some(map)) => {
            let end = last(map);
            let (outcome, status) = (Ident::new("__outcome", end), Ident::new("__status", end));
            let arguments = quote_spanned!(end=> (#outcome, #status));
            quote! {
                let #outcome = self;
                let #status = #matched;
                #map #arguments
            }
        }
    };
    quote!(fn status(&self) -> __p::StatusCode { #body })
}

fn arm<'f>(
    variant: &'f VariantModel<'_>,
    bindings: &mut Bindings,
    constants: &'f Constants<'_>,
    default: &'f TokenStream,
) -> Arm<'f> {
    match &variant.source {
        StatusSource::Fixed(status) => Arm::shared(key(status), || constants.value(status)),
        StatusSource::Default => Arm::shared("default", || default.clone()),
        StatusSource::With(path) => {
            let end = last(path);
            let fields = variant.input.fields.iter().map(|field| bindings.bind(field, end));
            let arguments = quote_spanned!(end=> (#(#fields),*));
            Arm::Own(quote!(#path #arguments))
        }
        StatusSource::Field(field) => {
            let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
            Arm::Own(quote!(__p::code::<#ty>(#field, #default)))
        }
        StatusSource::Inner(inner) => Arm::Own(forward(inner, bindings, "status", &TokenStream::new())),
    }
}

/// Returns a text that is equal for equal statuses.
fn key(status: &ResolvedStatus) -> String {
    match status {
        ResolvedStatus::Number(number) => number.to_string(),
        ResolvedStatus::Constant(path) => path.to_token_stream().to_string(),
    }
}
