//! The value of one key: how each form is written, and what to write instead of a wrong value.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Error, Ident, Lit, LitInt, LitStr, Path, Token, WherePredicate,
    ext::IdentExt,
    parenthesized,
    parse::{ParseStream, Parser, discouraged::Speculative},
    punctuated::Punctuated,
    token,
};

use super::{
    duration,
    parser::skip_element,
    table::{Argument, AttributeKey, Form, Row, Word, Words},
};
use crate::diagnostics::{closest, list};

/// What is written after a key.
pub(crate) enum SettingValue {
    Flag,
    Text(LitStr),
    Pair(LitStr, LitStr),
    Path(Path),
    Status(WrittenStatus),
    Count(WrittenCount),
    Duration(WrittenDuration),
    Word(WrittenWord),
    Predicates(Punctuated<WherePredicate, Token![,]>),
}

impl SettingValue {
    pub(crate) fn text(&self) -> Option<&LitStr> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl ToTokens for SettingValue {
    /// The value as it is written, with the `=` or the parentheses.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Flag => TokenStream::new(),
            Self::Text(text) | Self::Duration(WrittenDuration::Millis(text, _)) => quote!(= #text),
            Self::Pair(first, second) => quote!((#first, #second)),
            Self::Path(path) | Self::Duration(WrittenDuration::Constant(path)) => quote!(= #path),
            Self::Status(status) => quote!(= #status),
            Self::Count(count) => quote!(= #count),
            Self::Word(WrittenWord { ident, argument: None, .. }) => quote!(= #ident),
            Self::Word(WrittenWord { ident, argument, .. }) => quote!(= #ident(#argument)),
            Self::Predicates(predicates) => quote!((#predicates)),
        });
    }
}

/// A status as it is written: its value is not known yet.
#[derive(Clone)]
pub(crate) enum WrittenStatus {
    Number(LitInt),
    /// A number with a sign before it.
    Signed(Token![-], Lit),
    Literal(Lit),
    Name(Ident),
    Path(Path),
}

/// A number that is at least one.
pub(crate) enum WrittenCount {
    Number(u64),
    Constant(Path),
}

impl ToTokens for WrittenCount {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Number(number) => Literal::u64_unsuffixed(*number).to_tokens(tokens),
            Self::Constant(path) => path.to_tokens(tokens),
        }
    }
}

pub(crate) enum WrittenDuration {
    /// The text, and its milliseconds.
    Millis(LitStr, u64),
    Constant(Path),
}

/// One of the words of a key.
pub(crate) struct WrittenWord {
    /// The enum of the runtime whose variant the word means.
    pub(crate) of: &'static str,
    pub(crate) word: &'static Word,
    pub(crate) ident: Ident,
    pub(crate) argument: Option<WrittenCount>,
}

impl ToTokens for WrittenStatus {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Number(number) => number.to_tokens(tokens),
            Self::Signed(sign, number) => tokens.extend(quote!(#sign #number)),
            Self::Literal(literal) => literal.to_tokens(tokens),
            Self::Name(name) => name.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
        }
    }
}

/// Parses what `row` asks for after its name.
pub(crate) fn parse<K: AttributeKey>(input: ParseStream<'_>, name: &Ident, row: &Row<K>) -> syn::Result<SettingValue> {
    let (key, example, form) = (row.name, row.example, row.form);
    let needs_value = |at: &dyn ToTokens| Error::new_spanned(at, format!("`{key}` needs a value; write `{example}`"));
    if form == Form::Reserved {
        return Err(Error::new_spanned(name, format!("`{key}` is not supported yet")));
    }
    if input.peek(token::Paren) {
        return match form {
            Form::Pair => pair(input, key, example),
            Form::TextOrPair(example) => pair(input, key, example),
            Form::Predicates => {
                let content;
                parenthesized!(content in input);
                Punctuated::parse_terminated(&content).map(SettingValue::Predicates)
            }
            Form::Flag => {
                Err(Error::new_spanned(skip_element(input), format!("`{key}` takes no value; write just `{key}`")))
            }
            _ => {
                let group = skip_element(input);
                Err(Error::new_spanned(group, format!("`{key}` takes no parentheses; write `{example}`")))
            }
        };
    }
    if !input.peek(Token![=]) {
        // The parser reports what follows a flag.
        return match form {
            Form::Flag | Form::FlagOrText => Ok(SettingValue::Flag),
            _ => Err(needs_value(name)),
        };
    }
    let equals: Token![=] = input.parse()?;
    match form {
        Form::Flag => Err(Error::new_spanned(equals, format!("`{key}` takes no value; write just `{key}`"))),
        Form::Pair | Form::Predicates => {
            Err(Error::new_spanned(equals, format!("`{key}` takes parentheses; write `{example}`")))
        }
        _ if input.is_empty() || input.peek(Token![,]) => Err(needs_value(&equals)),
        _ => assigned(input, key, example, form),
    }
}

/// Why a value cannot be read.
pub(crate) enum Mistake {
    /// The value is not of the form of its key.
    Form,
    /// The message, about the whole value.
    Value(String),
    /// An error with a caret of its own.
    At(Error),
}

impl From<Error> for Mistake {
    /// A syntax error: what the form is says more than syn does.
    fn from(_: Error) -> Self {
        Self::Form
    }
}

/// Parses the value after `=`, which is the whole rest of the element.
fn assigned(input: ParseStream<'_>, key: &str, example: &str, form: Form) -> syn::Result<SettingValue> {
    let ahead = input.fork();
    let found = match form {
        Form::Path => path(&ahead, key, example).map(SettingValue::Path),
        Form::CratePath => crate_path(&ahead, key, example).map(SettingValue::Path),
        Form::Status => status(&ahead).map(SettingValue::Status),
        Form::Count => count(&ahead, key, example).map(SettingValue::Count),
        Form::Duration => duration_text(&ahead, key).map(SettingValue::Duration),
        Form::Word(words) => word(&ahead, key, words).map(SettingValue::Word),
        _ => text(&ahead).map(SettingValue::Text),
    };
    let message = match found {
        Err(Mistake::At(error)) => return Err(error),
        _ if goes_on(&ahead) => None,
        Ok(value) => {
            input.advance_to(&ahead);
            return Ok(value);
        }
        Err(Mistake::Value(message)) => Some(message),
        Err(Mistake::Form) => None,
    };
    let expected = || match form {
        Form::Path | Form::CratePath => format!("`{key}` is a path; write `{example}`"),
        Form::Status => format!("`{key}` is a status; write `{example}`"),
        Form::Count => expected_count(key, example),
        Form::Duration => format!("`{key}` is text, or the path of a constant; write `{example}`"),
        Form::Word(words) => format!("`{key}` is {}", list(words.words.iter().map(Word::example), "or")),
        _ => format!("`{key}` is a string literal; write `{key} = \"...\"`"),
    };
    Err(Error::new_spanned(skip_element(input), message.unwrap_or_else(expected)))
}

/// True if the expression that was read goes on. Before a word or a literal a comma is missing instead.
pub(crate) fn goes_on(input: ParseStream<'_>) -> bool {
    match input.cursor().token_tree() {
        Some((TokenTree::Punct(punct), _)) => !matches!(punct.as_char(), ',' | ';'),
        Some((TokenTree::Group(_), _)) => true,
        Some((TokenTree::Ident(word), _)) => word == "as",
        Some((TokenTree::Literal(_), _)) | None => false,
    }
}

/// `"text"`
fn text(input: ParseStream<'_>) -> Result<LitStr, Mistake> {
    // `peek` of a literal parses it, so a cursor looks instead.
    if input.cursor().literal().is_none() {
        return Err(Mistake::Form);
    }
    match input.parse()? {
        Lit::Str(text) => Ok(text),
        _ => Err(Mistake::Form),
    }
}

/// `("text", "text")`
fn pair(input: ParseStream<'_>, key: &str, example: &str) -> syn::Result<SettingValue> {
    let group = input.fork().parse::<TokenTree>()?;
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
        (Some(first), Some(second), None) if complete => Ok(SettingValue::Pair(first, second)),
        _ => Err(Error::new_spanned(group, format!("`{key}` takes two string literals; write `{example}`"))),
    }
}

/// `path::to::something`
fn path(input: ParseStream<'_>, key: &str, example: &str) -> Result<Path, Mistake> {
    if input.cursor().literal().is_none() {
        return Ok(input.parse()?);
    }
    let Lit::Str(text) = input.parse()? else { return Err(Mistake::Form) };
    let written = match text.parse::<Path>() {
        Ok(path) => format!("{key} = {}", path.to_token_stream().to_string().replace(' ', "")),
        Err(_) => example.to_owned(),
    };
    Err(Mistake::Value(format!("`{key}` is a path, not text; write `{written}`")))
}

/// `::name` or `crate::path`: the path is used inside a block, and perhaps inside a macro of another crate.
fn crate_path(input: ParseStream<'_>, key: &str, example: &str) -> Result<Path, Mistake> {
    let path = path(input, key, example)?;
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    if path.leading_colon.is_some() || first == "crate" || first == "$crate" {
        return Ok(path);
    }
    let name = path.to_token_stream().to_string().replace(' ', "");
    Err(Mistake::Value(format!(
        "`{key}` must be an absolute path; write `::{name}` for a crate or `crate::{name}` for a re-export in this one"
    )))
}

/// `404`, `NOT_FOUND` or `path::to::CONST`
pub(crate) fn status(input: ParseStream<'_>) -> Result<WrittenStatus, Mistake> {
    if input.peek(Token![-]) {
        return Ok(WrittenStatus::Signed(input.parse()?, input.parse()?));
    }
    if input.cursor().literal().is_some() {
        return Ok(match input.parse()? {
            Lit::Int(number) => WrittenStatus::Number(number),
            literal => WrittenStatus::Literal(literal),
        });
    }
    if input.peek(Token![::]) || input.peek2(Token![::]) {
        return Ok(WrittenStatus::Path(input.parse()?));
    }
    Ok(WrittenStatus::Name(input.call(Ident::parse_any)?))
}

/// `1000` or `limits::MAX`
fn count(input: ParseStream<'_>, key: &str, example: &str) -> Result<WrittenCount, Mistake> {
    if input.cursor().literal().is_none() {
        return Ok(WrittenCount::Constant(input.call(Path::parse_mod_style)?));
    }
    let number = match input.parse::<Lit>()? {
        Lit::Int(number) if matches!(number.suffix(), "" | "usize") => number,
        Lit::Int(number) => {
            let (suffix, digits) = (number.suffix(), number.base10_digits());
            return Err(Mistake::Value(format!("`{key}` has no unit `{suffix}`; write `{key} = {digits}`")));
        }
        Lit::Str(text) if text.value().parse::<u64>().is_ok() => {
            let message = format!("`{key}` is a number, not text; write `{key} = {}`", text.value());
            return Err(Mistake::Value(message));
        }
        _ => return Err(Mistake::Value(expected_count(key, example))),
    };
    match number.base10_parse::<u64>() {
        Ok(0) => Err(Mistake::Value(format!("`{key}` is at least 1"))),
        // The largest number that fits `usize` on every platform.
        Ok(value) if u32::try_from(value).is_ok() => Ok(WrittenCount::Number(value)),
        _ => Err(Mistake::Value(format!("`{key}` is at most {}", u32::MAX))),
    }
}

fn expected_count(key: &str, example: &str) -> String {
    format!("`{key}` is a number, or the path of a constant; write `{example}`")
}

/// `"5s"` or `limits::PATIENCE`
fn duration_text(input: ParseStream<'_>, key: &str) -> Result<WrittenDuration, Mistake> {
    if input.cursor().literal().is_none() {
        return Ok(WrittenDuration::Constant(input.call(Path::parse_mod_style)?));
    }
    match input.parse()? {
        Lit::Str(text) => {
            let millis = duration::parse(&text.value()).map_err(Mistake::Value)?;
            Ok(WrittenDuration::Millis(text, millis))
        }
        Lit::Int(number) if number.suffix().is_empty() => {
            let digits = number.base10_digits();
            Err(Mistake::Value(format!("`{key}` needs a unit; write `{key} = \"{digits}s\"`")))
        }
        Lit::Int(number) if duration::is_unit(number.suffix()) => {
            Err(Mistake::Value(format!("`{key}` is text; write `{key} = \"{number}\"`")))
        }
        _ => Err(Mistake::Form),
    }
}

/// `never` or `stop_after(3)`
fn word(input: ParseStream<'_>, key: &str, words: &'static Words) -> Result<WrittenWord, Mistake> {
    let start = input.fork();
    let ident = input.call(Ident::parse_any).ok();
    let word = ident.as_ref().and_then(|ident| words.words.iter().find(|word| ident == word.written));
    let (Some(ident), Some(word)) = (ident, word) else {
        skip_element(input);
        return Err(Mistake::Value(unknown_word(&skip_element(&start), key, words)));
    };
    let argument = match &word.argument {
        Some(argument) => Some(argument_of(input, key, word, argument)?),
        None if input.peek(token::Paren) => {
            let written = word.written;
            let message = format!("`{written}` takes no parentheses; write `{key} = {written}`");
            return Err(Mistake::At(Error::new_spanned(skip_element(input), message)));
        }
        None => None,
    };
    Ok(WrittenWord { of: words.of, word, ident, argument })
}

/// `(3)` after a word
fn argument_of(input: ParseStream<'_>, key: &str, word: &Word, argument: &Argument) -> Result<WrittenCount, Mistake> {
    let (written, Argument { noun, example }) = (word.written, argument);
    let missing = format!("`{written}` needs {noun}; write `{key} = {example}`");
    if !input.peek(token::Paren) {
        return Err(Mistake::Value(missing));
    }
    let group = input.parse::<Group>()?;
    let inside = group.stream();
    if inside.is_empty() {
        return Err(Mistake::At(Error::new_spanned(group, missing)));
    }
    let content = |content: ParseStream<'_>| {
        let found = count(content, written, example);
        let alone = content.is_empty();
        skip_all(content);
        Ok((found, alone))
    };
    let (found, alone) = content.parse2(inside.clone())?;
    match found {
        Ok(_) if !alone => {
            let message = format!("`{written}` takes one number; write `{key} = {example}`");
            Err(Mistake::At(Error::new_spanned(group, message)))
        }
        Ok(count) => Ok(count),
        Err(Mistake::Value(message)) => Err(Mistake::At(Error::new_spanned(inside, message))),
        Err(_) => Err(Mistake::At(Error::new_spanned(inside, expected_count(written, example)))),
    }
}

fn unknown_word(written: &TokenStream, key: &str, words: &Words) -> String {
    let known = || words.words.iter().map(|word| word.written);
    let example = |near: &str| words.words.iter().find(|word| word.written == near).map_or("", Word::example);
    let last = written.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        TokenTree::Literal(literal) => Some(literal.to_string().trim_matches('"').to_owned()),
        _ => None,
    });
    // `Mode::BestEffort` or `"best_effort"`
    let last = last.last().map(|word| snake_case(&word)).unwrap_or_default();
    if let Some(exact) = known().find(|known| *known == last) {
        return format!("`{key}` is written `{key} = {}`", example(exact));
    }
    let text = written.to_string().replace(' ', "");
    match closest(&text, known()).or_else(|| closest(&last, known())) {
        Some(near) => format!("`{key}` has no value `{text}`; did you mean `{}`?", example(near)),
        None => format!("`{key}` is {}", list(words.words.iter().map(Word::example), "or")),
    }
}

/// `BestEffort` as `best_effort`.
fn snake_case(word: &str) -> String {
    let mut snake = String::new();
    for character in word.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

/// Consumes the rest of a group: syn would report what is left of it beside the better error.
fn skip_all(content: ParseStream<'_>) {
    while !content.is_empty() && content.parse::<TokenTree>().is_ok() {}
}
