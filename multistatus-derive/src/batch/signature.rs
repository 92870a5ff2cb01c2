//! The signature of a function under `#[batch]`: its contexts, its item and its outcome. Reports what does not fit.

use std::{collections::HashSet, fmt::Display};

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{
    Attribute, Error, GenericParam, Generics, Ident, Lifetime, Type, TypeParamBound, TypeReference, WherePredicate,
    ext::IdentExt, parse2,
};

use super::{
    function::{Function, WrittenParameter},
    habits,
    lifetimes::{Found, named, outlives, replace_elided},
};
use crate::diagnostics::{self, Diagnostics};

/// The code that the macro emits for a function that cannot be a batch.
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
    pub(crate) contexts: Vec<Parameter>,
    pub(crate) item: Parameter,
    pub(crate) outcome: Type,
    /// The lifetimes that the parameters left out.
    pub(crate) new_lifetimes: Vec<Lifetime>,
    /// The bounds that references in the item and the outcome imply, and those in the outcome alone.
    pub(crate) outlives: Vec<TokenStream>,
    pub(crate) outcome_outlives: Vec<TokenStream>,
    /// The name of the parameter that takes the inputs, and of its type.
    pub(crate) inputs: Ident,
    pub(crate) inputs_type: Ident,
    /// True if a task can own the contexts.
    pub(crate) is_shareable: bool,
}

/// A parameter of the functions of the batch. Every lifetime in its type has a name.
pub(crate) struct Parameter {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

impl Parameter {
    /// Returns the type as a shared reference, if it is one that an `Arc` can replace.
    pub(crate) fn borrowed(&self) -> Option<&TypeReference> {
        reference(&self.ty)
            .filter(|reference| reference.mutability.is_none())
            .filter(|reference| reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident != "static"))
    }

    /// Returns the lifetime of that reference.
    pub(crate) fn borrowed_lifetime(&self) -> Option<&Lifetime> {
        self.borrowed()?.lifetime.as_ref()
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
        let mut names = Names::of(function);
        let mut new_lifetimes = Vec::new();
        let mut found = Vec::new();
        let mut parameter = |(pattern, ty): Typed<'_>, otherwise: &str| {
            let name = names.parameter(pattern, otherwise);
            let mut ty = ty.clone();
            found.push(replace_elided(&mut ty, &mut || {
                let lifetime = names.lifetime(&name);
                new_lifetimes.push(lifetime.clone());
                lifetime
            }));
            Parameter { name, ty }
        };
        let contexts: Vec<_> = contexts.into_iter().map(|context| parameter(context, "context")).collect();
        let item = parameter(item, "item");
        found.iter().for_each(|found| self.opaque_parameters(found));
        self.exclusive(&contexts);

        let outcome = outcome(written_outcome?, contexts.iter().chain([&item]));
        let (outcome, in_outcome) = outcome.map_err(|(error, stand_in)| self.broken(stand_in, error)).ok()?;
        let in_item = found.last().into_iter().flat_map(|found| &found.references);
        let references: Vec<_> = in_item.chain(&in_outcome.references).collect();
        Some(Signature {
            function,
            is_shareable: is_shareable(&function.generics, &contexts, &item, &outcome),
            outlives: outlives(&references, &function.generics),
            outcome_outlives: outlives(&in_outcome.references.iter().collect::<Vec<_>>(), &function.generics),
            inputs: names.fresh("inputs"),
            inputs_type: names.fresh("P"),
            contexts,
            item,
            outcome,
            new_lifetimes,
        })
    }
}

/// The names that a function of the batch must not use again.
struct Names {
    taken: HashSet<String>,
    lifetimes: HashSet<String>,
}

impl Names {
    /// Reserves the name of the function, which a parameter would shadow, and those of its generics.
    fn of(function: &Function) -> Self {
        let generics = function.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(&parameter.ident),
            GenericParam::Const(parameter) => Some(&parameter.ident),
            GenericParam::Lifetime(_) => None,
        });
        Self {
            taken: generics.chain([&function.ident]).map(ToString::to_string).collect(),
            lifetimes: named(&function.tokens).iter().map(|lifetime| lifetime.ident.to_string()).collect(),
        }
    }

    /// Returns the name of a parameter if its pattern is a name that is free, else another one.
    fn parameter(&mut self, pattern: &TokenStream, otherwise: &str) -> Ident {
        let mut tokens = pattern.clone().into_iter().peekable();
        tokens.next_if(|token| matches!(token, TokenTree::Ident(word) if word == "mut"));
        let written: Option<Ident> = parse2(tokens.collect()).ok();
        written.filter(|name| self.taken.insert(name.to_string())).unwrap_or_else(|| self.fresh(otherwise))
    }

    fn fresh(&mut self, name: &str) -> Ident {
        format_ident!("{}", free(name, &mut self.taken))
    }

    /// Returns a lifetime that is named after a parameter.
    fn lifetime(&mut self, parameter: &Ident) -> Lifetime {
        // A raw identifier may be a keyword, and a lifetime may not.
        let (plain, whole) = (parameter.unraw().to_string(), parameter.to_string());
        let name = if plain == whole { plain } else { format!("{plain}_") };
        Lifetime::new(&format!("'{}", free(&name, &mut self.lifetimes)), Span::call_site())
    }
}

/// Returns `name`, or the first of `name1`, `name2`, ... that is free. It is taken from then on.
fn free(name: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (1..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| taken.insert(name.clone())).unwrap_or_default()
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

/// Returns the outcome with a name for each lifetime. As in any function, a lifetime that the outcome leaves out is the
/// only one of the parameters.
fn outcome<'p>(
    written: &Type,
    parameters: impl Iterator<Item = &'p Parameter>,
) -> Result<(Type, Found), (Error, StandIn)> {
    let mut known: Vec<Lifetime> = parameters.flat_map(|parameter| named(&parameter.ty)).collect();
    known.sort_unstable();
    known.dedup();
    let mut outcome = written.clone();
    let mut elided = 0;
    let found = replace_elided(&mut outcome, &mut || {
        elided += 1;
        known.first().cloned().unwrap_or_else(|| Lifetime::new("'_", Span::call_site()))
    });
    if let Some(opaque) = found.opaque.first() {
        let message = "`#[batch]` needs the name of the outcome; return a type that has a name";
        return Err((Error::new_spanned(opaque, message), StandIn::Function));
    }
    if elided > 0 && known.len() != 1 {
        let message = "it is ambiguous which parameter the outcome borrows from; name the lifetime, here and on the \
                       parameter";
        return Err((Error::new_spanned(written, message), StandIn::Nothing));
    }
    Ok((outcome, found))
}

/// True if a task can own the contexts: the lifetimes of the references to them occur nowhere else.
fn is_shareable(generics: &Generics, contexts: &[Parameter], item: &Parameter, outcome: &Type) -> bool {
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
    !contexts.iter().filter_map(Parameter::borrowed_lifetime).any(|lifetime| elsewhere.contains(lifetime))
}

struct Check<'a, 'd> {
    function: &'a Function,
    diagnostics: &'d mut Diagnostics,
    /// The code to emit if a mistake rules out a batch.
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
            let message = format!("`#[batch]` needs an async function; write `async fn {name}");
            match self.future() {
                Some(output) => {
                    let output = diagnostics::written(output);
                    self.no_batch(function.fn_token, format!("{message}(...) -> {output}`"));
                }
                None => self.diagnostics.error(function.fn_token, format!("{message}`")),
            }
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
        if let Some((ty, message)) = typed.iter().find_map(|(pattern, ty)| habits::extractor(pattern, ty)) {
            self.no_batch(ty, message);
            return None;
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

    /// Returns the outcome of a function that is not async and returns a future.
    fn future(&self) -> Option<&'a Type> {
        let output = self.function.output.as_ref().filter(|_| self.function.asynchronous.is_none());
        output.and_then(habits::output_of_future)
    }

    fn output(&mut self) -> Option<&'a Type> {
        // Reported with the missing `async`.
        if self.future().is_some() {
            return None;
        }
        let message = "`#[batch]` needs a function that returns an outcome; return a type with `#[derive(Outcome)]`";
        match &self.function.output {
            None => self.no_batch(&self.function.ident, message),
            Some(Type::Never(never)) => self.no_batch(never, message),
            Some(output) if habits::is_list(output) => {
                let message = "the function handles one item; write the outcome of that one here, and its item as the \
                               last parameter";
                self.no_batch(output, message);
            }
            Some(output) => match habits::without_status(output) {
                Some((part, message)) => self.no_batch(part, message),
                None => return Some(output),
            },
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
