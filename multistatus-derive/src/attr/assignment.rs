//! A list of assignments in parentheses: `(scim = "uniqueness", "own" = "E17", json_rpc = -32001)`.

use proc_macro2::{Group, TokenStream};
use quote::ToTokens;
use syn::{
    Error, Ident, LitInt, LitStr, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    token,
};

use super::tokens::{separator, skip_element};

/// Parses the text after the `=` of a name.
type ParseText<'p> = &'p dyn Fn(ParseStream<'_>, &str) -> syn::Result<LitStr>;

/// A name with its value.
pub(crate) struct Assignment {
    pub(crate) name: AssignedName,
    pub(crate) value: AssignedValue,
}

/// The name before `=`.
pub(crate) enum AssignedName {
    Word(Ident),
    Text(LitStr),
}

/// The value after `=`.
pub(crate) enum AssignedValue {
    Text(LitStr),
    Integer(Option<Token![-]>, LitInt),
}

impl AssignedName {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Word(word) => word.unraw().to_string(),
            Self::Text(text) => text.value(),
        }
    }
}

impl AssignedValue {
    /// Returns the text, or the integer in decimal.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.value(),
            Self::Integer(sign, number) => {
                let sign = if sign.is_some() { "-" } else { "" };
                format!("{sign}{}", number.base10_digits())
            }
        }
    }
}

impl ToTokens for AssignedName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Word(word) => word.to_tokens(tokens),
            Self::Text(text) => text.to_tokens(tokens),
        }
    }
}

impl ToTokens for AssignedValue {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(tokens),
            Self::Integer(sign, number) => {
                sign.to_tokens(tokens);
                number.to_tokens(tokens);
            }
        }
    }
}

/// True if a list in parentheses is next that begins with an assignment, also with another separator in place of `=`.
pub(crate) fn is_next(input: ParseStream<'_>) -> bool {
    if !input.peek(token::Paren) {
        return false;
    }
    let Ok(group) = input.fork().parse::<Group>() else { return false };
    let begins = |input: ParseStream<'_>| {
        let assigned = input.call(name).is_ok() && separator(input).is_some_and(|separator| separator != ";");
        input.parse::<TokenStream>().map(|_| assigned)
    };
    begins.parse2(group.stream()).unwrap_or_default()
}

/// Parses the list. It has at least one assignment.
pub(super) fn parse(input: ParseStream<'_>, key: &str, text: ParseText<'_>) -> syn::Result<Vec<Assignment>> {
    let group = input.parse::<Group>()?;
    let mut assignments = Vec::new();
    let list = |input: ParseStream<'_>| {
        while !input.is_empty() {
            assignments.push(assignment(input, key, text)?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    list.parse2(group.stream())?;
    Ok(assignments)
}

/// `scim = "uniqueness"`
fn assignment(input: ParseStream<'_>, key: &str, text: ParseText<'_>) -> syn::Result<Assignment> {
    let start = input.fork();
    let Ok(name) = input.call(name) else {
        let message = format!("expected a name and a text; write `{key}(name = \"...\")`");
        return Err(Error::new_spanned(skip_element(&start), message));
    };
    let word = name.text();
    let needs_text =
        |at: &dyn ToTokens| Error::new_spanned(at, format!("`{word}` needs a text; write `{word} = \"...\"`"));
    match separator(input) {
        Some("=") => {}
        Some(found) => {
            let message = format!("expected `=`, found `{found}`; write `{word} = \"...\"`");
            let tokens = skip_element(input).into_iter().take(found.len());
            return Err(Error::new_spanned(tokens.collect::<TokenStream>(), message));
        }
        None => {
            return Err(match &name {
                AssignedName::Word(_) => needs_text(&name),
                AssignedName::Text(text) => {
                    let message = format!("a text without its name; write `name = {word:?}`");
                    Error::new_spanned(text, message)
                }
            });
        }
    }
    let equals: Token![=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(needs_text(&equals));
    }
    let value = value(input, &word, text)?;
    match skip_element(input).into_iter().next() {
        Some(found) => Err(Error::new_spanned(found, "missing `,` before this")),
        None => Ok(Assignment { name, value }),
    }
}

/// `scim` or `"scim"`
fn name(input: ParseStream<'_>) -> syn::Result<AssignedName> {
    if input.peek(LitStr) {
        return input.parse().map(AssignedName::Text);
    }
    input.call(Ident::parse_any).map(AssignedName::Word)
}

/// `"uniqueness"` or `-32001`
fn value(input: ParseStream<'_>, name: &str, text: ParseText<'_>) -> syn::Result<AssignedValue> {
    let ahead = input.fork();
    let sign = ahead.parse::<Option<Token![-]>>()?;
    if ahead.peek(LitInt) {
        input.parse::<Option<Token![-]>>()?;
        return Ok(AssignedValue::Integer(sign, input.parse()?));
    }
    let ahead = input.fork();
    if let Ok(word) = ahead.call(Ident::parse_any)
        && (ahead.is_empty() || ahead.peek(Token![,]))
    {
        let message = format!("`{name}` is text; write `{name} = \"{word}\"`");
        return Err(Error::new_spanned(word, message));
    }
    text(input, name).map(AssignedValue::Text)
}
