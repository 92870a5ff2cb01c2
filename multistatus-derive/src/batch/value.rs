//! The value of one key of `#[batch(...)]`: how each form is written, and what to write instead.

use quote::ToTokens;
use syn::{
    Error, Ident, Lit, LitStr, Path, Token,
    ext::IdentExt,
    parenthesized,
    parse::{ParseStream, discouraged::Speculative},
    token,
};

use super::{
    duration,
    keys::{Form, Row, Words},
};
use crate::{
    attr::{
        list::{skip_all, skip_item},
        value,
    },
    diagnostics::{closest, list},
};

/// What was written after a key.
pub(crate) enum Value {
    Flag,
    Count(Count),
    Duration(Duration),
    Mode(Mode),
    /// An enum of the runtime, and one of its variants.
    Word(&'static str, &'static str),
    Path(Path),
}

/// A number that is at least one.
pub(crate) enum Count {
    Number(u64),
    Constant(Path),
}

pub(crate) enum Duration {
    Millis(LitStr, u64),
    Constant(Path),
}

pub(crate) enum Mode {
    BestEffort,
    Atomic(Ident),
    StopAfter(Count),
}

/// The modes as they are written.
pub(crate) static MODES: [&str; 3] = ["best_effort", "stop_after", "atomic"];

/// Parses what `row` asks for after its name.
pub(crate) fn parse(input: ParseStream<'_>, name: &Ident, row: &Row) -> syn::Result<Value> {
    let (key, example) = (row.name, row.example);
    let needs = |at: &dyn ToTokens| Error::new_spanned(at, format!("`{key}` needs a value; write `{example}`"));
    if row.form == Form::Flag {
        return flag(input, key);
    }
    if input.peek(token::Paren) {
        let group = skip_item(input);
        return Err(Error::new_spanned(group, format!("`{key}` takes no parentheses; write `{example}`")));
    }
    if !input.peek(Token![=]) {
        return Err(needs(name));
    }
    let equals: Token![=] = input.parse()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(needs(&equals));
    }
    match row.form {
        Form::Flag => Ok(Value::Flag),
        Form::Count => count(input, key, example).map(Value::Count),
        Form::Duration => duration_of(input, row).map(Value::Duration),
        Form::Mode => mode(input).map(Value::Mode),
        Form::Word(words) => variant(input, key, words),
        Form::Path => {
            let path = value::path(input, key, example)?;
            value::check_crate(&path).map_err(|message| Error::new_spanned(&path, message))?;
            Ok(Value::Path(path))
        }
    }
}

fn flag(input: ParseStream<'_>, key: &str) -> syn::Result<Value> {
    if input.peek(Token![=]) || input.peek(token::Paren) {
        return Err(Error::new_spanned(skip_item(input), format!("`{key}` takes no value; write just `{key}`")));
    }
    Ok(Value::Flag)
}

/// `1000`, or `limits::MAX`
fn count(input: ParseStream<'_>, key: &str, example: &str) -> syn::Result<Count> {
    let written = skip_item(&input.fork());
    let wrong = |message: String| Error::new_spanned(&written, message);
    let no_number = || format!("`{key}` is a number, or the path of a constant; write `{example}`");
    if input.cursor().literal().is_none() {
        let path = constant(input).ok_or_else(|| {
            skip_item(input);
            wrong(no_number())
        })?;
        return Ok(Count::Constant(path));
    }
    let literal: Lit = input.parse()?;
    let number = match &literal {
        _ if goes_on(input) => return Err(wrong(no_number())),
        Lit::Int(number) if matches!(number.suffix(), "" | "usize") => number.clone(),
        Lit::Int(number) => {
            let (suffix, digits) = (number.suffix(), number.base10_digits());
            return Err(wrong(format!("`{key}` has no unit `{suffix}`; write `{key} = {digits}`")));
        }
        Lit::Str(text) if text.value().parse::<u64>().is_ok() => {
            return Err(wrong(format!("`{key}` is a number, not text; write `{key} = {}`", text.value())));
        }
        _ => return Err(wrong(no_number())),
    };
    match number.base10_parse::<u64>() {
        Ok(0) => Err(wrong(format!("`{key}` is at least 1"))),
        // The smallest `usize` that there is where this may run.
        Ok(value) if u32::try_from(value).is_ok() => Ok(Count::Number(value)),
        _ => Err(wrong(format!("`{key}` is at most {}", u32::MAX))),
    }
}

/// `"5s"`, or `limits::PATIENCE`
fn duration_of(input: ParseStream<'_>, row: &Row) -> syn::Result<Duration> {
    let (key, example) = (row.name, row.example);
    let written = skip_item(&input.fork());
    let wrong = |message: String| Error::new_spanned(&written, message);
    let is_text = || wrong(format!("`{key}` is text, or the path of a constant; write `{example}`"));
    if input.cursor().literal().is_none() {
        return constant(input).map(Duration::Constant).ok_or_else(|| {
            skip_item(input);
            is_text()
        });
    }
    match input.parse::<Lit>()? {
        _ if goes_on(input) => Err(is_text()),
        Lit::Str(text) => {
            let millis = duration::parse(&text.value()).map_err(wrong)?;
            Ok(Duration::Millis(text, millis))
        }
        Lit::Int(number) if number.suffix().is_empty() => {
            let message = format!("`{key}` needs a unit; write `{key} = \"{}s\"`", number.base10_digits());
            Err(wrong(message))
        }
        Lit::Int(number) if duration::is_unit(number.suffix()) => {
            Err(wrong(format!("`{key}` is text; write `{key} = \"{number}\"`")))
        }
        _ => Err(is_text()),
    }
}

/// Whether an expression goes on here. Before a word, a comma is missing.
fn goes_on(input: ParseStream<'_>) -> bool {
    !input.is_empty() && !input.peek(Token![,]) && !input.peek(Ident::peek_any)
}

/// A path that is the whole value.
fn constant(input: ParseStream<'_>) -> Option<Path> {
    if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
        return None;
    }
    let ahead = input.fork();
    let path = ahead.call(Path::parse_mod_style).ok()?;
    if goes_on(&ahead) {
        return None;
    }
    input.advance_to(&ahead);
    Some(path)
}

/// `best_effort`, `atomic` or `stop_after(3)`
fn mode(input: ParseStream<'_>) -> syn::Result<Mode> {
    let all = "`best_effort`, `stop_after(3)` or `atomic`";
    let word = word(input, "mode", &MODES, all)?;
    let parentheses = input.peek(token::Paren);
    match word.to_string().as_str() {
        "stop_after" if parentheses => {
            let group = skip_item(&input.fork());
            let content;
            parenthesized!(content in input);
            if content.is_empty() {
                let message = "`stop_after` needs a number of failures; write `mode = stop_after(3)`";
                return Err(Error::new_spanned(group, message));
            }
            let failures = count(&content, "stop_after", "stop_after(3)");
            let alone = content.is_empty();
            skip_all(&content);
            match failures {
                Ok(_) if !alone => {
                    let message = "`stop_after` takes one number; write `mode = stop_after(3)`";
                    Err(Error::new_spanned(group, message))
                }
                failures => failures.map(Mode::StopAfter),
            }
        }
        "stop_after" => {
            let message = "`stop_after` needs a number of failures; write `mode = stop_after(3)`";
            Err(Error::new_spanned(word, message))
        }
        plain if parentheses => {
            let message = format!("`{plain}` takes no parentheses; write `mode = {plain}`");
            Err(Error::new_spanned(skip_item(input), message))
        }
        "atomic" => Ok(Mode::Atomic(word)),
        _ => Ok(Mode::BestEffort),
    }
}

/// `conflict`, or another word of the key.
fn variant(input: ParseStream<'_>, key: &str, words: &'static Words) -> syn::Result<Value> {
    let known: Vec<&str> = words.words.iter().map(|(written, _)| *written).collect();
    let written = word(input, key, &known, &list(known.iter().copied(), "or"))?;
    let variant = words.words.iter().find(|(word, _)| written == word).map_or("", |(_, variant)| variant);
    Ok(Value::Word(words.of, variant))
}

/// One of `words`; `all` says all of them.
fn word(input: ParseStream<'_>, key: &str, words: &[&'static str], all: &str) -> syn::Result<Ident> {
    let ahead = input.fork();
    if let Ok(word) = ahead.call(Ident::parse_any)
        && words.iter().any(|known| word == known)
    {
        return input.call(Ident::parse_any);
    }
    let written = skip_item(input);
    let last = written.clone().into_iter().filter_map(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => Some(ident.to_string()),
        proc_macro2::TokenTree::Literal(literal) => Some(literal.to_string().trim_matches('"').to_owned()),
        _ => None,
    });
    // `Mode::BestEffort`, `"best_effort"` or `best_efort`
    let meant = last.last().map(|word| snake(&word)).unwrap_or_default();
    let message = match closest(&meant, words.iter().copied()) {
        Some("stop_after") => "`mode` is written `mode = stop_after(3)`".to_owned(),
        Some(near) => format!("`{key}` is written `{key} = {near}`"),
        None => format!("`{key}` is {all}"),
    };
    Err(Error::new_spanned(written, message))
}

/// `BestEffort` as `best_effort`.
fn snake(word: &str) -> String {
    let mut snake = String::new();
    for character in word.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}
