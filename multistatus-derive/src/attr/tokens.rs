//! Steps over the tokens of one element of a list.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::{Token, parse::ParseStream};

/// Consumes everything up to the next comma, or to the end, and returns it.
pub(crate) fn skip_element(input: ParseStream<'_>) -> TokenStream {
    let mut skipped = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        match input.parse::<TokenTree>() {
            Ok(token) => skipped.extend([token]),
            Err(_) => break,
        }
    }
    skipped
}

/// True if the expression that was read continues. Before a word or a literal, a comma is missing instead.
pub(crate) fn continues(input: ParseStream<'_>) -> bool {
    match input.cursor().token_tree() {
        Some((TokenTree::Punct(_), _)) => !input.peek(Token![,]) && separator(input).is_none(),
        Some((TokenTree::Group(_), _)) => true,
        Some((TokenTree::Ident(word), _)) => word == "as",
        Some((TokenTree::Literal(_), _)) | None => false,
    }
}

/// Returns the token that is next, if it is one that separates the parts of a list elsewhere.
pub(crate) fn separator(input: ParseStream<'_>) -> Option<&'static str> {
    let (TokenTree::Punct(first), rest) = input.cursor().token_tree()? else { return None };
    let second = rest.punct().map(|(second, _)| second.as_char()).filter(|_| first.spacing() == Spacing::Joint);
    match (first.as_char(), second) {
        (';', _) => Some(";"),
        (':', second) if second != Some(':') => Some(":"),
        ('=', Some('>')) => Some("=>"),
        ('=', second) if second != Some('=') => Some("="),
        _ => None,
    }
}
