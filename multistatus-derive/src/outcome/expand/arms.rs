//! The arms of one generated `match`: fields are bound by index, and equal arms are merged.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Ident, Member, Type, TypePath};

use crate::outcome::{
    input::FieldInput,
    model::{Inner, TypeModel, VariantModel},
};

/// The fields that one arm binds.
///
/// A field is bound by its index, so that no name of the user collides with it. One identifier is both the binding and each
/// of its uses: a span carries hygiene, so two spans would be two names inside `macro_rules!`.
#[derive(Default)]
pub(crate) struct Bindings {
    bound: Vec<(usize, Member, Ident)>,
}

impl Bindings {
    /// Returns the identifier of a field. What rustc reports about its use points to the `span` of the first call.
    pub(crate) fn bind(&mut self, field: &FieldInput<'_>, span: Span) -> Ident {
        if let Some((_, _, ident)) = self.bound.iter().find(|(index, ..)| *index == field.index) {
            return ident.clone();
        }
        let ident = format_ident!("__field{}", field.index, span = span);
        self.bound.push((field.index, field.member.clone(), ident.clone()));
        ident
    }

    /// `Self::Missing { path: __field0, .. }`
    fn pattern(&self, is_enum: bool, variant: &Ident) -> TokenStream {
        let members = self.bound.iter().map(|(_, member, _)| member);
        let idents = self.bound.iter().map(|(_, _, ident)| ident);
        let variant = is_enum.then(|| quote!(::#variant));
        quote!(Self #variant { #(#members: #idents,)* .. })
    }
}

/// The right side of an arm.
pub(crate) enum Arm<'f> {
    Own(TokenStream),
    /// Arms with the same key are merged, and the body is generated once: tokens are what costs a macro the most time.
    Shared(String, Box<dyn FnOnce() -> TokenStream + 'f>),
}

impl<'f> Arm<'f> {
    pub(crate) fn shared(key: impl Into<String>, body: impl FnOnce() -> TokenStream + 'f) -> Self {
        Self::Shared(key.into(), Box::new(body))
    }
}

/// ```text
/// match self {
///     Self::A { .. } | Self::B { .. } => BODY,
///     _ => REST,
/// }
/// ```
///
/// Returns `None` if no variant has an arm.
pub(crate) fn match_self<'a, 'f>(
    model: &'f TypeModel<'a>,
    rest: &TokenStream,
    mut arm: impl FnMut(&'f VariantModel<'a>, &mut Bindings) -> Option<Arm<'f>>,
) -> Option<TokenStream> {
    let mut arms: Vec<(Vec<TokenStream>, TokenStream)> = Vec::new();
    let mut shared: HashMap<String, usize> = HashMap::new();
    let mut covered = 0;
    for variant in &model.variants {
        let mut bindings = Bindings::default();
        let Some(arm) = arm(variant, &mut bindings) else { continue };
        covered += 1;
        let pattern = bindings.pattern(model.is_enum, variant.input.ident);
        let body = match arm {
            Arm::Own(body) => body,
            Arm::Shared(key, body) => {
                if let Some((patterns, _)) = shared.get(&key).and_then(|at| arms.get_mut(*at)) {
                    patterns.push(pattern);
                    continue;
                }
                shared.insert(key, arms.len());
                body()
            }
        };
        arms.push((vec![pattern], body));
    }
    if arms.is_empty() {
        return None;
    }
    let arms = arms.iter().map(|(patterns, body)| quote!(#(#patterns)|* => #body,));
    let rest = (covered < model.variants.len()).then(|| quote!(_ => #rest,));
    Some(quote!(match self { #(#arms)* #rest }))
}

/// Returns a call of the same method of the inner outcome.
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

/// Returns the text of a type. For a plain name that is much cheaper than the text of the tokens.
pub(crate) fn type_text(ty: &Type) -> String {
    if let Type::Path(TypePath { qself: None, path, .. }) = ty
        && let Some(name) = path.get_ident()
    {
        return name.to_string();
    }
    ty.to_token_stream().to_string()
}
