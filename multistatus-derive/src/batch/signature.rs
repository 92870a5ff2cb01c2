//! The signature of a function under `#[batch]`: its contexts, its item and its outcome. Reports what does not fit.

use std::{collections::HashSet, fmt::Display};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::{
    Attribute, Error, Generics, Ident, Lifetime, Type, TypeParamBound, TypeReference, WherePredicate, ext::IdentExt,
    parse2,
};

use super::{
    function::{Function, WrittenParameter},
    lifetimes::{Found, has_elided, named, outlives, replace_elided},
};
use crate::diagnostics::{self, Diagnostics};

/// What the macro emits for a function that cannot be a batch.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum StandIn {
    /// The function as it was written.
    Function,
    /// Nothing: rustc would report the same mistakes again.
    Nothing,
}

/// The signature of a function that handles one item of a batch.
pub(crate) struct Signature<'a> {
    pub(crate) function: &'a Function,
    /// With types as they were written.
    pub(crate) contexts: Vec<Parameter>,
    /// With a type whose lifetimes have names.
    pub(crate) item: Parameter,
    /// The type of the outcome. Lifetimes that come from the item have names.
    pub(crate) outcome: Type,
    /// The lifetimes that the type of the item left out.
    pub(crate) item_lifetimes: Vec<Lifetime>,
    /// The bounds that references in the item and the outcome imply, and those in the outcome alone.
    pub(crate) outlives: Vec<TokenStream>,
    pub(crate) outcome_outlives: Vec<TokenStream>,
    /// The name of the parameter that takes the inputs.
    pub(crate) inputs: Ident,
    /// True if a task can own the contexts.
    pub(crate) is_shareable: bool,
}

pub(crate) struct Parameter {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Parameter {
    /// Returns the type as a shared reference, if it is one that an `Arc` can replace.
    pub(crate) fn borrowed(&self) -> Option<&TypeReference> {
        reference(&self.ty)
            .filter(|reference| reference.mutability.is_none())
            .filter(|reference| reference.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static"))
    }
}

impl<'a> Signature<'a> {
    /// Returns the signature, or what stands in for the batch if mistakes leave none.
    pub(crate) fn new(function: &'a Function, diagnostics: &mut Diagnostics) -> Result<Self, StandIn> {
        let mut check = Check { function, diagnostics, broken: None };
        let signature = check.signature();
        match check.broken {
            Some(stand_in) => Err(stand_in),
            None => signature.ok_or(StandIn::Function),
        }
    }
}

impl<'a> Check<'a, '_> {
    fn signature(&mut self) -> Option<Signature<'a>> {
        let function = self.function;
        self.qualifiers();
        let typed = self.parameters();
        let written_outcome = self.output();
        let (contexts, item) = typed?;
        let mut names = HashSet::new();
        let contexts: Vec<_> = contexts
            .into_iter()
            .map(|(pattern, ty)| Parameter { name: parameter_name(pattern, "context", &mut names), ty: ty.clone() })
            .collect();
        let mut item = Parameter { name: parameter_name(item.0, "item", &mut names), ty: item.1.clone() };

        let mut taken: HashSet<String> = named(&function.tokens).iter().map(ToString::to_string).collect();
        let mut item_lifetimes = Vec::new();
        let found = replace_elided(&mut item.ty, &mut || {
            let lifetime = Lifetime::new(&free_name("'item", &mut taken), Span::call_site());
            item_lifetimes.push(lifetime.clone());
            Some(lifetime)
        });
        let mut elided = 0;
        for context in &contexts {
            let in_context = replace_elided(&mut context.ty.clone(), &mut || {
                elided += 1;
                None
            });
            self.opaque_parameters(&in_context);
        }
        self.opaque_parameters(&found);
        self.exclusive(&contexts);

        let outcome = outcome(written_outcome?, &contexts, elided, &item);
        let (outcome, in_outcome) = outcome.map_err(|(error, stand_in)| self.broken(stand_in, error)).ok()?;
        let references: Vec<_> = found.references.iter().chain(&in_outcome.references).cloned().collect();
        Some(Signature {
            function,
            is_shareable: is_shareable(&function.generics, &contexts, &item, &outcome),
            outlives: outlives(&references, &function.generics),
            outcome_outlives: outlives(&in_outcome.references, &function.generics),
            inputs: hygienic(&format_ident!("{}", free_name("inputs", &mut names))),
            contexts,
            item,
            outcome,
            item_lifetimes,
        })
    }
}

/// Returns the reference that a type is. One that comes from a `macro_rules!` fragment is in a group.
fn reference(ty: &Type) -> Option<&TypeReference> {
    match ty {
        Type::Reference(reference) => Some(reference),
        Type::Group(group) => reference(&group.elem),
        Type::Paren(paren) => reference(&paren.elem),
        _ => None,
    }
}

/// Returns the name that a parameter has in the functions of the batch: its own, if its pattern is a name.
fn parameter_name(pattern: &TokenStream, otherwise: &str, names: &mut HashSet<String>) -> Ident {
    let mut tokens = pattern.clone().into_iter().peekable();
    tokens.next_if(|token| matches!(token, proc_macro2::TokenTree::Ident(word) if word == "mut"));
    let written: Option<Ident> = parse2(tokens.collect()).ok();
    let name = written.filter(|name| names.insert(name.to_string()));
    hygienic(&name.unwrap_or_else(|| format_ident!("{}", free_name(otherwise, names))))
}

/// Makes a local variable of the macro, which shadows nothing: a parameter may have the name of the function.
fn hygienic(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(name.span().resolved_at(Span::mixed_site()));
    name
}

/// Returns `name`, or the first of `name1`, `name2`, ... that is free. It is taken from then on.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (1..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| taken.insert(name.clone())).unwrap_or_default()
}

/// Returns the outcome with a name for each lifetime that comes from the item. As in any function, a lifetime that the
/// outcome leaves out is the only one of the parameters.
fn outcome(
    written: &Type,
    contexts: &[Parameter],
    elided_in_contexts: usize,
    item: &Parameter,
) -> Result<(Type, Found), (Error, StandIn)> {
    let mut in_contexts: Vec<Lifetime> = contexts.iter().flat_map(|context| named(&context.ty)).collect();
    in_contexts.sort_unstable();
    in_contexts.dedup();
    let in_item = named(&item.ty);
    let others = in_item.iter().filter(|lifetime| !in_contexts.contains(lifetime)).count();
    let is_ambiguous = in_contexts.len() + elided_in_contexts + others != 1;
    let mut outcome = written.clone();
    let mut elided = 0;
    let found = replace_elided(&mut outcome, &mut || {
        elided += 1;
        in_item.first().or(in_contexts.first()).cloned()
    });
    if let Some(opaque) = found.opaque.first() {
        let message = "`#[batch]` needs the name of the outcome; return a type that has a name";
        return Err((Error::new_spanned(opaque, message), StandIn::Function));
    }
    if elided > 0 && is_ambiguous {
        let message = "it is ambiguous which parameter the outcome borrows from; name the lifetime, here and on the \
                       parameter";
        return Err((Error::new_spanned(written, message), StandIn::Nothing));
    }
    Ok((outcome, found))
}

/// True if a task can own the contexts: the lifetimes of the references to them occur nowhere else.
fn is_shareable(generics: &Generics, contexts: &[Parameter], item: &Parameter, outcome: &Type) -> bool {
    let borrowed = || contexts.iter().filter_map(Parameter::borrowed);
    if has_elided(outcome.clone()) && borrowed().any(|reference| reference.lifetime.is_none()) {
        return false;
    }
    let mut elsewhere = named(outcome);
    for parameter in contexts.iter().chain([item]) {
        elsewhere.extend(match parameter.borrowed() {
            Some(reference) => named(&reference.elem),
            None => named(&parameter.ty),
        });
    }
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let bounds = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => Some(&predicate.bounds),
        _ => None,
    });
    for bound in bounds.chain(generics.type_params().map(|parameter| &parameter.bounds)).flatten() {
        if let TypeParamBound::Trait(bound) = bound {
            elsewhere.extend(named(bound));
        }
    }
    !borrowed().filter_map(|reference| reference.lifetime.as_ref()).any(|lifetime| elsewhere.contains(lifetime))
}

struct Check<'a, 'd> {
    function: &'a Function,
    diagnostics: &'d mut Diagnostics,
    /// What stands in if mistakes leave no batch.
    broken: Option<StandIn>,
}

type Typed<'a> = (&'a TokenStream, &'a Type);

impl<'a> Check<'a, '_> {
    /// Reports a mistake that leaves no batch.
    fn broken(&mut self, stand_in: StandIn, error: Error) {
        if self.broken != Some(StandIn::Nothing) {
            self.broken = Some(stand_in);
        }
        self.diagnostics.push(error);
    }

    /// Reports a function that rustc accepts and that cannot be a batch.
    fn no_batch(&mut self, at: impl ToTokens, message: impl Display) {
        self.broken(StandIn::Function, Error::new_spanned(at, message));
    }

    /// Reports a function that rustc does not accept either.
    fn no_function(&mut self, at: impl ToTokens, message: impl Display) {
        self.broken(StandIn::Nothing, Error::new_spanned(at, message));
    }

    fn qualifiers(&mut self) {
        let function = self.function;
        if function.asynchronous.is_none() {
            let name = function.ident.unraw();
            let message = format!("`#[batch]` needs an async function; write `async fn {name}`");
            self.diagnostics.error(function.fn_token, message);
        }
        for (word, tokens) in &function.qualifiers {
            let message = format!("the handler of a batch cannot be `{word}`; remove it");
            match *word {
                "const" => self.no_function(tokens, message),
                _ => self.no_batch(tokens, message),
            }
        }
        if !function.has_body {
            self.no_function(&function.ident, "the handler of a batch needs a body; write `{ ... }` after it");
        }
        for attribute in function.attributes.iter().filter(|attribute| is_batch(attribute)) {
            self.no_batch(attribute, "`#[batch]` is given twice; keep one");
        }
    }

    /// Returns the contexts and the item.
    fn parameters(&mut self) -> Option<(Vec<Typed<'a>>, Typed<'a>)> {
        let mut typed = Vec::new();
        for parameter in &self.function.parameters {
            match parameter {
                WrittenParameter::Receiver(tokens) => {
                    let message = "`#[batch]` goes on a free function; write the receiver as a context, such as \
                                   `service: &Service`";
                    self.no_batch(tokens, message);
                }
                WrittenParameter::Variadic(tokens) => {
                    self.no_function(tokens, "the handler of a batch takes contexts and one item; remove `...`");
                }
                WrittenParameter::Typed { attributes, pattern, ty } => {
                    for attribute in attributes.iter().filter(|attribute| is_condition(attribute)) {
                        let message = "a parameter of a handler is always there; put `#[cfg]` on the function";
                        self.no_batch(attribute, message);
                    }
                    typed.push((pattern, &**ty));
                }
            }
        }
        let Some(item) = typed.pop() else {
            if self.broken.is_none() {
                let message = "the handler of a batch takes the item as its last parameter; write it, such as \
                               `path: String`";
                self.no_batch(&self.function.ident, message);
            }
            return None;
        };
        Some((typed, item))
    }

    fn output(&mut self) -> Option<&'a Type> {
        let message = "the handler of a batch says what happened to the item; return a type with `#[derive(Outcome)]`";
        match &self.function.output {
            None => self.no_batch(&self.function.ident, message),
            Some(Type::Tuple(tuple)) if tuple.elems.is_empty() => self.no_batch(tuple, message),
            Some(Type::Never(never)) => self.no_batch(never, message),
            Some(output) => return Some(output),
        }
        None
    }

    fn opaque_parameters(&mut self, found: &Found) {
        for opaque in &found.opaque {
            let bounds = diagnostics::written(&opaque.bounds);
            let message = format!(
                "`#[batch]` needs a name for this type; write `<T: {bounds}>` after the name of the function, and `T` here"
            );
            self.no_batch(opaque, message);
        }
    }

    /// Items that run at once share their contexts, so none can be borrowed mutably.
    fn exclusive(&mut self, contexts: &[Parameter]) {
        for context in contexts {
            if let Some(TypeReference { mutability: Some(_), elem, .. }) = reference(&context.ty) {
                let (name, elem) = (&context.name, diagnostics::written(elem));
                let message =
                    format!("items share their contexts; write `{name}: &{elem}`, and put what changes behind a lock");
                self.no_batch(&context.ty, message);
            }
        }
    }
}

fn is_batch(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "batch")
}

fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}
