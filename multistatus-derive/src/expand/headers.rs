//! Quotes the methods that show things to a visitor: `headers` and `conditions`.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::{
    arms::{Arm, Bindings, match_self},
    outcome::{forward, href_of},
    text,
};
use crate::plan::{Condition, Header, HeaderValue, Plan};

/// ```text
/// fn headers<__V: __p::HeaderVisitor + ?__p::Sized>(&self, __visitor: &mut __V) {
///     match self {
///         Self::Created { path: __field0, tag: __field1, .. } => {
///             __p::HeaderVisitor::header(__visitor, "Location", &|__out| (&&__p::text(__field0)).__text(__out));
///             __p::header::<_, Tag, _>(__visitor, "ETag", __field1);
///         }
///         _ => {}
///     }
/// }
/// ```
pub(crate) fn headers(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = match_self(plan, &quote!({}), |says, bindings| {
        let inner = says.inner().filter(|_| !says.opaque);
        let mut steps = Vec::new();
        steps.extend(inner.map(|inner| forward(inner, bindings, "headers", &quote!(__visitor))));
        steps.extend(says.headers.iter().map(|header| show_header(header, bindings)));
        (!steps.is_empty()).then(|| Arm::new(quote!({ #(#steps;)* })))
    })?;
    Some(quote! {
        fn headers<__V: __p::HeaderVisitor + ?__p::Sized>(&self, __visitor: &mut __V) { #body }
    })
}

fn show_header(header: &Header<'_>, bindings: &mut Bindings) -> TokenStream {
    let name = &header.name;
    match &header.value {
        HeaderValue::Template(template) => {
            let write = text::write(template, bindings);
            quote!(__p::HeaderVisitor::header(__visitor, #name, &|__out| #write))
        }
        HeaderValue::Field(field) => {
            let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
            quote!(__p::header::<_, #ty, _>(__visitor, #name, #field))
        }
    }
}

/// ```text
/// fn conditions<__V: __p::ConditionVisitor + ?__p::Sized>(&self, __visitor: &mut __V) {
///     match self {
///         Self::Locked { .. } => {
///             __p::ConditionVisitor::condition(
///                 __visitor,
///                 const { __p::condition("DAV:", "lock-token-submitted") },
///                 &[],
///             );
///         }
///         _ => {}
///     }
/// }
/// ```
pub(crate) fn conditions(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = match_self(plan, &quote!({}), |says, bindings| {
        let inner = says.inner().filter(|_| !says.opaque);
        let mut steps = Vec::new();
        steps.extend(inner.map(|inner| forward(inner, bindings, "conditions", &quote!(__visitor))));
        steps.extend(says.conditions.iter().map(|condition| show_condition(condition, bindings)));
        (!steps.is_empty()).then(|| Arm::shared(quote!({ #(#steps;)* })))
    })?;
    Some(quote! {
        fn conditions<__V: __p::ConditionVisitor + ?__p::Sized>(&self, __visitor: &mut __V) { #body }
    })
}

fn show_condition(condition: &Condition<'_>, bindings: &mut Bindings) -> TokenStream {
    let Condition { namespace, name, href } = condition;
    let hrefs = match href {
        None => quote!(&[]),
        Some(field) => {
            let href = href_of(field, bindings);
            quote!(__p::Option::as_slice(&#href))
        }
    };
    quote!(__p::ConditionVisitor::condition(__visitor, const { __p::condition(#namespace, #name) }, #hrefs))
}
