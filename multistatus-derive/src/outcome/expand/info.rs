//! Quotes `OUTCOMES`: what is known about each variant without a value of it.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::{constants::Constants, fields::list_of_codes};
use crate::outcome::{
    model::{ConditionModel, StatusSource, TypeModel, VariantModel},
    status::ResolvedStatus,
};

/// ```text
/// const OUTCOMES: &'static [__p::OutcomeInfo] = {
///     const __CONDITIONS0: &[__p::Condition<'_>] = &[__p::condition("DAV:", "lock-token-submitted")];
///     &[
///         __p::named("Missing", &[__p::Fact::Code(404), __p::Fact::Description("no file at {path}")]),
///         __p::named("Locked", &[__p::Fact::Code(423), __p::Fact::Conditions(__CONDITIONS0)]),
///         __p::info(__p::OutcomeInfo::nested("Inner", || <Inner as __p::Outcome>::OUTCOMES), &[]),
///     ]
/// };
/// ```
pub(crate) fn outcomes(model: &TypeModel<'_>, constants: &Constants<'_>) -> TokenStream {
    let mut lists = ConditionLists::default();
    let infos = model.variants.iter().map(|variant| {
        let (name, facts) = (variant.input.name(), facts(variant, model, constants, &mut lists));
        match variant.inner() {
            // `opaque` also hides the fixed texts of an inner outcome.
            Some(inner) if inner.via.is_none() && !variant.opaque => {
                let ty = inner.field.ty;
                let nested = quote!(__p::OutcomeInfo::nested(#name, || <#ty as __p::Outcome>::OUTCOMES));
                quote!(__p::info(#nested, &[#(__p::Fact::#facts),*]))
            }
            _ => quote!(__p::named(#name, &[#(__p::Fact::#facts),*])),
        }
    });
    let infos: Vec<TokenStream> = infos.collect();
    let lists = lists.items;
    quote!(const OUTCOMES: &'static [__p::OutcomeInfo] = { #(#lists)* &[#(#infos),*] };)
}

/// Returns what is known, each as a variant of the runtime's `Fact`.
fn facts(
    variant: &VariantModel<'_>,
    model: &TypeModel<'_>,
    constants: &Constants<'_>,
    lists: &mut ConditionLists,
) -> Vec<TokenStream> {
    let mut facts = Vec::new();
    let docs = &variant.input.docs;
    if !docs.is_empty() {
        facts.push(quote!(Docs(#docs)));
    }
    facts.extend(fixed_status(variant, model).map(|status| match status {
        ResolvedStatus::Number(number) => {
            let number = Literal::u16_unsuffixed(*number);
            quote!(Code(#number))
        }
        ResolvedStatus::Constant(_) => {
            let constant = constants.value(status);
            quote!(Status(#constant))
        }
    }));
    facts.extend(variant.description.as_ref().filter(|_| !variant.opaque).map(|template| {
        let text = template.written.value();
        quote!(Description(#text))
    }));
    if !variant.conditions.is_empty() {
        let list = lists.name_of(&variant.conditions);
        facts.push(quote!(Conditions(#list)));
    }
    facts.extend(variant.problem_type.as_ref().map(|text| quote!(Type(#text))));
    facts.extend(variant.title.filter(|_| !variant.opaque).map(|text| quote!(Title(#text))));
    let headers = variant.headers.iter().map(|header| header.name.as_str());
    let headers: Vec<&str> = headers.chain(variant.retry_after.as_ref().map(|_| "Retry-After")).collect();
    if !headers.is_empty() {
        facts.push(quote!(Headers(&[#(#headers),*])));
    }
    if !variant.opaque {
        facts.extend(variant.body.map(|_| quote!(Body)));
        let extensions: Vec<&str> = variant.extensions.iter().map(|extension| extension.name.as_str()).collect();
        if !extensions.is_empty() {
            facts.push(quote!(Extensions(&[#(#extensions),*])));
        }
    }
    facts.extend(list_of_codes(&variant.codes).map(|codes| quote!(ErrorCodes(#codes))));
    facts.extend(variant.retry.map(|retry| {
        let class = format_ident!("{}", retry.variant);
        quote!(Retry(__p::Retry::#class))
    }));
    facts
}

/// Returns the status, if it is fixed.
fn fixed_status<'p>(variant: &'p VariantModel<'_>, model: &'p TypeModel<'_>) -> Option<&'p ResolvedStatus> {
    match &variant.source {
        _ if model.map.is_some() => None,
        StatusSource::Fixed(status) => Some(status),
        StatusSource::Default => model.default.as_ref(),
        StatusSource::With(_) | StatusSource::Field(_) | StatusSource::Inner(_) => None,
    }
}

/// The lists of conditions. Equal lists are one constant: for rustc, every constant is a function body of its own.
#[derive(Default)]
struct ConditionLists {
    names: HashMap<String, Ident>,
    items: Vec<TokenStream>,
}

impl ConditionLists {
    fn name_of(&mut self, conditions: &[ConditionModel<'_>]) -> Ident {
        let text = conditions.iter().map(|condition| format!("{} {} ", condition.namespace, condition.name)).collect();
        let items = &mut self.items;
        let add = || {
            let name = format_ident!("__CONDITIONS{}", items.len());
            let conditions = conditions
                .iter()
                .map(|ConditionModel { namespace, name, .. }| quote!(__p::condition(#namespace, #name)));
            items.push(quote!(const #name: &[__p::Condition<'_>] = &[#(#conditions),*];));
            name
        };
        self.names.entry(text).or_insert_with(add).clone()
    }
}
