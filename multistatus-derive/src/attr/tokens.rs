//! Steps over the tokens of one element of a list.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::{Ident, Token, ext::IdentExt, parse::ParseStream};

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

/// Consumes words with hyphens between them, and returns them and the same with underscores: `NOT-FOUND` as `NOT_FOUND`.
pub(crate) fn hyphenated(input: ParseStream<'_>) -> Option<(TokenStream, String)> {
    let first = input.call(Ident::parse_any).ok()?;
    let mut word = first.to_string();
    let mut tokens = TokenStream::from(TokenTree::from(first));
    while input.peek(Token![-]) && input.peek2(Ident::peek_any) {
        tokens.extend([input.parse::<TokenTree>().ok()?]);
        let next = input.call(Ident::parse_any).ok()?;
        word += &format!("_{next}");
        tokens.extend([TokenTree::from(next)]);
    }
    (tokens.clone().into_iter().count() > 1).then_some((tokens, word))
}
