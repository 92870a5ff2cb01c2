//! Quotes `OUTCOMES`: what is known of each variant before any value exists.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::status::Constants;
use crate::{
    plan::{Plan, Sayings, Source},
    status::Code,
};

/// ```text
/// const OUTCOMES: &'static [__p::OutcomeInfo] = &[
///     __p::named("Missing", &[__p::Fact::Code(404), __p::Fact::Description("no file at {path}")]),
///     __p::info(__p::OutcomeInfo::nested("Inner", || <Inner as __p::Outcome>::OUTCOMES), &[]),
/// ];
/// ```
pub(crate) fn outcomes(plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let infos = plan.variants.iter().map(|says| {
        let (name, facts) = (says.variant.name(), facts(says, plan, constants));
        match says.inner() {
            // The fixed texts of an inner outcome are as secret as the others.
            Some(inner) if inner.via.is_none() && !says.opaque => {
                let ty = inner.field.ty;
                let nested = quote!(__p::OutcomeInfo::nested(#name, || <#ty as __p::Outcome>::OUTCOMES));
                quote!(__p::info(#nested, &[#(__p::Fact::#facts),*]))
            }
            _ => quote!(__p::named(#name, &[#(__p::Fact::#facts),*])),
        }
    });
    quote!(const OUTCOMES: &'static [__p::OutcomeInfo] = &[#(#infos),*];)
}

/// Each thing that is known, as a variant of the runtime's `Fact`.
fn facts(says: &Sayings<'_>, plan: &Plan<'_>, constants: &Constants<'_>) -> Vec<TokenStream> {
    let mut facts = Vec::new();
    let docs = &says.variant.docs;
    if !docs.is_empty() {
        facts.push(quote!(Docs(#docs)));
    }
    facts.extend(fixed_status(says, plan).map(|code| match code {
        Code::Number(number) => {
            let number = Literal::u16_unsuffixed(*number);
            quote!(Code(#number))
        }
        Code::Constant(_) => {
            let constant = constants.value(code);
            quote!(Status(#constant))
        }
    }));
    facts.extend(says.description.as_ref().filter(|_| !says.opaque).map(|template| {
        let text = template.written.value();
        quote!(Description(#text))
    }));
    let conditions = says.conditions.iter().map(|condition| {
        let (namespace, name) = (&condition.namespace, &condition.name);
        quote!(__p::condition(#namespace, #name))
    });
    facts.extend(list(conditions).map(|list| quote!(Conditions(#list))));
    facts.extend(says.problem_type.as_ref().map(|text| quote!(Type(#text))));
    facts.extend(says.title.filter(|_| !says.opaque).map(|text| quote!(Title(#text))));
    let names = says.headers.iter().map(|header| header.name.as_str());
    let names = names.chain(says.retry_after.map(|_| "Retry-After"));
    facts.extend(list(names.map(|name| quote!(#name))).map(|list| quote!(Headers(#list))));
    facts.extend(says.retry.map(|retry| {
        let class = format_ident!("{}", retry.variant);
        quote!(Retry(__p::Retry::#class))
    }));
    facts
}

/// The status, where it is fixed.
fn fixed_status<'p>(says: &'p Sayings<'_>, plan: &'p Plan<'_>) -> Option<&'p Code> {
    match &says.source {
        _ if plan.map.is_some() => None,
        Source::Code(code) => Some(code),
        Source::Default => plan.default.as_ref(),
        Source::With(_) | Source::Field(_) | Source::Inner(_) => None,
    }
}

/// `const { &[A, B] }`, or nothing for an empty list.
fn list(elements: impl Iterator<Item = TokenStream>) -> Option<TokenStream> {
    let elements: Vec<TokenStream> = elements.collect();
    (!elements.is_empty()).then(|| quote!(const { &[#(#elements),*] }))
}
