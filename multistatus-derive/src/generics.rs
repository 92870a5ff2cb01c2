//! The where-clause of the impl: a bound for each field type that mentions a parameter, by what the field is used for.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{GenericArgument, GenericParam, Generics, Ident, PathArguments, Type};

use crate::{
    describe::{Piece, Template},
    plan::{HeaderValue, Plan, Sayings, Source},
};

/// `where ..., FieldTy: Bound`, or what `bound(...)` says instead.
pub(crate) fn where_clause(plan: &Plan<'_>, ident: &Ident, generics: &Generics) -> TokenStream {
    let written = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let mut predicates: Vec<TokenStream> = written.map(ToTokens::to_token_stream).collect();
    match plan.bounds {
        Some(bounds) => predicates.extend(bounds.iter().map(ToTokens::to_token_stream)),
        None => predicates.extend(Bounds::inferred(plan, ident, generics)),
    }
    if predicates.is_empty() { TokenStream::new() } else { quote!(where #(#predicates),*) }
}

struct Bounds {
    parameters: Vec<String>,
    /// A bound on a type that holds the type itself would be its own condition.
    own: String,
    seen: HashSet<String>,
    predicates: Vec<TokenStream>,
}

impl Bounds {
    fn inferred(plan: &Plan<'_>, ident: &Ident, generics: &Generics) -> Vec<TokenStream> {
        let parameters = generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Const(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Lifetime(_) => None,
        });
        let parameters: Vec<String> = parameters.collect();
        if parameters.is_empty() {
            return Vec::new();
        }
        let mut bounds = Self { parameters, own: ident.to_string(), seen: HashSet::new(), predicates: Vec::new() };
        for says in &plan.variants {
            bounds.sayings(says);
        }
        if plan.display.is_some() {
            bounds.predicates.push(quote!(Self: __p::Display));
        }
        bounds.predicates
    }

    fn sayings(&mut self, says: &Sayings<'_>) {
        match &says.source {
            Source::Inner(inner) => {
                let ty = inner.field.ty;
                match inner.via {
                    None => self.add(ty, &quote!(__p::Outcome)),
                    Some(mapping) if self.mentioned(&quote!(#mapping #ty)) => {
                        self.predicates.push(quote!(#mapping: __p::OutcomeAs<#ty>));
                    }
                    Some(_) => {}
                }
            }
            Source::Field(field) => self.add(peel_option(field.ty), &quote!(__p::CodeValue)),
            Source::Code(_) | Source::With(_) | Source::Default => {}
        }
        for header in &says.headers {
            match &header.value {
                HeaderValue::Template(template) => self.template(template),
                HeaderValue::Field(field) => self.add(peel_option(field.ty), &quote!(__p::Display)),
            }
        }
        let hrefs = says.href.into_iter().chain(says.conditions.iter().filter_map(|condition| condition.href));
        for field in hrefs {
            self.add(peel_option(field.ty), &quote!(__p::AsRef<__p::str>));
        }
        if let Some(field) = says.retry_after {
            self.add(peel_option(field.ty), &quote!(__p::Wait));
        }
        if says.opaque {
            return;
        }
        if let Some(template) = &says.description {
            self.template(template);
        }
        let serialized = says.body.into_iter().chain(says.extensions.iter().map(|extension| extension.field));
        for field in serialized {
            self.add(peel_option(field.ty), &quote!(__p::Serialize));
        }
    }

    fn template(&mut self, template: &Template<'_>) {
        for piece in &template.pieces {
            if let Piece::Field { field, spec } = piece {
                let bound = format_ident!("{}", spec.as_ref().map_or("Display", |spec| spec.bound));
                self.add(field.ty, &quote!(__p::fmt::#bound));
            }
        }
    }

    fn add(&mut self, ty: &Type, bound: &TokenStream) {
        if self.mentioned(&ty.to_token_stream()) && self.seen.insert(quote!(#ty: #bound).to_string()) {
            self.predicates.push(quote!(#ty: #bound));
        }
    }

    fn mentioned(&self, tokens: &TokenStream) -> bool {
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
        // After `::` a name is somebody else's.
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

/// The type inside a syntactic `Option`, or the type itself. Only the inference of bounds may look at a name.
fn peel_option(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel_option(&group.elem),
        Type::Paren(paren) => peel_option(&paren.elem),
        Type::Path(path) => {
            let last = path.path.segments.last().filter(|segment| segment.ident == "Option");
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
