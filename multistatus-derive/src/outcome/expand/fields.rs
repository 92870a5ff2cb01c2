//! Quotes the methods that return one value, such as `href`, `title` and `body`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, Type, spanned::Spanned};

use super::arms::{Arm, Bindings, forward, match_self, type_text};
use crate::{
    outcome::{
        input::FieldInput,
        model::{RetryAfter, TypeModel, VariantModel},
    },
    span::located_at,
};

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

/// Quotes a method that returns an `Option`: the value that a variant declares, else that of its inner outcome.
///
/// ```text
/// fn problem_type(&self) -> __p::Option<&__p::str> {
///     match self {
///         Self::Quota { .. } => __p::Some("https://example.com/problems/quota"),
///         Self::Backend { 0: __field0, .. } => <Backend as __p::Outcome>::problem_type(__field0),
///         _ => __p::None,
///     }
/// }
/// ```
fn optional<'f>(
    model: &'f TypeModel<'_>,
    method: &str,
    returned: &TokenStream,
    is_inherited: impl Fn(&VariantModel<'_>) -> bool,
    mut declared: impl FnMut(&'f VariantModel<'_>, &mut Bindings) -> Option<Arm<'f>>,
) -> Option<TokenStream> {
    let body = match_self(model, &quote!(__p::None), |variant, bindings| {
        declared(variant, bindings).or_else(|| {
            let inner = variant.inner().filter(|_| is_inherited(variant))?;
            Some(Arm::Own(forward(inner, bindings, method, &TokenStream::new())))
        })
    })?;
    let method = format_ident!("{}", method);
    Some(quote!(fn #method(&self) -> __p::Option<#returned> { #body }))
}

/// Quotes a field that holds a key: `(&&&&&&__p::key::<String>(__field0)).__key()`. The runtime chooses how to read it, by
/// autoref specialization. What rustc reports about its type points there.
pub(super) fn key(ty: &Type, field: &Ident) -> TokenStream {
    let at = located_at(ty.span());
    let method = Ident::new("__key", at);
    quote!((&&&&&&__p::key::<#ty>(#field)).#method())
}

fn key_role<'f>(field: &'f FieldInput<'_>, bindings: &mut Bindings) -> Arm<'f> {
    let (ty, ident) = (field.ty, bindings.bind(field, Span::call_site()));
    Arm::shared(format!("{} {}", field.index, type_text(ty)), move || key(ty, &ident))
}

pub(crate) fn href(model: &TypeModel<'_>) -> Option<TokenStream> {
    // A foreign type has no key of an item.
    let is_outcome = |variant: &VariantModel<'_>| variant.inner().is_some_and(|inner| inner.via.is_none());
    optional(model, "href", &quote!(__p::KeyRef<'_>), is_outcome, |variant, bindings| {
        variant.href.map(|field| key_role(field, bindings))
    })
}

pub(crate) fn problem_type(model: &TypeModel<'_>) -> Option<TokenStream> {
    optional(
        model,
        "problem_type",
        &quote!(&__p::str),
        |_| true,
        |variant, _| {
            let text = variant.problem_type.as_ref()?;
            Some(Arm::shared(text, move || quote!(__p::Some(#text))))
        },
    )
}

pub(crate) fn title(model: &TypeModel<'_>) -> Option<TokenStream> {
    optional(
        model,
        "title",
        &quote!(&__p::str),
        |variant| !variant.opaque,
        |variant, _| {
            let title = variant.title.filter(|_| !variant.opaque)?;
            Some(Arm::shared(title.value(), move || quote!(__p::Some(#title))))
        },
    )
}

/// `opaque` hides the instance of an inner outcome, and not one that is declared beside it.
pub(crate) fn instance(model: &TypeModel<'_>) -> Option<TokenStream> {
    optional(
        model,
        "instance",
        &quote!(__p::KeyRef<'_>),
        |variant| !variant.opaque,
        |variant, bindings| variant.instance.map(|field| key_role(field, bindings)),
    )
}

/// ```text
/// fn error_code(&self, __dialect: &__p::str) -> __p::Option<&__p::str> {
///     match self {
///         Self::Taken { .. } => __p::error_code(__dialect, &[("scim", "uniqueness")]),
///         Self::Backend { 0: __field0, .. } => <Backend as __p::Outcome>::error_code(__field0, __dialect),
///         _ => __p::None,
///     }
/// }
/// ```
///
/// `opaque` hides the code of an inner outcome, and not one that the variant declares itself.
pub(crate) fn error_code(model: &TypeModel<'_>) -> Option<TokenStream> {
    let body = match_self(model, &quote!(__p::None), |variant, bindings| {
        let inner = variant.inner().filter(|_| !variant.opaque);
        let inner = inner.map(|inner| forward(inner, bindings, "error_code", &quote!(__dialect)));
        let own = list_of_codes(&variant.codes).map(|codes| quote!(__p::error_code(__dialect, #codes)));
        Some(match (own, inner) {
            (None, None) => return None,
            (Some(own), None) => Arm::shared(own.to_string(), move || own),
            (None, Some(inner)) => Arm::Own(inner),
            (Some(own), Some(inner)) => Arm::Own(quote!(match #own { __p::None => #inner, __code => __code })),
        })
    })?;
    Some(quote!(fn error_code(&self, __dialect: &__p::str) -> __p::Option<&__p::str> { #body }))
}

/// `&[("scim", "uniqueness")]`, if there are any.
pub(super) fn list_of_codes(codes: &[(String, String)]) -> Option<TokenStream> {
    let pairs = codes.iter().map(|(dialect, code)| quote!((#dialect, #code)));
    (!codes.is_empty()).then(|| quote!(&[#(#pairs),*]))
}

pub(crate) fn retry(model: &TypeModel<'_>) -> Option<TokenStream> {
    optional(
        model,
        "retry",
        &quote!(__p::Retry),
        |_| true,
        |variant, _| {
            let word = variant.retry?.variant;
            Some(Arm::shared(word, move || {
                let class = format_ident!("{}", word);
                quote!(__p::Some(__p::Retry::#class))
            }))
        },
    )
}

pub(crate) fn retry_after(model: &TypeModel<'_>) -> Option<TokenStream> {
    optional(
        model,
        "retry_after",
        &quote!(__p::Duration),
        |_| true,
        |variant, bindings| match variant.retry_after.as_ref()? {
            RetryAfter::Field(field) => {
                let (ty, ident) = (field.ty, bindings.bind(field, Span::call_site()));
                Some(Arm::shared(
                    format!("{} {}", field.index, type_text(ty)),
                    move || quote!(__p::retry_after::<#ty>(#ident)),
                ))
            }
            RetryAfter::Constant(duration) => {
                let duration = duration.duration(&quote!(__p::Duration));
                Some(Arm::shared(duration.to_string(), move || quote!(__p::Some(#duration))))
            }
        },
    )
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
    let matched = match_self(model, &quote!(__p::Ok(__p::None)), |variant, bindings| {
        let visible = Some(variant).filter(|variant| !variant.opaque)?;
        Some(Arm::Own(match visible.body {
            Some(field) => {
                let value = serializable(field, bindings);
                quote!((&&#value).__body(__serializer))
            }
            None => forward(visible.inner()?, bindings, "body", &quote!(__serializer)),
        }))
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
