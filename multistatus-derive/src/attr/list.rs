//! A list of items between commas, which goes on after a mistake at the next comma. It knows no item.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Error, Token, parse::ParseStream};

/// Parses `ITEM, ITEM, ...` by `item`; all mistakes come back.
pub(crate) fn items(input: ParseStream<'_>, mut item: impl FnMut(ParseStream<'_>) -> Result<(), Error>) -> Vec<Error> {
    let mut errors = Vec::new();
    while !input.is_empty() {
        match item(input) {
            Err(error) => {
                errors.push(error);
                skip_item(input);
            }
            Ok(()) if !input.is_empty() && !input.peek(Token![,]) => {
                let next = skip_item(input).into_iter().next();
                errors.push(Error::new_spanned(next, "missing `,` before this"));
            }
            Ok(()) => {}
        }
        errors.extend(input.parse::<Option<Token![,]>>().err());
    }
    errors
}

/// Everything up to the next comma, or to the end.
pub(crate) fn skip_item(input: ParseStream<'_>) -> TokenStream {
    let mut skipped = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        match input.parse::<TokenTree>() {
            Ok(token) => skipped.extend([token]),
            Err(_) => break,
        }
    }
    skipped
}

/// A parse buffer with tokens left is an error of syn's, beside the better one of ours.
pub(crate) fn skip_all(content: ParseStream<'_>) {
    while !content.is_empty() && content.parse::<TokenTree>().is_ok() {}
}
