//! What a function under `#[batch]` is: contexts, an item and an outcome. It checks that it is one.

use std::{collections::HashSet, fmt::Display};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::{
    Attribute, Error, Generics, Ident, Lifetime, Type, TypeParamBound, TypeReference, WherePredicate, ext::IdentExt,
    parse2,
};

use super::{
    function::{Function, Written},
    lifetimes::{Namer, Names, Seen, lifetimes, outlives},
};
use crate::diagnostics::{self, Diagnostics};

/// The runtime has operations of so many contexts.
const MOST_CONTEXTS: usize = 8;

/// What stands where an operation cannot be.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum StandIn {
    /// The function as it was written.
    Function,
    /// Nothing: rustc would say of the function what has been said.
    Nothing,
}

/// A function that can be an operation.
pub(crate) struct Operation<'a> {
    pub(crate) function: &'a Function,
    pub(crate) contexts: Vec<Parameter<'a>>,
    pub(crate) item: Parameter<'a>,
    /// The type of the outcome as it was written, and with every lifetime named.
    pub(crate) written: &'a Type,
    pub(crate) outcome: Type,
    /// The lifetimes that the signature left out.
    pub(crate) made: Vec<Lifetime>,
    /// What must outlive what, in all of it and in the outcome alone.
    pub(crate) outlives: Vec<TokenStream>,
    pub(crate) outcome_outlives: Vec<TokenStream>,
    /// The type of the inputs, by a name that nothing else has.
    pub(crate) inputs: Ident,
    /// Whether it can run in a task of its own.
    pub(crate) spawns: bool,
}

pub(crate) struct Parameter<'a> {
    pub(crate) name: Ident,
    pub(crate) written: &'a Type,
    /// With every lifetime named.
    pub(crate) ty: Type,
}

impl Parameter<'_> {
    /// The reference that it is, to something that an `Arc` can own instead.
    pub(crate) fn borrowed(&self) -> Option<&TypeReference> {
        reference(&self.ty)
            .filter(|reference| reference.mutability.is_none())
            .filter(|reference| reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident != "static"))
    }

    /// The lifetime of the reference that it is.
    pub(crate) fn lent(&self) -> Option<&Lifetime> {
        self.borrowed()?.lifetime.as_ref()
    }
}

impl<'a> Operation<'a> {
    /// The operation, where its mistakes leave one.
    pub(crate) fn new(function: &'a Function, diagnostics: &mut Diagnostics) -> Result<Self, StandIn> {
        let mut check = Check { function, diagnostics, broken: None };
        let operation = check.operation();
        match check.broken {
            Some(stand_in) => Err(stand_in),
            None => operation.ok_or(StandIn::Function),
        }
    }
}

impl<'a> Check<'a, '_> {
    fn operation(&mut self) -> Option<Operation<'a>> {
        let function = self.function;
        self.qualifiers();
        let typed = self.parameters();
        let written = self.output();
        let (contexts, item) = typed?;
        let mut names = Names::of(function.tokens.clone());
        let mut seen = Seen::default();
        let mut used = HashSet::new();
        let mut parameter = |(pattern, ty): (&TokenStream, &'a Type), otherwise: &str| {
            let name = name_of(pattern).filter(|name| used.insert(name.to_string()));
            let name = name.unwrap_or_else(|| format_ident!("{}", names.fresh(otherwise)));
            let mut named = ty.clone();
            Namer::fresh(&name, &mut names, &mut seen).ty(&mut named);
            Parameter { name, written: ty, ty: named }
        };
        let contexts: Vec<_> = contexts.iter().map(|written| parameter(*written, "context")).collect();
        let item = parameter(item, "item");
        self.opaque_parameters(&seen);
        self.exclusive(&contexts);
        let written = written?;
        let before = seen.references.len();
        let outcome = named_outcome(written, contexts.iter().chain([&item]), &mut seen);
        let outcome = outcome.map_err(|(error, stand_in)| self.broken(stand_in, error)).ok()?;
        Some(Operation {
            function,
            spawns: spawns(&function.generics, &contexts, &item, &outcome),
            outlives: outlives(&seen.references, &function.generics),
            outcome_outlives: outlives(seen.references.get(before..).unwrap_or_default(), &function.generics),
            inputs: format_ident!("{}", names.fresh("P")),
            contexts,
            item,
            written,
            outcome,
            made: seen.made,
        })
    }
}

/// The reference that a type is; one that came through a `macro_rules!` fragment is in a group.
fn reference(ty: &Type) -> Option<&TypeReference> {
    match ty {
        Type::Reference(reference) => Some(reference),
        Type::Group(group) => reference(&group.elem),
        Type::Paren(paren) => reference(&paren.elem),
        _ => None,
    }
}

/// The name of a parameter, where its pattern is one.
fn name_of(pattern: &TokenStream) -> Option<Ident> {
    let mut tokens = pattern.clone().into_iter().peekable();
    tokens.next_if(|token| matches!(token, proc_macro2::TokenTree::Ident(word) if word == "mut"));
    parse2(tokens.collect()).ok()
}

/// The outcome with each lifetime named that it leaves out: rustc's own rule, which asks for exactly one in the parameters.
fn named_outcome<'p>(
    written: &Type,
    parameters: impl Iterator<Item = &'p Parameter<'p>>,
    seen: &mut Seen,
) -> Result<Type, (Error, StandIn)> {
    let mut known: Vec<Lifetime> = parameters.flat_map(|parameter| lifetimes(&parameter.ty)).collect();
    known.sort_unstable();
    known.dedup();
    let mut outcome = written.clone();
    let only = match known.as_slice() {
        [only] => only.clone(),
        _ => Lifetime::new("'_", Span::call_site()),
    };
    let before = seen.opaque.len();
    Namer::given(&only, seen).ty(&mut outcome);
    if let Some(opaque) = seen.opaque.get(before) {
        let message = "a batch needs the name of its outcome; return a type that has one";
        return Err((Error::new_spanned(opaque, message), StandIn::Function));
    }
    if only.ident == "_" && outcome.to_token_stream().to_string().contains("'_") {
        let message = "nobody can tell from what the outcome borrows; name the lifetime, here and on the parameter";
        return Err((Error::new_spanned(written, message), StandIn::Nothing));
    }
    Ok(outcome)
}

/// Whether a task of its own can own the contexts: nothing but the references to them may have their lifetimes.
fn spawns(generics: &Generics, contexts: &[Parameter<'_>], item: &Parameter<'_>, outcome: &Type) -> bool {
    let mut elsewhere = lifetimes(outcome);
    for parameter in contexts.iter().chain([item]) {
        elsewhere.extend(match parameter.borrowed() {
            Some(reference) => lifetimes(&reference.elem),
            None => lifetimes(&parameter.ty),
        });
    }
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let bounds = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => Some(&predicate.bounds),
        _ => None,
    });
    for bound in bounds.chain(generics.type_params().map(|parameter| &parameter.bounds)).flatten() {
        if let TypeParamBound::Trait(bound) = bound {
            elsewhere.extend(lifetimes(bound));
        }
    }
    !contexts.iter().filter_map(Parameter::lent).any(|lent| elsewhere.contains(lent))
}

struct Check<'a, 'd> {
    function: &'a Function,
    diagnostics: &'d mut Diagnostics,
    /// What stands in where the mistakes leave no operation.
    broken: Option<StandIn>,
}

type Typed<'a> = (&'a TokenStream, &'a Type);

impl<'a> Check<'a, '_> {
    /// A mistake that leaves no operation.
    fn broken(&mut self, stand_in: StandIn, error: Error) {
        if self.broken != Some(StandIn::Nothing) {
            self.broken = Some(stand_in);
        }
        self.diagnostics.push(error);
    }

    /// A mistake of the function as an operation.
    fn no_operation(&mut self, at: impl ToTokens, message: impl Display) {
        self.broken(StandIn::Function, Error::new_spanned(at, message));
    }

    /// A mistake of the function as such.
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
                _ => self.no_operation(tokens, message),
            }
        }
        if !function.has_body {
            self.no_function(&function.ident, "the handler of a batch needs a body; write `{ ... }` after it");
        }
        for attribute in function.attributes.iter().filter(|attribute| is_batch(attribute)) {
            self.no_operation(attribute, "`#[batch]` is given twice; keep one");
        }
    }

    /// The contexts and the item.
    fn parameters(&mut self) -> Option<(Vec<Typed<'a>>, Typed<'a>)> {
        let mut typed = Vec::new();
        for parameter in &self.function.parameters {
            match parameter {
                Written::Receiver(tokens) => {
                    let message = "`#[batch]` goes on a free function; write the receiver as a context, such as \
                                   `service: &Service`";
                    self.no_operation(tokens, message);
                }
                Written::Variadic(tokens) => {
                    self.no_function(tokens, "the handler of a batch takes contexts and one item; remove `...`");
                }
                Written::Typed { attributes, pattern, ty } => {
                    for attribute in attributes.iter().filter(|attribute| is_condition(attribute)) {
                        let message = "a parameter of a handler is always there; put `#[cfg]` on the function";
                        self.no_operation(attribute, message);
                    }
                    typed.push((pattern, &**ty));
                }
            }
        }
        let Some(item) = typed.pop() else {
            if self.broken.is_none() {
                let message = "the handler of a batch takes the item as its last parameter; write it, such as \
                               `path: String`";
                self.no_operation(&self.function.ident, message);
            }
            return None;
        };
        if let Some((_, ninth)) = typed.get(MOST_CONTEXTS) {
            let message = format!(
                "a handler has at most {MOST_CONTEXTS} contexts before its item, and this has {}; put some into a struct",
                typed.len()
            );
            self.no_operation(ninth, message);
        }
        Some((typed, item))
    }

    fn output(&mut self) -> Option<&'a Type> {
        let message = "the handler of a batch says what happened to the item; return a type with `#[derive(Outcome)]`";
        match &self.function.output {
            None => self.no_operation(&self.function.ident, message),
            Some(Type::Tuple(tuple)) if tuple.elems.is_empty() => self.no_operation(tuple, message),
            Some(Type::Never(never)) => self.no_operation(never, message),
            Some(output) => return Some(output),
        }
        None
    }

    fn opaque_parameters(&mut self, seen: &Seen) {
        for opaque in &seen.opaque {
            let bounds = diagnostics::written(&opaque.bounds);
            let message = format!(
                "a batch needs the name of this type; write `<T: {bounds}>` after the name of the function, and `T` here"
            );
            self.no_operation(opaque, message);
        }
    }

    /// All items have the contexts at once.
    fn exclusive(&mut self, contexts: &[Parameter<'_>]) {
        for context in contexts {
            if let Some(TypeReference { mutability: Some(_), elem, .. }) = reference(context.written) {
                let (name, elem) = (&context.name, diagnostics::written(elem));
                let message =
                    format!("items share their contexts; write `{name}: &{elem}`, and put what changes behind a lock");
                self.no_operation(context.written, message);
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
