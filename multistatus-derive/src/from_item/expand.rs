//! Quotes `from_item`: an item is offered to each variant, the most specific one first.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::{
    ambiguity,
    model::{Inverse, Matched, Origin, Recipe},
};
use crate::{
    bounds::{Bounds, peel_option},
    outcome::{
        expand::constants::Constants,
        input::Input,
        model::{Plan, Sayings},
        status::Code,
    },
    span::{first, located_at},
};

/// `where ..., FieldTy: Bound`, or what `bound(...)` gives instead.
pub(crate) fn where_clause(inverse: &Inverse<'_, '_>, plan: &Plan<'_>, input: &Input<'_>) -> TokenStream {
    Bounds::where_clause(input.ident, input.generics, plan.bounds, |bounds| {
        for recipe in inverse.matched.iter().flat_map(|matched| &matched.fields) {
            let bound = match recipe.origin {
                None => None,
                Some(Origin::Body | Origin::Extension(_)) => Some(quote!(__p::DeserializeOwned)),
                Some(Origin::Header { .. } | Origin::Description { .. }) => Some(quote!(__p::FromStr)),
                Some(Origin::Href | Origin::ConditionHref { .. }) => {
                    Some(quote!(for<'__a> __p::From<__p::KeyRef<'__a>>))
                }
                Some(Origin::RetryAfter) => Some(quote!(__p::Wait)),
                Some(Origin::Code) => Some(quote!(__p::CodeValue)),
            };
            if let Some(bound) = bound {
                bounds.add(peel_option(recipe.field.ty), &bound);
            }
            if recipe.default {
                bounds.add(recipe.field.ty, &quote!(__p::Default));
            }
        }
        for inner in inverse.inner.iter().filter_map(|says| says.inner()) {
            bounds.add(inner.field.ty, &quote!(__p::FromItem));
        }
        if let Some(kept) = inverse.other.and_then(Sayings::inner) {
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
pub(crate) fn method(inverse: &Inverse<'_, '_>, is_enum: bool, constants: &Constants<'_>) -> TokenStream {
    let (anything, known): (Vec<_>, Vec<_>) = inverse.matched.iter().partition(|matched| matched.is_anything());
    let known = known.into_iter().map(|matched| {
        let (condition, read) = (condition(matched, constants), read(matched, is_enum));
        quote!(if #condition { return #read; })
    });
    let inner = inverse.inner.iter().map(|says| inner(says, is_enum));
    let last = match (anything.first(), inverse.other) {
        (Some(anything), _) => read(anything, is_enum),
        (None, Some(other)) => keep(other, is_enum),
        (None, None) => quote!(__p::Err(__p::Unrecognized::no_variant(__item))),
    };
    quote! {
        fn from_item(__item: __p::Item) -> __p::Result<Self, __p::Unrecognized> {
            #(#known)*
            #(#inner)*
            #last
        }
    }
}

/// ```text
/// const _: () = __p::apart(__STATUS0, __p::status(404), "a client cannot tell ...");
/// ```
///
/// As an item, and at the path of the constant, so that rustc points there.
pub(crate) fn distinct(inverse: &Inverse<'_, '_>, constants: &Constants<'_>) -> TokenStream {
    let items = ambiguity::left_to_rustc(inverse).map(|(first_code, second, message)| {
        let at = match second {
            Code::Constant(path) => located_at(first(path)),
            Code::Number(_) => Span::call_site(),
        };
        let values = [first_code, second].map(|code| moved(constants.value(code), at));
        let call = quote_spanned!(at=> __p::apart(#(#values,)* #message));
        quote!(const _: () = #call;)
    });
    items.collect()
}

fn moved(tokens: TokenStream, to: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token: TokenTree| {
        token.set_span(to);
        token
    });
    moved.collect()
}

/// `__p::fits(&__item, __p::status(423), "", &[("DAV:", "lock-token-submitted")])`
fn condition(matched: &Matched<'_, '_>, constants: &Constants<'_>) -> TokenStream {
    let problem_type = matched.problem_type.unwrap_or_default();
    let conditions = matched.conditions.iter().map(|(namespace, name)| quote!((#namespace, #name)));
    let says = quote!(#problem_type, &[#(#conditions),*]);
    match matched.status {
        Some(code) => {
            let status = constants.value(code);
            quote!(__p::fits(&__item, #status, #says))
        }
        None => quote!(__p::describes(&__item, #says)),
    }
}

/// `__p::read(__item, "Missing", |__item: &__p::Item| __p::Ok(Self::Missing { FIELDS }))`
fn read(matched: &Matched<'_, '_>, is_enum: bool) -> TokenStream {
    let (name, path) = (matched.says.variant.name(), path(matched.says, is_enum));
    let fields = matched.fields.iter().map(|recipe| {
        let (member, value) = (&recipe.field.member, value(recipe));
        quote!(#member: #value)
    });
    quote!(__p::read(__item, #name, |__item: &__p::Item| __p::Ok(#path { #(#fields),* })))
}

/// `__p::field("path", __p::href_of::<_, String>(__item))?`
fn value(recipe: &Recipe<'_, '_>) -> TokenStream {
    let ty = recipe.field.ty;
    let Some(origin) = &recipe.origin else { return quote!(__p::default_of::<#ty>()) };
    let text = |text: &str| Literal::string(text);
    let read = match *origin {
        Origin::Body => quote!(__p::body_of::<#ty>(__item)),
        Origin::Extension(name) => quote!(__p::member_of::<#ty>(__item, #name)),
        Origin::Header { name, before, after } => {
            let (before, after) = (text(before), text(after));
            quote!(__p::header_of::<_, #ty>(__item, #name, #before, #after))
        }
        Origin::ConditionHref { namespace, name } => {
            quote!(__p::condition_href_of::<_, #ty>(__item, #namespace, #name))
        }
        Origin::Href => quote!(__p::href_of::<_, #ty>(__item)),
        Origin::RetryAfter => quote!(__p::retry_after_of::<_, #ty>(__item)),
        Origin::Code => quote!(__p::code_of::<_, #ty>(__item)),
        Origin::Description { before, after } => {
            let (before, after) = (text(before), text(after));
            quote!(__p::described::<_, #ty>(__item, #before, #after))
        }
    };
    let read = if recipe.default { quote!(__p::or_default::<#ty>(#read)) } else { read };
    let name = recipe.field.name();
    quote!(__p::field(#name, #read)?)
}

fn inner(says: &Sayings<'_>, is_enum: bool) -> TokenStream {
    let Some(inner) = says.inner() else { return TokenStream::new() };
    let (ty, member, path) = (inner.field.ty, &inner.field.member, path(says, is_enum));
    // A struct has nobody else to ask, so what the inner type says stands.
    let refused = if is_enum { quote!(*__refused.item) } else { quote!(return __p::Err(__refused)) };
    quote! {
        let __item = match <#ty as __p::FromItem>::from_item(__item) {
            __p::Ok(__inner) => return __p::Ok(#path { #member: __inner }),
            __p::Err(__refused) => #refused,
        };
    }
}

fn keep(says: &Sayings<'_>, is_enum: bool) -> TokenStream {
    let Some(inner) = says.inner() else { return TokenStream::new() };
    let (ty, member, path) = (inner.field.ty, &inner.field.member, path(says, is_enum));
    quote!(__p::Ok(#path { #member: __p::keep::<#ty>(__item) }))
}

/// `Self::Missing`, or `Self` of a struct.
fn path(says: &Sayings<'_>, is_enum: bool) -> TokenStream {
    let variant = says.variant.ident;
    if is_enum { quote!(Self::#variant) } else { quote!(Self) }
}
