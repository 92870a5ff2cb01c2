//! Quotes `from_item`: an item is offered to each variant, the most specific one first.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Ident, Type, spanned::Spanned};

use super::{
    ambiguity,
    model::{FieldSource, Origin, ReadPlan, VariantPattern},
};
use crate::{
    bounds::{Bounds, peel_option},
    outcome::{
        expand::constants::Constants,
        input::TypeInput,
        model::{TypeModel, VariantModel},
        status::ResolvedStatus,
    },
    span::{first, located_at},
};

/// `where ..., FieldTy: Bound`, or what `bound(...)` gives instead.
pub(crate) fn where_clause(plan: &ReadPlan<'_, '_>, model: &TypeModel<'_>, input: &TypeInput<'_>) -> TokenStream {
    Bounds::where_clause(input.ident, input.generics, model.bounds, |bounds| {
        for source in plan.patterns.iter().flat_map(|pattern| &pattern.fields) {
            let bound = match source.origin {
                None => None,
                Some(Origin::Body | Origin::Extension(_)) => Some(quote!(__p::DeserializeOwned)),
                Some(Origin::Header { .. } | Origin::Description { .. }) => Some(quote!(__p::FromStr)),
                Some(Origin::Href | Origin::ConditionHref { .. } | Origin::Instance) => {
                    Some(quote!(for<'__a> __p::From<__p::KeyRef<'__a>>))
                }
                Some(Origin::RetryAfter) => Some(quote!(__p::RetryAfterValue)),
                Some(Origin::Code) => Some(quote!(__p::CodeValue)),
            };
            if let Some(bound) = bound {
                bounds.add(peel_option(source.field.ty), &bound);
            }
            if source.default {
                bounds.add(source.field.ty, &quote!(__p::Default));
            }
        }
        for inner in plan.inner.iter().filter_map(|variant| variant.inner()) {
            bounds.add(inner.field.ty, &quote!(__p::FromItem));
        }
        if let Some(kept) = plan.other.and_then(VariantModel::inner) {
            bounds.add(kept.field.ty, &quote!(__p::KeepsItem));
        }
    })
}

/// ```text
/// fn from_item(__item: __p::Item) -> __p::Result<Self, __p::Unrecognized> {
///     if __p::fits(&__item, __p::status(404), "", &[]) {
///         return __p::read(__item, "Missing", |__item: &__p::Item| __p::Ok(Self::Missing { FIELDS }));
///     }
///     let __item = match <Backend as __p::FromItem>::from_item(__item) {
///         __p::Ok(__inner) => return __p::Ok(Self::Backend { 0: __inner }),
///         __p::Err(__refused) => *__refused.item,
///     };
///     __p::Ok(Self::Other { 0: __p::keep::<Item>(__item) })
/// }
/// ```
pub(crate) fn method(plan: &ReadPlan<'_, '_>, is_enum: bool, constants: &Constants<'_>) -> TokenStream {
    let (any, specific): (Vec<_>, Vec<_>) = plan.patterns.iter().partition(|pattern| pattern.matches_any());
    let specific = specific.into_iter().map(|pattern| {
        let (condition, read) = (condition(pattern, constants), read(pattern, is_enum));
        quote!(if #condition { return #read; })
    });
    let inner = plan.inner.iter().map(|variant| inner(variant, is_enum));
    let last = match (any.first(), plan.other) {
        (Some(any), _) => read(any, is_enum),
        (None, Some(other)) => keep(other, is_enum),
        (None, None) => quote!(__p::Err(__p::Unrecognized::no_variant(__item))),
    };
    quote! {
        fn from_item(__item: __p::Item) -> __p::Result<Self, __p::Unrecognized> {
            #(#specific)*
            #(#inner)*
            #last
        }
    }
}

/// ```text
/// const _: () = __p::apart(__STATUS0, __p::status(404), "a client cannot tell ...");
/// ```
///
/// Each is an item, located at the path of the constant, so that rustc points there.
pub(crate) fn comparisons(plan: &ReadPlan<'_, '_>, constants: &Constants<'_>) -> TokenStream {
    let items = ambiguity::left_to_rustc(plan).map(|(one, other, message)| {
        let at = match other {
            ResolvedStatus::Constant(path) => located_at(first(path)),
            ResolvedStatus::Number(_) => Span::call_site(),
        };
        let values = [one, other].map(|status| relocated(constants.value(status), at));
        let call = quote_spanned!(at=> __p::apart(#(#values,)* #message));
        quote!(const _: () = #call;)
    });
    items.collect()
}

fn relocated(tokens: TokenStream, to: Span) -> TokenStream {
    let relocated = tokens.into_iter().map(|mut token: TokenTree| {
        token.set_span(to);
        token
    });
    relocated.collect()
}

/// `__p::fits(&__item, __p::status(423), "", &[("DAV:", "lock-token-submitted")])`, and with error codes
/// `&& __p::has_codes(&__item, CODES, false) || __p::is_named(&__item, CODES)`, where `CODES` is `&[("scim", "uniqueness")]`
fn condition(pattern: &VariantPattern<'_, '_>, constants: &Constants<'_>) -> TokenStream {
    let problem_type = pattern.problem_type.unwrap_or_default();
    let conditions = pattern.conditions.iter().map(|(namespace, name)| quote!((#namespace, #name)));
    let problem = quote!(#problem_type, &[#(#conditions),*]);
    let fits = match pattern.status {
        Some(status) => {
            let status = constants.value(status);
            quote!(__p::fits(&__item, #status, #problem))
        }
        None => quote!(__p::describes(&__item, #problem)),
    };
    if pattern.codes.is_empty() {
        return fits;
    }
    let list = |codes: &[(&str, &str)]| {
        let codes = codes.iter().map(|(dialect, code)| quote!((#dialect, #code)));
        quote!(&[#(#codes),*])
    };
    let (codes, needs_code) = (list(&pattern.codes), pattern.needs_code);
    let named = (!pattern.own_codes.is_empty()).then(|| {
        let codes = list(&pattern.own_codes);
        quote!(|| __p::is_named(&__item, #codes))
    });
    quote!(#fits && __p::has_codes(&__item, #codes, #needs_code) #named)
}

/// `__p::read(__item, "Missing", |__item: &__p::Item| __p::Ok(Self::Missing { FIELDS }))`
fn read(pattern: &VariantPattern<'_, '_>, is_enum: bool) -> TokenStream {
    let (name, path) = (pattern.variant.input.name(), path(pattern.variant, is_enum));
    let fields = pattern.fields.iter().map(|source| {
        let (member, value) = (&source.field.member, value(source));
        quote!(#member: #value)
    });
    quote!(__p::read(__item, #name, |__item: &__p::Item| __p::Ok(#path { #(#fields),* })))
}

/// `__p::field("limit", __p::member_of::<u32>(__item, "limit"))?`
fn value(source: &FieldSource<'_, '_>) -> TokenStream {
    let ty = source.field.ty;
    let Some(origin) = &source.origin else { return quote!(__p::default_of::<#ty>()) };
    let text = |text: &str| Literal::string(text);
    let read = match *origin {
        Origin::Body => quote!(__p::body_of::<#ty>(__item)),
        Origin::Extension(name) => quote!(__p::member_of::<#ty>(__item, #name)),
        Origin::Header { name, before, after } => {
            let (before, after) = (text(before), text(after));
            quote!(__p::header_of::<_, #ty>(__item, #name, #before, #after))
        }
        Origin::ConditionHref { namespace, name } => {
            let href = quote!(__p::condition_href_of(__item, #namespace, #name));
            key(ty, &href)
        }
        Origin::Href => key(ty, &quote!(__p::href_of(__item))),
        Origin::Instance => key(ty, &quote!(__p::instance_of(__item))),
        Origin::RetryAfter => quote!(__p::retry_after_of::<#ty>(__item)),
        Origin::Code => quote!(__p::code_of::<#ty>(__item)),
        Origin::Description { before, after } => {
            let (before, after) = (text(before), text(after));
            quote!(__p::described::<_, #ty>(__item, #before, #after))
        }
    };
    let read = if source.default { quote!(__p::or_default::<#ty>(#read)) } else { read };
    let name = source.field.name();
    quote!(__p::field(#name, #read)?)
}

/// `(&&&&&__p::read_key::<String>()).__read(__p::href_of(__item))`
fn key(ty: &Type, key: &TokenStream) -> TokenStream {
    let method = Ident::new("__read", located_at(ty.span()));
    quote!((&&&&&__p::read_key::<#ty>()).#method(#key))
}

fn inner(variant: &VariantModel<'_>, is_enum: bool) -> TokenStream {
    let Some(inner) = variant.inner() else { return TokenStream::new() };
    let (ty, member, path) = (inner.field.ty, &inner.field.member, path(variant, is_enum));
    // A struct has no other variant, so the error of the inner type is its own.
    let refused = if is_enum { quote!(*__refused.item) } else { quote!(return __p::Err(__refused)) };
    quote! {
        let __item = match <#ty as __p::FromItem>::from_item(__item) {
            __p::Ok(__inner) => return __p::Ok(#path { #member: __inner }),
            __p::Err(__refused) => #refused,
        };
    }
}

fn keep(variant: &VariantModel<'_>, is_enum: bool) -> TokenStream {
    let Some(inner) = variant.inner() else { return TokenStream::new() };
    let (ty, member, path) = (inner.field.ty, &inner.field.member, path(variant, is_enum));
    quote!(__p::Ok(#path { #member: __p::keep::<#ty>(__item) }))
}

/// `Self::Missing`, or `Self` of a struct.
fn path(variant: &VariantModel<'_>, is_enum: bool) -> TokenStream {
    let variant = variant.input.ident;
    if is_enum { quote!(Self::#variant) } else { quote!(Self) }
}
