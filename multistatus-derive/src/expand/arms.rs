//! The arms of one generated `match`: fields bound by index, equal arms merged. It knows no key.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, Member};

use crate::{
    ast::Field,
    plan::{Plan, Sayings},
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

/// Our own hygiene at the place of a user's token.
pub(crate) fn located_at(at: Span) -> Span {
    Span::call_site().located_at(at)
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
