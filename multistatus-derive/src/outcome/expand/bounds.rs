//! The bounds that `impl Outcome` needs: for each field, by what the field is used for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::{
    bounds::{Bounds, peel_option},
    outcome::{
        input::Input,
        model::{HeaderValue, Plan, Sayings, Source},
        template::{Piece, Template},
    },
};

/// `where ..., FieldTy: Bound`, or what `bound(...)` gives instead.
pub(crate) fn where_clause(plan: &Plan<'_>, input: &Input<'_>) -> TokenStream {
    Bounds::where_clause(input.ident, input.generics, plan.bounds, |bounds| {
        for says in &plan.variants {
            variant(bounds, says);
        }
        if plan.display.is_some() {
            bounds.push(quote!(Self: __p::Display));
        }
    })
}

fn variant(bounds: &mut Bounds, says: &Sayings<'_>) {
    match &says.source {
        Source::Inner(inner) => {
            let ty = inner.field.ty;
            match inner.via {
                None => bounds.add(ty, &quote!(__p::Outcome)),
                Some(mapping) if bounds.mentions_parameter(&quote!(#mapping #ty)) => {
                    bounds.push(quote!(#mapping: __p::OutcomeAs<#ty>));
                }
                Some(_) => {}
            }
        }
        Source::Field(field) => bounds.add(peel_option(field.ty), &quote!(__p::CodeValue)),
        Source::Code(_) | Source::With(_) | Source::Default => {}
    }
    for header in &says.headers {
        match &header.value {
            HeaderValue::Template(template) => text(bounds, template),
            HeaderValue::Field(field) => bounds.add(peel_option(field.ty), &quote!(__p::Display)),
        }
    }
    let hrefs = says.href.into_iter().chain(says.conditions.iter().filter_map(|condition| condition.href));
    for field in hrefs {
        bounds.add(peel_option(field.ty), &quote!(__p::AsRef<__p::str>));
    }
    if let Some(field) = says.retry_after {
        bounds.add(peel_option(field.ty), &quote!(__p::Wait));
    }
    if says.opaque {
        return;
    }
    if let Some(template) = &says.description {
        text(bounds, template);
    }
    let serialized = says.body.into_iter().chain(says.extensions.iter().map(|extension| extension.field));
    for field in serialized {
        bounds.add(peel_option(field.ty), &quote!(__p::Serialize));
    }
}

fn text(bounds: &mut Bounds, template: &Template<'_>) {
    for piece in &template.pieces {
        if let Piece::Field { field, spec } = piece {
            let bound = format_ident!("{}", spec.as_ref().map_or("Display", |spec| spec.bound));
            bounds.add(field.ty, &quote!(__p::fmt::#bound));
        }
    }
}
