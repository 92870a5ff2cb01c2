//! Quotes what only the log gets: the methods `causes` and `is_logged`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Type, TypePath};

use super::{
    arms::{Arm, Bindings, forward, match_self},
    text,
};
use crate::{
    bounds::peel_option,
    outcome::{
        input::FieldInput,
        model::{StatusSource, TypeModel, VariantModel},
        status::ResolvedStatus,
    },
};

/// ```text
/// fn causes(&self, __log: &mut dyn __p::FnMut(&dyn __p::Display)) {
///     (&&&&&__p::cause(self)).__causes(__log);
///     match self {
///         Self::Read { source: __field0, .. } => {
///             (&&&&&__p::cause(__field0)).__causes(__log);
///         }
///         Self::Hidden { 0: __field0, .. } => {
///             __p::hidden_text(__log, |__out| __p::all([__p::put(__out, "cannot reach "), ...]));
///             (&&&&&__p::cause(__field0)).__causes(__log);
///             (&&__p::cause(__field0)).__text_cause(__log);
///         }
///         Self::Inner { 0: __field0, .. } => { <Inner as __p::Outcome>::causes(__field0, __log); }
///         _ => {}
///     }
/// }
/// ```
///
/// The runtime finds out which values are errors, by autoref specialization. The type itself comes first: if it derives an
/// `Error`, that knows its sources.
pub(crate) fn causes(model: &TypeModel<'_>) -> Option<TokenStream> {
    if !model.variants.iter().any(|variant| may_be_logged(variant, model)) {
        return None;
    }
    let matched = match_self(model, &quote!({}), |variant, bindings| {
        let steps = if may_be_logged(variant, model) { steps(variant, model, bindings) } else { Vec::new() };
        (!steps.is_empty()).then(|| Arm::Own(quote!({ #(#steps;)* })))
    });
    Some(quote! {
        fn causes(&self, __log: &mut dyn __p::FnMut(&dyn __p::Display)) {
            (&&&&&__p::cause(self)).__causes(__log);
            #matched
        }
    })
}

/// True if the status of a variant may be 500 or more: only such items are logged.
pub(crate) fn may_be_logged(variant: &VariantModel<'_>, model: &TypeModel<'_>) -> bool {
    let status = match &variant.source {
        _ if model.map.is_some() => None,
        StatusSource::Fixed(status) => status.number(),
        StatusSource::Default => model.default.as_ref().and_then(ResolvedStatus::number),
        StatusSource::With(_) | StatusSource::Field(_) | StatusSource::Inner(_) => None,
    };
    status.is_none_or(|status| status >= 500)
}

fn steps(variant: &VariantModel<'_>, model: &TypeModel<'_>, bindings: &mut Bindings) -> Vec<TokenStream> {
    let mut steps = Vec::new();
    if variant.opaque {
        steps.extend(hidden_text(variant, model, bindings));
    }
    let inner = variant.inner().filter(|inner| inner.via.is_none());
    if let Some(inner) = inner {
        steps.push(if variant.opaque {
            let (ty, field) = (inner.field.ty, bindings.bind(inner.field, Span::call_site()));
            quote!(__p::hidden_outcome::<#ty>(__log, #field))
        } else {
            forward(inner, bindings, "causes", &quote!(__log))
        });
        return steps;
    }
    for field in variant.input.plain_fields().filter(|field| may_be_error(field)) {
        let field = bindings.bind(field, Span::call_site());
        steps.push(quote!((&&&&&__p::cause(#field)).__causes(__log)));
    }
    if let ([only], true) = (&*variant.input.fields, variant.opaque && variant.input.plain_fields().next().is_some()) {
        let field = bindings.bind(only, Span::call_site());
        steps.push(quote!((&&__p::cause(#field)).__text_cause(__log)));
    }
    steps
}

/// Returns the description that an `opaque` variant hides.
fn hidden_text(variant: &VariantModel<'_>, model: &TypeModel<'_>, bindings: &mut Bindings) -> Option<TokenStream> {
    match &variant.description {
        Some(template) => {
            let write = text::write(template, bindings);
            Some(quote!(__p::hidden_text(__log, |__out| #write)))
        }
        None => model.display.map(|_| quote!(__log(self))),
    }
}

/// The names of types that are no errors: for these nothing is generated.
const NO_ERRORS: [&str; 24] = [
    "bool",
    "char",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "String",
    "Vec",
    "PathBuf",
    "Path",
    "Duration",
    "StatusCode",
    "Uri",
];

fn may_be_error(field: &FieldInput<'_>) -> bool {
    match peel_option(field.ty) {
        Type::Path(TypePath { qself: None, path, .. }) => {
            path.segments.last().is_none_or(|name| !NO_ERRORS.iter().any(|known| name.ident == known))
        }
        Type::Reference(reference) => !matches!(&*reference.elem, Type::Path(path) if path.path.is_ident("str")),
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => false,
        _ => true,
    }
}
