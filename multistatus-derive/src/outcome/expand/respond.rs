//! The impls of the response traits of web frameworks, for `respond(...)`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics, Ident};

use crate::{
    attr::{value::SettingValue, word::WrittenWord},
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
    let words = words(input, OutcomeKey::Respond);
    words.iter().map(|word| implementation(input, "respond", &word.ident, clause, &TokenStream::new())).collect()
}

/// Returns the words that a key of the type lists.
pub(super) fn words<'i>(input: &'i TypeInput<'_>, key: OutcomeKey) -> &'i [WrittenWord] {
    match input.attrs().and_then(|attrs| attrs.settings.get(key)).map(|setting| &setting.value) {
        Some(SettingValue::Words(words)) => words,
        _ => &[],
    }
}

/// Quotes the call of the macro of a word in `key(word)`. `rest` follows the parts that every such macro takes.
pub(super) fn implementation(
    input: &TypeInput<'_>,
    key: &str,
    word: &Ident,
    clause: &TokenStream,
    rest: &TokenStream,
) -> TokenStream {
    let (ident, (_, arguments, _)) = (input.ident, input.generics.split_for_impl());
    let (key, name, parameters) = (format_ident!("{key}"), format_ident!("{key}_{word}"), parameters(input.generics));
    quote_spanned! {span::located_at(word.span())=>
        __p::#name! { #key(#word) __p { #parameters } { #ident #arguments } { #clause } #rest }
    }
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
