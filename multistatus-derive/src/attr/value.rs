//! The value of one key: how each form is written, and what a lone value must look like to be sent.

use quote::ToTokens;
use syn::{
    Error, Ident, Lit, LitStr, Path, Token, WherePredicate, ext::IdentExt, parenthesized, parse::ParseStream,
    punctuated::Punctuated, token,
};

use super::list::{skip_all, skip_item};
use crate::{
    diagnostics::{closest, list},
    outcome::{
        keys::{Form, Key, Row},
        status::{self, WrittenCode},
    },
};

/// What was written after a key.
pub(crate) enum Value {
    Flag,
    Text(LitStr),
    Pair(LitStr, LitStr),
    Path(Path),
    Code(WrittenCode),
    Retry(Retry),
    Predicates(Punctuated<WherePredicate, Token![,]>),
}

impl Value {
    pub(crate) fn text(&self) -> Option<&LitStr> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The classes of `retry`: what is written, and the variant of the runtime's `Retry`.
#[derive(Clone, Copy)]
pub(crate) struct Retry {
    pub(crate) written: &'static str,
    pub(crate) variant: &'static str,
}

static RETRIES: &[Retry] = &[
    Retry { written: "never", variant: "Never" },
    Retry { written: "safe", variant: "Safe" },
    Retry { written: "if_idempotent", variant: "IfIdempotent" },
    Retry { written: "with_cause", variant: "WithCause" },
];

/// Parses what `row` asks for after its name.
pub(crate) fn parse(input: ParseStream<'_>, name: &Ident, row: &Row) -> syn::Result<Value> {
    let (key, example) = (row.name, row.example);
    if row.form == Form::Reserved {
        skip_item(input);
        return Err(Error::new_spanned(name, format!("`{key}` is not supported yet")));
    }
    if input.is_empty() || input.peek(Token![,]) {
        return match row.form {
            Form::Flag | Form::FlagOrText => Ok(Value::Flag),
            _ => Err(Error::new_spanned(name, format!("`{key}` needs a value; write `{example}`"))),
        };
    }
    if input.peek(Token![=]) {
        let equals: Token![=] = input.parse()?;
        return match row.form {
            Form::Flag => Err(Error::new_spanned(equals, format!("`{key}` takes no value; write just `{key}`"))),
            Form::Pair | Form::Predicates => {
                Err(Error::new_spanned(equals, format!("`{key}` takes parentheses; write `{example}`")))
            }
            _ if input.is_empty() || input.peek(Token![,]) => {
                Err(Error::new_spanned(equals, format!("`{key}` needs a value; write `{example}`")))
            }
            Form::Text | Form::FlagOrText | Form::TextOrPair => text(input, key),
            Form::Path => path(input, key, example).map(Value::Path),
            Form::Code => code(input, row),
            Form::Retry => retry(input),
            Form::Reserved => Ok(Value::Flag),
        };
    }
    if !input.peek(token::Paren) {
        // Left for the list, which says that a comma is missing.
        return match row.form {
            Form::Flag | Form::FlagOrText => Ok(Value::Flag),
            _ => Err(Error::new_spanned(name, format!("`{key}` needs a value; write `{example}`"))),
        };
    }
    match row.form {
        Form::Pair | Form::TextOrPair => pair(input, row),
        Form::Predicates => {
            let content;
            parenthesized!(content in input);
            Punctuated::parse_terminated(&content).map(Value::Predicates)
        }
        Form::Flag => Err(Error::new_spanned(skip_item(input), format!("`{key}` takes no value; write just `{key}`"))),
        _ => Err(Error::new_spanned(skip_item(input), format!("`{key}` takes no parentheses; write `{example}`"))),
    }
}

/// `= "text"`
fn text(input: ParseStream<'_>, key: &str) -> syn::Result<Value> {
    let start = input.fork();
    if input.cursor().literal().is_some()
        && let Lit::Str(text) = input.parse()?
    {
        return Ok(Value::Text(text));
    }
    skip_item(input);
    Err(Error::new_spanned(skip_item(&start), format!("`{key}` is a string literal; write `{key} = \"...\"`")))
}

/// `("text", "text")`
fn pair(input: ParseStream<'_>, row: &Row) -> syn::Result<Value> {
    let group = input.fork().parse::<proc_macro2::TokenTree>()?;
    let content;
    parenthesized!(content in input);
    let mut texts = Vec::new();
    while content.peek(LitStr) {
        texts.push(content.parse::<LitStr>()?);
        if !content.is_empty() {
            content.parse::<Option<Token![,]>>()?;
        }
    }
    let complete = content.is_empty();
    skip_all(&content);
    let mut texts = texts.into_iter();
    match (texts.next(), texts.next(), texts.next()) {
        (Some(first), Some(second), None) if complete => Ok(Value::Pair(first, second)),
        _ => {
            let example = match row.key {
                Key::Condition => "condition(\"urn:example\", \"name\")",
                _ => row.example,
            };
            Err(Error::new_spanned(group, format!("`{}` takes two string literals; write `{example}`", row.name)))
        }
    }
}

/// `= path::to::something`
pub(crate) fn path(input: ParseStream<'_>, key: &str, example: &str) -> syn::Result<Path> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        let written = match literal.parse::<Path>() {
            Ok(path) => format!("{key} = {}", path.to_token_stream().to_string().replace(' ', "")),
            Err(_) => example.to_owned(),
        };
        return Err(Error::new_spanned(literal, format!("`{key}` is a path, not text; write `{written}`")));
    }
    if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
        return Err(Error::new_spanned(skip_item(input), format!("`{key}` is a path; write `{example}`")));
    }
    input.parse()
}

/// `= 404`
fn code(input: ParseStream<'_>, row: &Row) -> syn::Result<Value> {
    let begins = input.peek(Lit) || input.peek(Token![-]) || input.peek(Token![::]) || input.peek(Ident::peek_any);
    if !begins {
        let message = format!("`{}` is a status; write `{}`", row.name, row.example);
        return Err(Error::new_spanned(skip_item(input), message));
    }
    status::parse(input).map(Value::Code)
}

/// `= never`
fn retry(input: ParseStream<'_>) -> syn::Result<Value> {
    let start = input.fork();
    let word = input.parse::<Ident>().map(|word| word.to_string()).unwrap_or_default();
    if let Some(retry) = RETRIES.iter().find(|retry| retry.written == word) {
        return Ok(Value::Retry(*retry));
    }
    skip_item(input);
    let written = skip_item(&start);
    let word = written.to_string().replace(' ', "");
    let words = || RETRIES.iter().map(|retry| retry.written);
    let message = match closest(&word, words()) {
        Some(near) => format!("`retry` has no class `{word}`; did you mean `{near}`?"),
        None => format!("`retry` is {}", list(words(), "or")),
    };
    Err(Error::new_spanned(written, message))
}

/// Checks a `crate` path: it is used inside a block of its own, and perhaps inside somebody else's macro.
pub(crate) fn check_crate(path: &Path) -> Result<(), String> {
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if path.leading_colon.is_some() || first == "crate" || first == "$crate" {
        return Ok(());
    }
    let name = path.to_token_stream().to_string().replace(' ', "");
    Err(format!(
        "`crate` must be an absolute path; write `::{name}` for a crate or `crate::{name}` for a re-export in this one"
    ))
}

/// Checks a field name of HTTP: a token (RFC 9110 section 5.1).
pub(crate) fn check_header_name(name: &str) -> Result<(), String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(token) {
        return Ok(());
    }
    Err(format!("`{name}` is not an HTTP header name; write one such as `ETag`"))
}

/// Checks the fixed text of a header value (RFC 9110 section 5.5).
pub(crate) fn check_header_text(text: &str) -> Result<(), String> {
    match text.chars().find(|character| character.is_control() && *character != '\t') {
        None => Ok(()),
        Some(control) => Err(format!("`{}` cannot stand in a header; remove it", control.escape_default())),
    }
}

/// Checks a URI reference (RFC 3986 section 4.1) by its characters.
pub(crate) fn check_reference(text: &str) -> Result<(), String> {
    let bytes = text.as_bytes();
    let allowed = |(at, byte): (usize, &u8)| match byte {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(byte),
    };
    let fragments = bytes.iter().filter(|byte| **byte == b'#').count();
    if !bytes.is_empty() && fragments <= 1 && bytes.iter().enumerate().all(allowed) {
        return Ok(());
    }
    Err(format!("`{text}` is not a URI reference; write an absolute URI such as `https://example.com/problems/quota`"))
}

/// Checks the name of an extension member: those of RFC 9457 itself, and our own, are taken.
pub(crate) fn check_extension(name: &str) -> Result<(), String> {
    match name {
        "type" | "title" | "status" | "detail" | "instance" | "conditions" => {
            Err(format!("`{name}` is a member of every problem object; choose another extension name"))
        }
        "" => Err("an extension member needs a name; write `extension = \"limit\"`".to_owned()),
        _ => Ok(()),
    }
}
