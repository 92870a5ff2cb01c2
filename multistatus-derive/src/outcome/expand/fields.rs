//! Quotes the methods that return one value, such as `href`, `title` and `body`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

use super::arms::{Arm, Bindings, forward, match_self, type_text};
use crate::outcome::{input::FieldInput, model::TypeModel};

/// Quotes a method for what no attribute declares, and an inner outcome may have:
///
/// ```text
/// fn propstats(&self) -> __p::Cow<'_, [__p::Propstat]> {
///     match self {
///         Self::Other { 0: __field0, .. } => <Item as __p::Outcome>::propstats(__field0),
///         _ => __p::Cow::Borrowed(&[]),
///     }
/// }
/// ```
pub(crate) fn inherited(
    model: &TypeModel<'_>,
    method: &str,
    returned: &TokenStream,
    nothing: &TokenStream,
) -> Option<TokenStream> {
    let body = match_self(model, nothing, |variant, bindings| {
        let inner = variant.inner().filter(|inner| inner.via.is_none() && !variant.opaque)?;
        Some(Arm::Own(forward(inner, bindings, method, &TokenStream::new())))
    })?;
    let method = format_ident!("{}", method);
    Some(quote!(fn #method(&self) -> #returned { #body }))
}

/// `__p::href::<_, String>(__field0)`: the function has a bound on the type of the field, so a mistake points there.
fn role<'f>(function: &str, field: &'f FieldInput<'_>, bindings: &mut Bindings) -> Arm<'f> {
    let (ty, ident) = (field.ty, bindings.bind(field, Span::call_site()));
    let function = format_ident!("{}", function);
    Arm::shared(format!("{} {}", field.index, type_text(ty)), move || quote!(__p::#function::<_, #ty>(#ident)))
}

/// ```text
/// fn href(&self) -> __p::Option<__p::KeyRef<'_>> {
///     match self {
///         Self::Missing { path: __field0, .. } => __p::href::<_, String>(__field0),
///         _ => __p::None,
///     }
/// }
/// ```
pub(crate) fn href(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body = match_self(model, &quote!(__p::None), |variant, bindings| match (variant.href, variant.inner()) {
        (Some(field), _) => Some(role("href", field, bindings)),
        // A foreign type has no key of an item.
        (None, Some(inner)) if inner.via.is_none() => {
            Some(Arm::Own(forward(inner, bindings, "href", &TokenStream::new())))
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
pub(crate) fn problem_type(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body =
        match_self(model, &quote!(__p::None), |variant, bindings| match (&variant.problem_type, variant.inner()) {
            (Some(text), _) => Some(Arm::shared(text, move || quote!(__p::Some(#text)))),
            (None, Some(inner)) => Some(Arm::Own(forward(inner, bindings, "problem_type", &TokenStream::new()))),
            (None, None) => None,
        })?;
    Some(quote!(fn problem_type(&self) -> __p::Option<&__p::str> { #body }))
}

/// The same as `problem_type`, for `title`.
pub(crate) fn title(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body = match_self(model, &quote!(__p::None), |variant, bindings| match (variant.title, variant.inner()) {
        _ if variant.opaque => None,
        (Some(title), _) => Some(Arm::shared(title.value(), move || quote!(__p::Some(#title)))),
        (None, Some(inner)) => Some(Arm::Own(forward(inner, bindings, "title", &TokenStream::new()))),
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
pub(crate) fn retry(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body = match_self(model, &quote!(__p::None), |variant, bindings| match (variant.retry, variant.inner()) {
        (Some(retry), _) => Some(Arm::shared(retry.variant, move || {
            let class = format_ident!("{}", retry.variant);
            quote!(__p::Some(__p::Retry::#class))
        })),
        (None, Some(inner)) => Some(Arm::Own(forward(inner, bindings, "retry", &TokenStream::new()))),
        (None, None) => None,
    })?;
    Some(quote!(fn retry(&self) -> __p::Option<__p::Retry> { #body }))
}

/// ```text
/// fn retry_after(&self) -> __p::Option<__p::Duration> {
///     match self {
///         Self::Throttled { wait: __field0, .. } => __p::retry_after::<_, u32>(__field0),
///         _ => __p::None,
///     }
/// }
/// ```
pub(crate) fn retry_after(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body =
        match_self(model, &quote!(__p::None), |variant, bindings| match (variant.retry_after, variant.inner()) {
            (Some(field), _) => Some(role("retry_after", field, bindings)),
            (None, Some(inner)) => Some(Arm::Own(forward(inner, bindings, "retry_after", &TokenStream::new()))),
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
pub(crate) fn extensions(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body = match_self(model, &quote!(__p::Ok(())), |variant, bindings| {
        if variant.opaque {
            return None;
        }
        let mut steps = Vec::new();
        steps.extend(variant.inner().map(|inner| forward(inner, bindings, "extensions", &quote!(__members))));
        for extension in &variant.extensions {
            let (name, value) = (&extension.name, serializable(extension.field, bindings));
            steps.push(quote!((&&#value).__member(__members, #name)));
        }
        let last = steps.pop()?;
        Some(Arm::Own(if steps.is_empty() { last } else { quote!({ #(#steps?;)* #last }) }))
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
pub(crate) fn body(model: &TypeModel<'_>) -> Option<TokenStream> {
    let matched =
        match_self(model, &quote!(__p::Ok(__p::None)), |variant, bindings| match (variant.body, variant.inner()) {
            _ if variant.opaque => None,
            (Some(field), _) => {
                let value = serializable(field, bindings);
                Some(Arm::Own(quote!((&&#value).__body(__serializer))))
            }
            (None, Some(inner)) => Some(Arm::Own(forward(inner, bindings, "body", &quote!(__serializer)))),
            (None, None) => None,
        })?;
    Some(quote! {
        fn body<__S: __p::Serializer>(
            &self,
            __serializer: __S,
        ) -> __p::Result<__p::Option<__S::Ok>, __S::Error> { #matched }
    })
}

fn serializable(field: &FieldInput<'_>, bindings: &mut Bindings) -> TokenStream {
    let (ty, field) = (field.ty, bindings.bind(field, Span::call_site()));
    quote!(__p::serializable::<#ty>(#field))
}
