//! Quotes the methods that show things to a visitor: `headers` and `conditions`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, Type};

use super::{
    arms::{Arm, Bindings, forward, match_self, name_of},
    text,
};
use crate::outcome::model::{Condition, Header, HeaderValue, Plan};

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
        (!steps.is_empty()).then(|| Arm::Own(all(steps.into_iter())))
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
/// #[inline]
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
        let inner = inner.map(|inner| forward(inner, bindings, "conditions", &quote!(__visitor)));
        let mut key = String::new();
        let mut shown = Vec::new();
        for condition in &says.conditions {
            key.extend([condition.namespace.as_str(), " ", &condition.name, " "]);
            let href = condition.href.map(|field| {
                key.extend([field.name(), name_of(field.ty)]);
                (bindings.bind(field, Span::call_site()), field.ty)
            });
            shown.push((condition, href));
        }
        let steps = move || shown.into_iter().map(|(condition, href)| show_condition(condition, href));
        match inner {
            None if key.is_empty() => None,
            None => Some(Arm::shared(key, || all(steps()))),
            Some(inner) => Some(Arm::Own(all(std::iter::once(inner).chain(steps())))),
        }
    })?;
    Some(quote! {
        #[inline]
        fn conditions<__V: __p::ConditionVisitor + ?__p::Sized>(&self, __visitor: &mut __V) { #body }
    })
}

fn show_condition(condition: &Condition<'_>, href: Option<(Ident, &Type)>) -> TokenStream {
    let Condition { namespace, name, .. } = condition;
    let hrefs = match href {
        None => quote!(&[]),
        Some((field, ty)) => quote!(__p::Option::as_slice(&__p::href::<_, #ty>(#field))),
    };
    quote!(__p::ConditionVisitor::condition(__visitor, const { __p::condition(#namespace, #name) }, #hrefs))
}

/// `{ STEP; STEP; }`
fn all(steps: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote!({ #(#steps;)* })
}
