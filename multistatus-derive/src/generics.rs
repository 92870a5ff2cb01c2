//! The where-clause of the impl: a bound for each field type that mentions a parameter, by what the field is used for.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{GenericArgument, GenericParam, PathArguments, Type};

use crate::{
    ast::Input,
    describe::{Piece, Template},
    inverse::{Inverse, Origin},
    plan::{HeaderValue, Plan, Sayings, Source},
};

/// `where ..., FieldTy: Bound`, or what `bound(...)` says instead.
pub(crate) fn where_clause(
    plan: &Plan<'_>,
    input: &Input<'_>,
    infer: impl FnOnce(&mut Bounds, &Plan<'_>),
) -> TokenStream {
    let written = input.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let mut predicates: Vec<TokenStream> = written.map(ToTokens::to_token_stream).collect();
    match plan.bounds {
        Some(bounds) => predicates.extend(bounds.iter().map(ToTokens::to_token_stream)),
        None => predicates.extend(Bounds::inferred(plan, input, infer)),
    }
    if predicates.is_empty() { TokenStream::new() } else { quote!(where #(#predicates),*) }
}

pub(crate) struct Bounds {
    parameters: Vec<String>,
    /// A bound on a type that holds the type itself would be its own condition.
    own: String,
    seen: HashSet<String>,
    predicates: Vec<TokenStream>,
}

impl Bounds {
    fn inferred(plan: &Plan<'_>, input: &Input<'_>, infer: impl FnOnce(&mut Self, &Plan<'_>)) -> Vec<TokenStream> {
        let parameters = input.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Const(parameter) => Some(parameter.ident.to_string()),
            GenericParam::Lifetime(_) => None,
        });
        let parameters: Vec<String> = parameters.collect();
        if parameters.is_empty() {
            return Vec::new();
        }
        let own = input.ident.to_string();
        let mut bounds = Self { parameters, own, seen: HashSet::new(), predicates: Vec::new() };
        infer(&mut bounds, plan);
        bounds.predicates
    }

    /// What `impl Outcome` needs.
    pub(crate) fn outcome(&mut self, plan: &Plan<'_>) {
        for says in &plan.variants {
            self.sayings(says);
        }
        if plan.display.is_some() {
            self.predicates.push(quote!(Self: __p::Display));
        }
    }

    /// What `impl FromItem` needs.
    pub(crate) fn reading(&mut self, inverse: &Inverse<'_, '_>) {
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
                self.add(peel_option(recipe.field.ty), &bound);
            }
            if recipe.default {
                self.add(recipe.field.ty, &quote!(__p::Default));
            }
        }
        let inner = inverse.inner.iter().filter_map(|says| says.inner());
        for inner in inner {
            self.add(inner.field.ty, &quote!(__p::FromItem));
        }
        if let Some(kept) = inverse.other.and_then(Sayings::inner) {
            self.add(kept.field.ty, &quote!(__p::KeepsItem));
        }
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
