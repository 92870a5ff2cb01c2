//! Quotes `OUTCOMES`: what is known of each variant before any value exists.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::status::Constants;
use crate::plan::{Plan, Sayings, Source};

/// ```text
/// const OUTCOMES: &'static [__p::OutcomeInfo] = &[
///     __p::OutcomeInfo::new("Missing").with_status(__p::status(404)).with_description("no file at {path}"),
/// ];
/// ```
pub(crate) fn outcomes(plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let infos = plan.variants.iter().map(|says| info(says, plan, constants));
    quote!(const OUTCOMES: &'static [__p::OutcomeInfo] = &[#(#infos),*];)
}

fn info(says: &Sayings<'_>, plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let name = says.variant.name();
    let new = match says.inner() {
        // The fixed texts of an inner outcome are as secret as the others.
        Some(inner) if inner.via.is_none() && !says.opaque => {
            let ty = inner.field.ty;
            quote!(nested(#name, || <#ty as __p::Outcome>::OUTCOMES))
        }
        _ => quote!(new(#name)),
    };
    let docs = Some(&says.variant.docs).filter(|docs| !docs.is_empty()).map(|docs| quote!(.with_docs(#docs)));
    let status = status(says, plan, constants).map(|status| quote!(.with_status(#status)));
    let description = says.description.as_ref().filter(|_| !says.opaque).map(|template| {
        let text = template.written.value();
        quote!(.with_description(#text))
    });
    let conditions = says.conditions.iter().map(|condition| {
        let (namespace, name) = (&condition.namespace, &condition.name);
        quote!(__p::condition(#namespace, #name))
    });
    let conditions = list(conditions).map(|list| quote!(.with_conditions(#list)));
    let problem_type = says.problem_type.as_ref().map(|text| quote!(.with_problem_type(#text)));
    let title = says.title.filter(|_| !says.opaque).map(|text| quote!(.with_title(#text)));
    let names = says.headers.iter().map(|header| header.name.as_str());
    let names = names.chain(says.retry_after.map(|_| "Retry-After"));
    let headers = list(names.map(|name| quote!(#name))).map(|list| quote!(.with_headers(#list)));
    let retry = says.retry.map(|retry| {
        let class = format_ident!("{}", retry.variant);
        quote!(.with_retry(__p::Retry::#class))
    });
    quote!(__p::OutcomeInfo::#new #docs #status #description #conditions #problem_type #title #headers #retry)
}

/// The status, where it is fixed.
fn status(says: &Sayings<'_>, plan: &Plan<'_>, constants: &Constants<'_>) -> Option<TokenStream> {
    match &says.source {
        _ if plan.map.is_some() => None,
        Source::Code(code) => Some(constants.value(code)),
        Source::Default => Some(constants.default(plan)),
        Source::With(_) | Source::Field(_) | Source::Inner(_) => None,
    }
}

/// `const { &[A, B] }`, or nothing for an empty list.
fn list(elements: impl Iterator<Item = TokenStream>) -> Option<TokenStream> {
    let elements: Vec<TokenStream> = elements.collect();
    (!elements.is_empty()).then(|| quote!(const { &[#(#elements),*] }))
}
