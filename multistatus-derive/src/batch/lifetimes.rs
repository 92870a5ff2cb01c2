//! Names for the lifetimes that a signature leaves out, and what a reference demands of what it refers to.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, Generics, Ident, Lifetime, Path, PathArguments, Type, TypeImplTrait, TypeParamBound,
    TypeReference, ext::IdentExt,
};

/// The names that a signature has already, so that ours are others.
pub(crate) struct Names(HashSet<String>);

impl Names {
    pub(crate) fn of(tokens: TokenStream) -> Self {
        let mut names = HashSet::new();
        words(tokens, &mut |tick, word| {
            names.insert(if tick { format!("'{word}") } else { word.to_string() });
        });
        Self(names)
    }

    /// `word`, or the first of `word1`, `word2`, ... that is free; it is taken from now on. A lifetime has its tick.
    pub(crate) fn fresh(&mut self, word: &str) -> String {
        let mut name = word.to_owned();
        let mut count = 0;
        while !self.0.insert(name.clone()) {
            count += 1;
            name = format!("{word}{count}");
        }
        name
    }
}

/// Each identifier, and whether a tick makes it a lifetime.
fn words(tokens: TokenStream, each: &mut impl FnMut(bool, &Ident)) {
    let mut tick = false;
    for token in tokens {
        let before = std::mem::take(&mut tick);
        match token {
            TokenTree::Ident(word) => each(before, &word),
            TokenTree::Group(group) => words(group.stream(), each),
            TokenTree::Punct(punct) => tick = punct.as_char() == '\'',
            TokenTree::Literal(_) => {}
        }
    }
}

/// The lifetimes that `tokens` name, `'static` among them, each once.
pub(crate) fn lifetimes(tokens: &impl ToTokens) -> Vec<Lifetime> {
    let mut found: Vec<Lifetime> = Vec::new();
    words(tokens.to_token_stream(), &mut |tick, word| {
        if tick && word != "_" && !found.iter().any(|known| known.ident == *word) {
            found.push(Lifetime { apostrophe: word.span(), ident: word.clone() });
        }
    });
    found
}

/// What the types of a signature hold.
#[derive(Default)]
pub(crate) struct Seen {
    /// The lifetimes that got a name here.
    pub(crate) made: Vec<Lifetime>,
    pub(crate) references: Vec<TypeReference>,
    /// Types that no name stands for: `impl Trait`.
    pub(crate) opaque: Vec<TypeImplTrait>,
}

/// Gives each lifetime that a type leaves out a name.
pub(crate) struct Namer<'n> {
    name: Name<'n>,
    seen: &'n mut Seen,
}

enum Name<'n> {
    /// A new one for each, which begins with this.
    Fresh(String, &'n mut Names),
    /// The same for all.
    Given(&'n Lifetime),
}

impl<'n> Namer<'n> {
    /// A new name for each, made of the name of the parameter.
    pub(crate) fn fresh(parameter: &Ident, names: &'n mut Names, seen: &'n mut Seen) -> Self {
        // A lifetime cannot be named like a keyword, and a raw identifier may be.
        let (plain, whole) = (parameter.unraw().to_string(), parameter.to_string());
        let word = if plain == whole { format!("'{plain}") } else { format!("'{plain}_") };
        Self { name: Name::Fresh(word, names), seen }
    }

    /// This one name for all.
    pub(crate) fn given(lifetime: &'n Lifetime, seen: &'n mut Seen) -> Self {
        Self { name: Name::Given(lifetime), seen }
    }

    fn next(&mut self) -> Lifetime {
        match &mut self.name {
            Name::Given(lifetime) => lifetime.clone(),
            Name::Fresh(word, names) => {
                let lifetime = Lifetime::new(&names.fresh(word), Span::call_site());
                self.seen.made.push(lifetime.clone());
                lifetime
            }
        }
    }

    fn lifetime(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.next();
        }
    }

    pub(crate) fn ty(&mut self, ty: &mut Type) {
        match ty {
            Type::Reference(reference) => {
                match &mut reference.lifetime {
                    Some(lifetime) => self.lifetime(lifetime),
                    None => reference.lifetime = Some(self.next()),
                }
                self.ty(&mut reference.elem);
                self.seen.references.push(reference.clone());
            }
            Type::ImplTrait(opaque) => self.seen.opaque.push(opaque.clone()),
            Type::Array(array) => self.ty(&mut array.elem),
            Type::Group(group) => self.ty(&mut group.elem),
            Type::Paren(paren) => self.ty(&mut paren.elem),
            Type::Ptr(pointer) => self.ty(&mut pointer.elem),
            Type::Slice(slice) => self.ty(&mut slice.elem),
            Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|elem| self.ty(elem)),
            Type::TraitObject(object) => object.bounds.iter_mut().for_each(|bound| self.bound(bound)),
            Type::Path(path) => {
                if let Some(own) = &mut path.qself {
                    self.ty(&mut own.ty);
                }
                self.path(&mut path.path);
            }
            // A function pointer has lifetimes of its own.
            _ => {}
        }
    }

    fn bound(&mut self, bound: &mut TypeParamBound) {
        match bound {
            TypeParamBound::Lifetime(lifetime) => self.lifetime(lifetime),
            TypeParamBound::Trait(bound) => self.path(&mut bound.path),
            _ => {}
        }
    }

    fn path(&mut self, path: &mut Path) {
        for segment in &mut path.segments {
            // `Fn(&str)` has lifetimes of its own.
            let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else { continue };
            for argument in &mut arguments.args {
                match argument {
                    GenericArgument::Lifetime(lifetime) => self.lifetime(lifetime),
                    GenericArgument::Type(ty) => self.ty(ty),
                    GenericArgument::AssocType(assigned) => self.ty(&mut assigned.ty),
                    _ => {}
                }
            }
        }
    }
}

/// `S: 'a` for each reference `&'a S`: a function has these for free where it takes the reference itself, and what returns
/// a handler of such a function has not.
pub(crate) fn outlives(references: &[TypeReference], generics: &Generics) -> Vec<TokenStream> {
    let mut predicates: Vec<TokenStream> = Vec::new();
    for TypeReference { lifetime, elem, .. } in references {
        let Some(lifetime) = lifetime.as_ref().filter(|lifetime| lifetime.ident != "static") else { continue };
        let inner = lifetimes(elem).into_iter().filter(|inner| inner.ident != "static" && inner != lifetime);
        let mentioned = generics.type_params().map(|parameter| &parameter.ident).filter(|ident| mentions(elem, ident));
        let mentioned = mentioned.map(ToTokens::to_token_stream);
        for outliving in inner.map(ToTokens::into_token_stream).chain(mentioned) {
            let predicate = quote!(#outliving: #lifetime);
            if !predicates.iter().any(|known| known.to_string() == predicate.to_string()) {
                predicates.push(predicate);
            }
        }
    }
    predicates
}

fn mentions(ty: &Type, ident: &Ident) -> bool {
    let mut found = false;
    words(ty.to_token_stream(), &mut |_, word| found |= ident == word);
    found
}
