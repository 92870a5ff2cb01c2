//! The arms of one generated `match`: fields bound by index, equal arms merged. It knows no key.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Ident, Member, Type, TypePath};

use crate::outcome::{
    input::Field,
    model::{Inner, Plan, Sayings},
};

/// The fields that one arm binds.
///
/// A field is bound by its index, so that no name of the user's can collide with ours; and one identifier serves as the
/// binding and each of its uses, since a span carries hygiene, too: two spans would be two names inside `macro_rules!`.
#[derive(Default)]
pub(crate) struct Bindings {
    bound: Vec<(usize, Member, Ident)>,
}

impl Bindings {
    /// The identifier of a field. What rustc says of its use points to `span`, where it is bound first.
    pub(crate) fn bind(&mut self, field: &Field<'_>, span: Span) -> Ident {
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
    /// Arms with the same key are merged, and the body is made once: most of the time of a macro goes into tokens.
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
/// `None` where no variant has an arm.
pub(crate) fn match_self<'a, 'f>(
    plan: &'f Plan<'a>,
    rest: &TokenStream,
    mut arm: impl FnMut(&'f Sayings<'a>, &mut Bindings) -> Option<Arm<'f>>,
) -> Option<TokenStream> {
    let mut arms: Vec<(Vec<TokenStream>, TokenStream)> = Vec::new();
    let mut shared: HashMap<String, usize> = HashMap::new();
    let mut covered = 0;
    for says in &plan.variants {
        let mut bindings = Bindings::default();
        let Some(arm) = arm(says, &mut bindings) else { continue };
        covered += 1;
        let pattern = bindings.pattern(plan.is_enum, says.variant.ident);
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
    let rest = (covered < plan.variants.len()).then(|| quote!(_ => #rest,));
    Some(quote!(match self { #(#arms)* #rest }))
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

/// The text of a type; that of a mere name is much cheaper than that of tokens.
pub(crate) fn name_of(ty: &Type) -> String {
    if let Type::Path(TypePath { qself: None, path, .. }) = ty
        && let Some(name) = path.get_ident()
    {
        return name.to_string();
    }
    ty.to_token_stream().to_string()
}
