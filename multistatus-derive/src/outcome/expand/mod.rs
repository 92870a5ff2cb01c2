//! Quotes the contents of the impl: the methods that say something, and no others.

pub(crate) mod arms;
pub(crate) mod bounds;
pub(crate) mod constants;
mod fields;
mod info;
mod status;
mod text;
mod visitors;

use proc_macro2::TokenStream;
use quote::quote;

use self::constants::Constants;
use super::model::Plan;

pub(crate) fn methods(plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let outcomes = info::outcomes(plan, constants);
    let status = status::method(plan, constants);
    let optional = [
        fields::href(plan),
        text::description(plan),
        visitors::headers(plan),
        visitors::conditions(plan),
        fields::problem_type(plan),
        fields::title(plan),
        fields::extensions(plan),
        fields::body(plan),
        fields::retry(plan),
        fields::retry_after(plan),
        fields::taken(plan, "propstats", &quote!(__p::Cow<'_, [__p::Propstat]>), &quote!(__p::Cow::Borrowed(&[]))),
        fields::taken(plan, "elements", &quote!(__p::Cow<'_, [__p::Property]>), &quote!(__p::Cow::Borrowed(&[]))),
        fields::taken(plan, "language", &quote!(__p::Option<&__p::str>), &quote!(__p::None)),
    ];
    let optional = optional.into_iter().flatten();
    quote!(#outcomes #status #(#optional)*)
}
