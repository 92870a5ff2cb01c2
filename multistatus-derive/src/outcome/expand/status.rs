//! Quotes the method `status`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::{
    arms::{Arm, Bindings, forward, match_self},
    constants::Constants,
};
use crate::{
    outcome::model::{Plan, Sayings, Source},
    span::last,
};

/// ```text
/// fn status(&self) -> __p::StatusCode {
///     match self {
///         Self::Deleted { .. } => __p::status(204),
///         Self::Burst { .. } => __STATUS0,
///         Self::Policy { 0: __field0, .. } => pick(__field0),
///         Self::Upstream { 0: __field0, .. } => __p::code::<_, u16>(__field0, __p::status(500)),
///     }
/// }
/// ```
///
/// With `map` that is not the last word:
///
/// ```text
/// let __outcome = self;
/// let __status = match self { ... };
/// Self::soften(__outcome, __status)
/// ```
///
/// What is passed to a function of the user's has the span of its path, hygiene and all: rustc would otherwise offer to
/// repair the derive attribute.
pub(crate) fn method(plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let default = constants.default(plan);
    let matched = match_self(plan, &default, |says, bindings| Some(arm(says, bindings, constants, &default)));
    let body = match (matched, plan.map) {
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
    says: &'f Sayings<'_>,
    bindings: &mut Bindings,
    constants: &'f Constants<'_>,
    default: &'f TokenStream,
) -> Arm<'f> {
    match &says.source {
        Source::Code(code) => Arm::shared(constants.key(code), || constants.value(code)),
        Source::Default => Arm::shared("default", || default.clone()),
        Source::With(path) => {
            let end = last(path);
            let fields = says.variant.fields.iter().map(|field| bindings.bind(field, end));
            let arguments = quote_spanned!(end=> (#(#fields),*));
            Arm::Own(quote!(#path #arguments))
        }
        Source::Field(field) => {
            let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
            Arm::Own(quote!(__p::code::<_, #ty>(#field, #default)))
        }
        Source::Inner(inner) => Arm::Own(forward(inner, bindings, "status", &TokenStream::new())),
    }
}
