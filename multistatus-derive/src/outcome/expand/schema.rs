//! The impls of the traits that describe types, for `schema(...)`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::{
    bounds::add_variants,
    respond::{implementation, words},
};
use crate::{
    bounds::{Bounds, peel_option},
    outcome::{
        input::TypeInput,
        keys::OutcomeKey,
        model::{TypeModel, VariantModel},
    },
};

/// ```text
/// __p::schema_utoipa! {
///     schema(utoipa) __p { T: Bound, } { Create<T> } { where T: __p::Serialize, T: __p::utoipa::FieldBound } {
///         { own, body(T) }
///         { own, extension(u64, "limit") }
///         { inner(Backend) }
///         { foreign }
///     }
/// }
/// ```
///
/// The variants are in the order of `OUTCOMES`, and have what it cannot hold: types. The macro writes the impls, as that of
/// `respond(...)` does.
pub(crate) fn schemas(model: &TypeModel<'_>, input: &TypeInput<'_>) -> TokenStream {
    let words = words(input, OutcomeKey::Schema);
    if words.is_empty() {
        return TokenStream::new();
    }
    let variants: TokenStream = model.variants.iter().map(variant).collect();
    let rest = quote!({ #variants });
    let schema = |word: &Ident| implementation(input, "schema", word, &clause(model, input, word), &rest);
    words.iter().map(|word| schema(&word.ident)).collect()
}

fn variant(variant: &VariantModel<'_>) -> TokenStream {
    let kind = match variant.inner() {
        Some(_) if variant.opaque => quote!(hidden),
        Some(inner) if inner.via.is_some() => quote!(foreign),
        Some(inner) => {
            let ty = inner.field.ty;
            quote!(inner(#ty))
        }
        None => quote!(own),
    };
    if variant.opaque {
        return quote!({ #kind });
    }
    let body = variant.body.map(|field| {
        let ty = field.ty;
        quote!(, body(#ty))
    });
    let extensions = variant.extensions.iter().map(|extension| {
        let (ty, name) = (extension.field.ty, &extension.name);
        quote!(, extension(#ty, #name))
    });
    quote!({ #kind #body #(#extensions)* })
}

/// Returns the where-clause of `impl Outcome`, and what the types in the schema need.
fn clause(model: &TypeModel<'_>, input: &TypeInput<'_>, word: &Ident) -> TokenStream {
    Bounds::where_clause(input.ident, input.generics, model.bounds, |bounds| {
        add_variants(bounds, model);
        for variant in model.variants.iter().filter(|variant| !variant.opaque) {
            if let Some(inner) = variant.inner().filter(|inner| inner.via.is_none()) {
                bounds.add(inner.field.ty, &quote!(__p::schema::OutcomeSchema<__p::#word::Generator>));
            }
            let described = variant.body.into_iter().chain(variant.extensions.iter().map(|extension| extension.field));
            for field in described {
                bounds.add(peel_option(field.ty), &quote!(__p::#word::FieldBound));
            }
        }
    })
}
