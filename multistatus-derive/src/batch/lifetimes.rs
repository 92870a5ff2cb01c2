//! The lifetimes of a signature: those that it names, those that it leaves out, and the bounds that references imply.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, Generics, Ident, Lifetime, Path, PathArguments, Type, TypeImplTrait, TypeParamBound, TypeReference,
};

/// Calls `each` with every identifier of `tokens`, and `true` if it is the name of a lifetime.
fn for_each_ident(tokens: TokenStream, each: &mut impl FnMut(bool, &Ident)) {
    let mut after_apostrophe = false;
    for token in tokens {
        let is_lifetime = std::mem::take(&mut after_apostrophe);
        match token {
            TokenTree::Ident(ident) => each(is_lifetime, &ident),
            TokenTree::Group(group) => for_each_ident(group.stream(), each),
            TokenTree::Punct(punct) => after_apostrophe = punct.as_char() == '\'',
            TokenTree::Literal(_) => {}
        }
    }
}

/// Returns the lifetimes that `tokens` name, including `'static`, each once.
pub(crate) fn named(tokens: &impl ToTokens) -> Vec<Lifetime> {
    let mut found: Vec<Lifetime> = Vec::new();
    for_each_ident(tokens.to_token_stream(), &mut |is_lifetime, ident| {
        if is_lifetime && ident != "_" && !found.iter().any(|known| known.ident == *ident) {
            found.push(Lifetime { apostrophe: ident.span(), ident: ident.clone() });
        }
    });
    found
}

/// True if `tokens` mention the type parameter or constant `ident`.
pub(crate) fn mentions(tokens: &impl ToTokens, ident: &Ident) -> bool {
    let mut found = false;
    for_each_ident(tokens.to_token_stream(), &mut |is_lifetime, other| found |= !is_lifetime && ident == other);
    found
}

/// The references and the `impl Trait` types that a walk over a type finds.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) references: Vec<TypeReference>,
    /// Types without a name: `impl Trait`.
    pub(crate) opaque: Vec<TypeImplTrait>,
}

/// Replaces each lifetime that `ty` leaves out by what `name` returns.
///
/// The signature of a function pointer and of `Fn(&str)` has lifetimes of its own.
pub(crate) fn replace_elided(ty: &mut Type, name: &mut dyn FnMut() -> Lifetime) -> Found {
    let mut walk = Walk { name, found: Found::default() };
    walk.ty(ty);
    walk.found
}

struct Walk<'n> {
    name: &'n mut dyn FnMut() -> Lifetime,
    found: Found,
}

impl Walk<'_> {
    fn lifetime(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = (self.name)();
        }
    }

    fn ty(&mut self, ty: &mut Type) {
        match ty {
            Type::Reference(reference) => {
                match &mut reference.lifetime {
                    Some(lifetime) => self.lifetime(lifetime),
                    None => reference.lifetime = Some((self.name)()),
                }
                self.ty(&mut reference.elem);
                self.found.references.push(reference.clone());
            }
            Type::ImplTrait(opaque) => self.found.opaque.push(opaque.clone()),
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

/// Returns `S: 'a` for each reference `&'a S`. A function implies these bounds for the types of its parameters, but not for
/// types in its bounds.
pub(crate) fn outlives(references: &[&TypeReference], generics: &Generics) -> Vec<TokenStream> {
    let mut predicates: Vec<TokenStream> = Vec::new();
    for TypeReference { lifetime, elem, .. } in references {
        let Some(lifetime) = lifetime.as_ref().filter(|lifetime| lifetime.ident != "static") else { continue };
        let inner = named(elem).into_iter().filter(|inner| inner.ident != "static" && inner != lifetime);
        let types = generics.type_params().map(|parameter| &parameter.ident).filter(|ident| mentions(elem, ident));
        let outliving = inner.map(ToTokens::into_token_stream).chain(types.map(ToTokens::to_token_stream));
        for outliving in outliving {
            let predicate = quote!(#outliving: #lifetime);
            if !predicates.iter().any(|known| known.to_string() == predicate.to_string()) {
                predicates.push(predicate);
            }
        }
    }
    predicates
}
