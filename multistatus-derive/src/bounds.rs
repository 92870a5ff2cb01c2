//! The where-clause of an impl: a bound for each field type that mentions a type parameter.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, GenericParam, Generics, Ident, PathArguments, Token, Type, WherePredicate, punctuated::Punctuated,
};

/// The predicates of one where-clause.
pub(crate) struct Bounds {
    parameters: Vec<String>,
    /// The name of the type itself. A bound on a type that mentions it would be its own condition.
    own: String,
    seen: HashSet<String>,
    predicates: Vec<TokenStream>,
}

impl Bounds {
    /// Returns `where ..., FieldTy: Bound` for the type `own`.
    ///
    /// The predicates that the user wrote on the type come first, then those of `bound(...)`. Without `bound(...)`, `infer`
    /// adds the predicates that the fields need.
    pub(crate) fn where_clause(
        own: &Ident,
        generics: &Generics,
        given: Option<&Punctuated<WherePredicate, Token![,]>>,
        infer: impl FnOnce(&mut Self),
    ) -> TokenStream {
        let parameters = generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Const(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Lifetime(_) => None,
        });
        let written = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let mut bounds = Self {
            parameters: parameters.collect(),
            own: own.to_string(),
            seen: HashSet::new(),
            predicates: written.map(ToTokens::to_token_stream).collect(),
        };
        match given {
            Some(given) => bounds.predicates.extend(given.iter().map(ToTokens::to_token_stream)),
            None if bounds.parameters.is_empty() => {}
            None => infer(&mut bounds),
        }
        let predicates = bounds.predicates;
        if predicates.is_empty() { TokenStream::new() } else { quote!(where #(#predicates),*) }
    }

    /// Adds `ty: bound` if the type mentions a parameter.
    pub(crate) fn add(&mut self, ty: &Type, bound: &TokenStream) {
        if self.mentions_parameter(&ty.to_token_stream()) && self.seen.insert(quote!(#ty: #bound).to_string()) {
            self.predicates.push(quote!(#ty: #bound));
        }
    }

    /// Adds a predicate without a condition.
    pub(crate) fn push(&mut self, predicate: TokenStream) {
        self.predicates.push(predicate);
    }

    /// True if the tokens mention a parameter, and not the type itself.
    pub(crate) fn mentions_parameter(&self, tokens: &TokenStream) -> bool {
        let mut found = Mentions::default();
        found.walk(tokens.clone(), &self.parameters, &self.own);
        found.parameter && !found.own
    }
}

#[derive(Default)]
struct Mentions {
    parameter: bool,
    own: bool,
}

impl Mentions {
    fn walk(&mut self, tokens: TokenStream, parameters: &[String], own: &str) {
        // A name after `::` is not a parameter.
        let mut after_colon = false;
        for token in tokens {
            match &token {
                TokenTree::Ident(ident) if !after_colon => {
                    let name = ident.to_string();
                    self.own |= name == own || name == "Self";
                    self.parameter |= parameters.contains(&name);
                }
                TokenTree::Group(group) => self.walk(group.stream(), parameters, own),
                _ => {}
            }
            after_colon = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':');
        }
    }
}

/// Returns the type inside a syntactic `Option`, or the type itself. Only the inference of bounds may look at a name.
pub(crate) fn peel_option(ty: &Type) -> &Type {
    peel("Option", ty)
}

/// Returns the type inside a syntactic `wrapper<T>`, or the type itself.
pub(crate) fn peel<'t>(wrapper: &str, ty: &'t Type) -> &'t Type {
    match ty {
        Type::Group(group) => peel(wrapper, &group.elem),
        Type::Paren(paren) => peel(wrapper, &paren.elem),
        Type::Path(path) => {
            let last = path.path.segments.last().filter(|segment| segment.ident == wrapper);
            let Some(PathArguments::AngleBracketed(arguments)) = last.map(|segment| &segment.arguments) else {
                return ty;
            };
            match arguments.args.first() {
                Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => inner,
                _ => ty,
            }
        }
        _ => ty,
    }
}
