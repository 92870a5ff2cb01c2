//! `from` on a field: the impl of `From` that makes a variant of its only field.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{
    input::{FieldInput, TypeInput, VariantInput},
    keys::OutcomeKey,
};
use crate::{attr::parser::Setting, diagnostics::Diagnostics};

/// The fields with `from`, and their variants.
fn conversions<'i, 'a>(
    input: &'i TypeInput<'a>,
) -> impl Iterator<Item = (&'i VariantInput<'a>, &'i FieldInput<'a>, &'i Setting<OutcomeKey>)> {
    let of_variant = |variant: &'i VariantInput<'a>| {
        variant.roles(OutcomeKey::From).map(move |(field, setting)| (variant, field, setting))
    };
    input.variants().iter().flat_map(of_variant)
}

fn type_of(field: &FieldInput<'_>) -> String {
    field.ty.to_token_stream().to_string()
}

/// Reports every `from` that cannot be implemented.
pub(crate) fn check(input: &TypeInput<'_>, diagnostics: &mut Diagnostics) {
    // The fields from which another derive makes a variant.
    let others = input.variants().iter().flat_map(|variant| variant.fields.iter().map(move |field| (variant, field)));
    let others = others.filter(|(_, field)| field.has_from);
    let others: Vec<_> = others.map(|(variant, field)| (type_of(field), variant.name())).collect();
    let mut seen: Vec<(String, String)> = Vec::new();
    for (variant, field, setting) in conversions(input) {
        let (name, ty) = (variant.name(), type_of(field));
        let count = variant.fields.len();
        let maker =
            |made: &[(String, String)]| made.iter().find(|(known, _)| *known == ty).map(|(_, name)| name.clone());
        let message = if count > 1 {
            format!("`from` makes `{name}` of its only field, and there are {count}; write `impl From` by hand")
        } else if field.has_from {
            "the `#[from]` of another derive implements `From` already; remove this `from`".to_owned()
        } else if let Some(other) = maker(&others) {
            format!("the `#[from]` of another derive makes `{other}` of this type already; remove this `from`")
        } else if let Some(earlier) = maker(&seen) {
            format!("`{earlier}` is made of this type already; remove one `from`")
        } else {
            seen.push((ty, name));
            continue;
        };
        diagnostics.error(&setting.name, message);
    }
}

/// ```text
/// #[automatically_derived]
/// impl<T> __p::From<io::Error> for Read<T> where T: Clone {
///     fn from(value: io::Error) -> Self {
///         Self::Io { 0: value }
///     }
/// }
/// ```
pub(crate) fn implementations(input: &TypeInput<'_>) -> TokenStream {
    let (ident, (parameters, arguments, clause)) = (input.ident, input.generics.split_for_impl());
    let implementation = |(variant, field, _): (&VariantInput<'_>, &FieldInput<'_>, &Setting<OutcomeKey>)| {
        let (ty, member, name) = (field.ty, &field.member, variant.ident);
        let path = if input.is_enum() { quote!(Self::#name) } else { quote!(Self) };
        quote! {
            #[automatically_derived]
            impl #parameters __p::From<#ty> for #ident #arguments #clause {
                #[inline]
                fn from(value: #ty) -> Self {
                    #path { #member: value }
                }
            }
        }
    };
    conversions(input).map(implementation).collect()
}
