//! Quotes the contents of `impl Outcome`: the methods that differ from their defaults, and no others.

pub(crate) mod arms;
pub(crate) mod bounds;
mod causes;
pub(crate) mod constants;
mod fields;
mod info;
mod respond;
mod schema;
mod status;
mod text;
mod visitors;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use self::{respond::responses, schema::schemas};

use self::constants::Constants;
use super::model::TypeModel;

pub(crate) fn methods(model: &TypeModel<'_>, constants: &Constants<'_>) -> TokenStream {
    let outcomes = info::outcomes(model, constants);
    let status = status::method(model, constants);
    let optional = [
        fields::href(model),
        text::description(model),
        visitors::headers(model),
        visitors::conditions(model),
        fields::problem_type(model),
        fields::title(model),
        fields::instance(model),
        fields::extensions(model),
        fields::body(model),
        fields::error_code(model),
        fields::retry(model),
        fields::retry_after(model),
        fields::inherited(model, "propstats", &quote!(__p::Cow<'_, [__p::Propstat]>), &quote!(__p::Cow::Borrowed(&[]))),
        fields::inherited(model, "elements", &quote!(__p::Cow<'_, [__p::Property]>), &quote!(__p::Cow::Borrowed(&[]))),
        fields::inherited(model, "language", &quote!(__p::Option<&__p::str>), &quote!(__p::None)),
        causes::causes(model),
        fields::inherited(model, "is_logged", &quote!(__p::bool), &quote!(false)),
    ];
    let optional = optional.into_iter().flatten();
    quote!(#outcomes #status #(#optional)*)
}
