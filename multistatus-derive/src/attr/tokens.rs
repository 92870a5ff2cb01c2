//! Steps over the tokens of one element of a list.

use proc_macro2::{TokenStream, TokenTree};
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
        Some((TokenTree::Punct(punct), _)) => !matches!(punct.as_char(), ',' | ';'),
        Some((TokenTree::Group(_), _)) => true,
        Some((TokenTree::Ident(word), _)) => word == "as",
        Some((TokenTree::Literal(_), _)) | None => false,
    }
}
