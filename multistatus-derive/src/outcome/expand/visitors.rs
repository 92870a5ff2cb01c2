//! Quotes the methods that pass values to a visitor: `headers` and `conditions`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Ident, Type};

use super::{
    arms::{Arm, Bindings, forward, match_self, type_text},
    fields::key,
    text,
};
use crate::outcome::model::{ConditionModel, HeaderModel, HeaderValue, TypeModel};

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
pub(crate) fn headers(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body = match_self(model, &quote!({}), |variant, bindings| {
        let inner = variant.inner().filter(|_| !variant.opaque);
        let mut steps = Vec::new();
        steps.extend(inner.map(|inner| forward(inner, bindings, "headers", &quote!(__visitor))));
        steps.extend(variant.headers.iter().map(|header| visit_header(header, bindings)));
        (!steps.is_empty()).then(|| Arm::Own(block(steps.into_iter())))
    })?;
    Some(quote! {
        fn headers<__V: __p::HeaderVisitor + ?__p::Sized>(&self, __visitor: &mut __V) { #body }
    })
}

fn visit_header(header: &HeaderModel<'_>, bindings: &mut Bindings) -> TokenStream {
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
pub(crate) fn conditions(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body = match_self(model, &quote!({}), |variant, bindings| {
        let inner = variant.inner().filter(|_| !variant.opaque);
        let inner = inner.map(|inner| forward(inner, bindings, "conditions", &quote!(__visitor)));
        let mut shared = String::new();
        let mut visited = Vec::new();
        for condition in &variant.conditions {
            shared.extend([condition.namespace.as_str(), " ", &condition.name, " "]);
            let href = condition.href.map(|field| {
                shared.extend([field.name(), type_text(field.ty)]);
                (bindings.bind(field, Span::call_site()), field.ty)
            });
            visited.push((condition, href));
        }
        let steps = move || visited.into_iter().map(|(condition, href)| visit_condition(condition, href));
        match inner {
            None if shared.is_empty() => None,
            None => Some(Arm::shared(shared, || block(steps()))),
            Some(inner) => Some(Arm::Own(block(std::iter::once(inner).chain(steps())))),
        }
    })?;
    Some(quote! {
        #[inline]
        fn conditions<__V: __p::ConditionVisitor + ?__p::Sized>(&self, __visitor: &mut __V) { #body }
    })
}

fn visit_condition(condition: &ConditionModel<'_>, href: Option<(Ident, &Type)>) -> TokenStream {
    let ConditionModel { namespace, name, .. } = condition;
    let hrefs = match href {
        None => quote!(&[]),
        Some((field, ty)) => {
            let href = key(ty, &field);
            quote!(__p::Option::as_slice(&#href))
        }
    };
    quote!(__p::ConditionVisitor::condition(__visitor, const { __p::condition(#namespace, #name) }, #hrefs))
}

/// `{ STEP; STEP; }`
fn block(steps: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote!({ #(#steps;)* })
}
