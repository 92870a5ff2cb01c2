//! The impls of the response traits of web frameworks, for `respond(...)`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics};

use crate::{
    attr::value::SettingValue,
    outcome::{input::TypeInput, keys::OutcomeKey},
    span,
};

/// ```text
/// __p::respond_axum! { respond(axum) __p { T: Bound, } { Delete<T> } { where T: __p::Display } }
/// ```
///
/// The macro writes the impl: the runtime knows the traits of the frameworks. If the feature of the framework is disabled,
/// the macro is an error that names it, at the word in `respond(...)`.
pub(crate) fn responses(input: &TypeInput<'_>, clause: &TokenStream) -> TokenStream {
    let setting = input.attrs().and_then(|attrs| attrs.settings.get(OutcomeKey::Respond));
    let Some(SettingValue::Words(words)) = setting.map(|setting| &setting.value) else { return TokenStream::new() };
    let (ident, (_, arguments, _)) = (input.ident, input.generics.split_for_impl());
    let parameters = parameters(input.generics);
    let implementation = |framework: &proc_macro2::Ident| {
        let at = span::located_at(framework.span());
        let name = format_ident!("respond_{framework}");
        quote_spanned! {at=>
            __p::#name! { respond(#framework) __p { #parameters } { #ident #arguments } { #clause } }
        }
    };
    words.iter().map(|word| implementation(&word.ident)).collect()
}

/// Returns the generic parameters without their defaults, each with a comma after it, so that others can precede them.
fn parameters(generics: &Generics) -> TokenStream {
    let without_default = |parameter: &GenericParam| {
        let mut parameter = parameter.clone();
        match &mut parameter {
            GenericParam::Type(ty) => ty.default = None,
            GenericParam::Const(constant) => constant.default = None,
            GenericParam::Lifetime(_) => {}
        }
        quote!(#parameter,)
    };
    generics.params.iter().map(without_default).collect()
}
