//! Recognizes signatures of endpoints in place of a function that handles one item. It only words errors.

use proc_macro2::{TokenStream, TokenTree};
use syn::{AssocType, GenericArgument, PathArguments, PathSegment, Type, TypeParamBound};

/// True if a function returns the outcomes of several items.
pub(super) fn is_list(output: &Type) -> bool {
    match output {
        Type::Path(path) => {
            path.path.segments.last().is_some_and(|last| last.ident == "Vec" || last.ident == "MultiStatus")
        }
        Type::Slice(_) | Type::Array(_) => true,
        _ => false,
    }
}

/// Returns the part of a return type that never has an outcome, and the message for it.
pub(super) fn without_status(output: &Type) -> Option<(&Type, String)> {
    match output {
        Type::Group(group) => without_status(&group.elem),
        Type::Paren(paren) => without_status(&paren.elem),
        Type::Tuple(tuple) if !tuple.elems.is_empty() => {
            let message = "a tuple is not an outcome; write a struct or an enum with `#[derive(Outcome)]`, with a field for \
                           each part";
            Some((output, message.to_owned()))
        }
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let error = arguments(last).nth(1).and_then(|argument| match argument {
                GenericArgument::Type(error) if last.ident == "Result" && is_boxed_error(error) => Some(error),
                _ => None,
            });
            if let Some(error) = error {
                let message = "a boxed error has no status; write an enum with `#[derive(Outcome)]`, with a variant for \
                               each kind of error";
                return Some((error, message.to_owned()));
            }
            let message = "`Option` has no status for `None`; return a `Result`, or an enum with a variant for it";
            (last.ident == "Option").then(|| (output, message.to_owned()))
        }
        _ => None,
    }
}

/// True for `Box<dyn Error>`, also with `Send` and `Sync`.
fn is_boxed_error(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last().filter(|last| last.ident == "Box") else { return false };
    let Some(GenericArgument::Type(Type::TraitObject(object))) = arguments(last).next() else { return false };
    object.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Error"),
        _ => false,
    })
}

/// Returns the type that a future gives: `T` of `impl Future<Output = T>`, `Pin<Box<dyn Future<Output = T>>>` and
/// `BoxFuture<T>`.
pub(super) fn output_of_future(ty: &Type) -> Option<&Type> {
    match ty {
        Type::ImplTrait(future) => future.bounds.iter().find_map(output_of_bound),
        Type::TraitObject(future) => future.bounds.iter().find_map(output_of_bound),
        Type::Group(group) => output_of_future(&group.elem),
        Type::Paren(paren) => output_of_future(&paren.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let mut arguments = arguments(last).filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            let only = arguments.next()?;
            match last.ident.to_string().as_str() {
                "Pin" | "Box" => output_of_future(only),
                "BoxFuture" | "LocalBoxFuture" => Some(only),
                _ => None,
            }
        }
        _ => None,
    }
}

fn output_of_bound(bound: &TypeParamBound) -> Option<&Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "Future")?;
    arguments(last).find_map(|argument| match argument {
        GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == "Output" => Some(ty),
        _ => None,
    })
}

fn arguments(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten()
}

/// The types of this crate that only an endpoint takes.
static OF_ENDPOINT: &[&str] = &["Inputs", "InputStream", "JsonInputs", "Negotiate"];

/// Generic types that frameworks extract from a request, as `State(db): State<Db>`.
static EXTRACTORS: &[&str] = &["Extension", "Form", "Json", "Path", "Query", "State", "TypedHeader"];

/// Returns the type of a parameter that extracts from the request, and the message for it.
pub(super) fn extractor<'t>(pattern: &TokenStream, ty: &'t Type) -> Option<(&'t Type, String)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let is_taken_apart = || {
        let mut tokens = pattern.clone().into_iter().peekable();
        let mut name = None;
        while let Some(TokenTree::Ident(_) | TokenTree::Punct(_)) = tokens.peek() {
            if let Some(TokenTree::Ident(word)) = tokens.next() {
                name = Some(word);
            }
        }
        let is_tuple = matches!(tokens.next(), Some(TokenTree::Group(_)));
        is_tuple && name.is_some_and(|name| name == last.ident) && !last.arguments.is_none()
    };
    let name = last.ident.to_string();
    let extracts = OF_ENDPOINT.contains(&name.as_str()) || EXTRACTORS.contains(&name.as_str()) && is_taken_apart();
    extracts.then(|| {
        let message = format!(
            "`{name}` belongs to an endpoint; put `#[batch]` on a function of its own that handles one item, and call the \
             `batch` of that function in the endpoint"
        );
        (ty, message)
    })
}
