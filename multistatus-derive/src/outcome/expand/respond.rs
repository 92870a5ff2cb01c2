//! The impls of the response traits of web frameworks, for `respond(...)`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};

use crate::{
    attr::value::SettingValue,
    outcome::{input::TypeInput, keys::OutcomeKey},
    span,
};

/// ```text
/// __p::respond_axum! {
///     #[automatically_derived]
///     impl<T: Bound> __p::axum::IntoResponse for Delete<T> where T: __p::Display {
///         fn into_response(self) -> __p::axum::Response {
///             __p::axum::respond(&self)
///         }
///     }
/// }
/// ```
///
/// If the feature of the framework is disabled, the macro is an error that names it, at the word in `respond(...)`.
pub(crate) fn responses(input: &TypeInput<'_>, clause: &TokenStream) -> TokenStream {
    let setting = input.attrs().and_then(|attrs| attrs.settings.get(OutcomeKey::Respond));
    let Some(SettingValue::Words(words)) = setting.map(|setting| &setting.value) else { return TokenStream::new() };
    let (ident, (parameters, arguments, _)) = (input.ident, input.generics.split_for_impl());
    let implementation = |framework: &proc_macro2::Ident| {
        let gate = format_ident!("respond_{framework}");
        quote_spanned! {span::located_at(framework.span())=>
            __p::#gate! {
                #[automatically_derived]
                impl #parameters __p::axum::IntoResponse for #ident #arguments #clause {
                    fn into_response(self) -> __p::axum::Response {
                        __p::axum::respond(&self)
                    }
                }
            }
        }
    };
    words.iter().map(|word| implementation(&word.ident)).collect()
}
