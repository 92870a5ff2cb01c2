//! The bounds that `impl Outcome` needs: for each field, by what the field is used for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::causes::may_be_logged;
use crate::{
    bounds::{Bounds, peel_option},
    outcome::{
        input::TypeInput,
        model::{HeaderValue, RetryAfter, StatusSource, TypeModel, VariantModel},
        template::{Piece, Template},
    },
};

/// `where ..., FieldTy: Bound`, or what `bound(...)` gives instead.
pub(crate) fn where_clause(model: &TypeModel<'_>, input: &TypeInput<'_>) -> TokenStream {
    Bounds::where_clause(input.ident, input.generics, model.bounds, |bounds| add_variants(bounds, model))
}

/// Adds the bounds that `impl Outcome` needs.
pub(crate) fn add_variants(bounds: &mut Bounds, model: &TypeModel<'_>) {
    for variant in &model.variants {
        add_variant(bounds, variant, model);
    }
    if model.display.is_some() {
        bounds.push(quote!(Self: __p::Display));
    }
}

fn add_variant(bounds: &mut Bounds, variant: &VariantModel<'_>, model: &TypeModel<'_>) {
    match &variant.source {
        StatusSource::Inner(inner) => {
            let ty = inner.field.ty;
            match inner.via {
                None => bounds.add(ty, &quote!(__p::Outcome)),
                Some(mapping) if bounds.mentions_parameter(&quote!(#mapping #ty)) => {
                    bounds.push(quote!(#mapping: __p::OutcomeAs<#ty>));
                }
                Some(_) => {}
            }
        }
        StatusSource::Field(field) => bounds.add(peel_option(field.ty), &quote!(__p::CodeValue)),
        StatusSource::Fixed(_) | StatusSource::With(_) | StatusSource::Default => {}
    }
    for header in &variant.headers {
        match &header.value {
            HeaderValue::Template(template) => add_text(bounds, template),
            HeaderValue::Field(field) => bounds.add(peel_option(field.ty), &quote!(__p::Display)),
        }
    }
    let keys = variant
        .href
        .into_iter()
        .chain(variant.instance)
        .chain(variant.conditions.iter().filter_map(|condition| condition.href));
    for field in keys {
        bounds.add(peel_option(field.ty), &quote!(__p::Display + __p::Sync));
    }
    if let Some(field) = variant.retry_after.as_ref().and_then(RetryAfter::field) {
        bounds.add(peel_option(field.ty), &quote!(__p::RetryAfterValue));
    }
    // The text of an opaque variant is only logged.
    if let Some(template) = variant.description.as_ref().filter(|_| !variant.opaque || may_be_logged(variant, model)) {
        add_text(bounds, template);
    }
    if variant.opaque {
        return;
    }
    let serialized = variant.body.into_iter().chain(variant.extensions.iter().map(|extension| extension.field));
    for field in serialized {
        bounds.add(peel_option(field.ty), &quote!(__p::Serialize));
    }
}

fn add_text(bounds: &mut Bounds, template: &Template<'_>) {
    for piece in &template.pieces {
        if let Piece::Field { field, spec } = piece {
            let bound = format_ident!("{}", spec.as_ref().map_or("Display", |spec| spec.bound));
            bounds.add(field.ty, &quote!(__p::fmt::#bound));
        }
    }
}
