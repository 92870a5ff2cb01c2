//! Quotes `OUTCOMES`: what is known of each variant before any value exists.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::constants::Constants;
use crate::outcome::{
    model::{Condition, Plan, Sayings, Source},
    status::Code,
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
pub(crate) fn outcomes(plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let mut lists = Lists::default();
    let infos = plan.variants.iter().map(|says| {
        let (name, facts) = (says.variant.name(), facts(says, plan, constants, &mut lists));
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
    let infos: Vec<TokenStream> = infos.collect();
    let lists = lists.items;
    quote!(const OUTCOMES: &'static [__p::OutcomeInfo] = { #(#lists)* &[#(#infos),*] };)
}

/// Each thing that is known, as a variant of the runtime's `Fact`.
fn facts(says: &Sayings<'_>, plan: &Plan<'_>, constants: &Constants<'_>, lists: &mut Lists) -> Vec<TokenStream> {
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
    if !says.conditions.is_empty() {
        let list = lists.of(&says.conditions);
        facts.push(quote!(Conditions(#list)));
    }
    facts.extend(says.problem_type.as_ref().map(|text| quote!(Type(#text))));
    facts.extend(says.title.filter(|_| !says.opaque).map(|text| quote!(Title(#text))));
    let headers = says.headers.iter().map(|header| header.name.as_str());
    let headers: Vec<&str> = headers.chain(says.retry_after.map(|_| "Retry-After")).collect();
    if !headers.is_empty() {
        facts.push(quote!(Headers(&[#(#headers),*])));
    }
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

/// The lists of conditions, each a constant once: for rustc every constant is a function body of its own.
#[derive(Default)]
struct Lists {
    names: HashMap<String, Ident>,
    items: Vec<TokenStream>,
}

impl Lists {
    fn of(&mut self, conditions: &[Condition<'_>]) -> Ident {
        let text = conditions.iter().map(|condition| format!("{} {} ", condition.namespace, condition.name)).collect();
        let items = &mut self.items;
        let add = || {
            let name = format_ident!("__CONDITIONS{}", items.len());
            let conditions =
                conditions.iter().map(|Condition { namespace, name, .. }| quote!(__p::condition(#namespace, #name)));
            items.push(quote!(const #name: &[__p::Condition<'_>] = &[#(#conditions),*];));
            name
        };
        self.names.entry(text).or_insert_with(add).clone()
    }
}
