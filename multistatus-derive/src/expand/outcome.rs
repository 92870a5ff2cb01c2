//! Quotes the impl's contents: the methods that say something, and no others.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::{
    arms::{Arm, Bindings, match_self},
    headers, info,
    status::{self, Constants},
    text,
};
use crate::{
    ast::Field,
    plan::{Inner, Plan, Sayings},
};

pub(crate) fn methods(plan: &Plan<'_>, constants: &Constants<'_>) -> TokenStream {
    let outcomes = info::outcomes(plan, constants);
    let status = status::method(plan, constants);
    let optional = [
        href(plan),
        text::description(plan),
        headers::headers(plan),
        headers::conditions(plan),
        problem_type(plan),
        title(plan),
        extensions(plan),
        body(plan),
        retry(plan),
        retry_after(plan),
    ];
    let optional = optional.into_iter().flatten();
    quote!(#outcomes #status #(#optional)*)
}

/// The same method of the inner outcome.
///
/// ```text
/// <Backend as __p::Outcome>::description(__field0, __out)
/// <Acme as __p::OutcomeAs<std::io::Error>>::description(__field0, __out)
/// ```
pub(crate) fn forward(inner: &Inner<'_>, bindings: &mut Bindings, method: &str, argument: &TokenStream) -> TokenStream {
    let (ty, field) = (inner.field.ty, bindings.bind(inner.field, Span::call_site()));
    let method = format_ident!("{}", method);
    let arguments = if argument.is_empty() { field.into_token_stream() } else { quote!(#field, #argument) };
    match inner.via {
        None => quote!(<#ty as __p::Outcome>::#method(#arguments)),
        Some(mapping) => quote!(<#mapping as __p::OutcomeAs<#ty>>::#method(#arguments)),
    }
}

/// `__p::href::<_, String>(__field0)`, whose bound is about the type of the field.
pub(crate) fn href_of(field: &Field<'_>, bindings: &mut Bindings) -> TokenStream {
    let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
    quote!(__p::href::<_, #ty>(#field))
}

/// ```text
/// fn href(&self) -> __p::Option<__p::KeyRef<'_>> {
///     match self {
///         Self::Missing { path: __field0, .. } => __p::href::<_, String>(__field0),
///         _ => __p::None,
///     }
/// }
/// ```
fn href(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = match_self(plan, &quote!(__p::None), |says, bindings| match (says.href, says.inner()) {
        (Some(field), _) => Some(Arm::shared(href_of(field, bindings))),
        // A foreign type does not name items.
        (None, Some(inner)) if inner.via.is_none() => {
            Some(Arm::new(forward(inner, bindings, "href", &TokenStream::new())))
        }
        _ => None,
    })?;
    Some(quote!(fn href(&self) -> __p::Option<__p::KeyRef<'_>> { #body }))
}

/// ```text
/// fn problem_type(&self) -> __p::Option<&__p::str> {
///     match self {
///         Self::Quota { .. } => __p::Some("https://example.com/problems/quota"),
///         _ => __p::None,
///     }
/// }
/// ```
fn problem_type(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = optional(plan, "problem_type", |says| says.problem_type.as_ref().map(ToTokens::to_token_stream))?;
    Some(quote!(fn problem_type(&self) -> __p::Option<&__p::str> { #body }))
}

/// As `problem_type`.
fn title(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = match_self(plan, &quote!(__p::None), |says, bindings| match (says.title, says.inner()) {
        _ if says.opaque => None,
        (Some(title), _) => Some(Arm::shared(quote!(__p::Some(#title)))),
        (None, Some(inner)) => Some(Arm::new(forward(inner, bindings, "title", &TokenStream::new()))),
        (None, None) => None,
    })?;
    Some(quote!(fn title(&self) -> __p::Option<&__p::str> { #body }))
}

/// ```text
/// fn retry(&self) -> __p::Option<__p::Retry> {
///     match self {
///         Self::Burst { .. } => __p::Some(__p::Retry::Safe),
///         _ => __p::None,
///     }
/// }
/// ```
fn retry(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = optional(plan, "retry", |says| {
        let class = format_ident!("{}", says.retry?.variant);
        Some(quote!(__p::Retry::#class))
    })?;
    Some(quote!(fn retry(&self) -> __p::Option<__p::Retry> { #body }))
}

/// The constant of a variant as `Some`, else what the inner outcome says.
fn optional(
    plan: &Plan<'_>,
    method: &str,
    constant: impl Fn(&Sayings<'_>) -> Option<TokenStream>,
) -> Option<TokenStream> {
    match_self(plan, &quote!(__p::None), |says, bindings| match (constant(says), says.inner()) {
        (Some(constant), _) => Some(Arm::shared(quote!(__p::Some(#constant)))),
        (None, Some(inner)) => Some(Arm::new(forward(inner, bindings, method, &TokenStream::new()))),
        (None, None) => None,
    })
}

/// ```text
/// fn retry_after(&self) -> __p::Option<__p::Duration> {
///     match self {
///         Self::Throttled { wait: __field0, .. } => __p::retry_after::<_, u32>(__field0),
///         _ => __p::None,
///     }
/// }
/// ```
fn retry_after(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = match_self(plan, &quote!(__p::None), |says, bindings| match (says.retry_after, says.inner()) {
        (Some(field), _) => {
            let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
            Some(Arm::shared(quote!(__p::retry_after::<_, #ty>(#field))))
        }
        (None, Some(inner)) => Some(Arm::new(forward(inner, bindings, "retry_after", &TokenStream::new()))),
        (None, None) => None,
    })?;
    Some(quote!(fn retry_after(&self) -> __p::Option<__p::Duration> { #body }))
}

/// ```text
/// fn extensions<__M: __p::SerializeMap>(&self, __members: &mut __M) -> __p::Result<(), __M::Error> {
///     match self {
///         Self::Quota { used: __field0, .. } => {
///             (&&__p::serializable::<u64>(__field0)).__member(__members, "used")
///         }
///         _ => __p::Ok(()),
///     }
/// }
/// ```
fn extensions(plan: &Plan<'_>) -> Option<TokenStream> {
    let body = match_self(plan, &quote!(__p::Ok(())), |says, bindings| {
        if says.opaque {
            return None;
        }
        let mut steps = Vec::new();
        steps.extend(says.inner().map(|inner| forward(inner, bindings, "extensions", &quote!(__members))));
        for extension in &says.extensions {
            let (name, value) = (&extension.name, serializable(extension.field, bindings));
            steps.push(quote!((&&#value).__member(__members, #name)));
        }
        let last = steps.pop()?;
        Some(Arm::new(if steps.is_empty() { last } else { quote!({ #(#steps?;)* #last }) }))
    })?;
    Some(quote! {
        fn extensions<__M: __p::SerializeMap>(&self, __members: &mut __M) -> __p::Result<(), __M::Error> { #body }
    })
}

/// ```text
/// fn body<__S: __p::Serializer>(&self, __serializer: __S) -> __p::Result<__p::Option<__S::Ok>, __S::Error> {
///     match self {
///         Self::Created { order: __field0, .. } => (&&__p::serializable::<Order>(__field0)).__body(__serializer),
///         _ => __p::Ok(__p::None),
///     }
/// }
/// ```
fn body(plan: &Plan<'_>) -> Option<TokenStream> {
    let matched = match_self(plan, &quote!(__p::Ok(__p::None)), |says, bindings| match (says.body, says.inner()) {
        _ if says.opaque => None,
        (Some(field), _) => {
            let value = serializable(field, bindings);
            Some(Arm::new(quote!((&&#value).__body(__serializer))))
        }
        (None, Some(inner)) => Some(Arm::new(forward(inner, bindings, "body", &quote!(__serializer)))),
        (None, None) => None,
    })?;
    Some(quote! {
        fn body<__S: __p::Serializer>(
            &self,
            __serializer: __S,
        ) -> __p::Result<__p::Option<__S::Ok>, __S::Error> { #matched }
    })
}

fn serializable(field: &Field<'_>, bindings: &mut Bindings) -> TokenStream {
    let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
    quote!(__p::serializable::<#ty>(#field))
}
