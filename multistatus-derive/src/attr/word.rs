//! A key whose value is one of a few words, such as `retry = safe` or `mode = stop_after(3)`.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{
    Error, Ident, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    token,
};

use super::{
    number::{self, Mistake, WrittenNumber},
    tokens::skip_element,
};
use crate::diagnostics::{closest, list};

/// The words that a key takes as its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The enum of the runtime whose variants they are.
    pub(crate) of: &'static str,
    pub(crate) words: &'static [Word],
}

/// A word, and the variant that it means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) written: &'static str,
    pub(crate) variant: &'static str,
    pub(crate) argument: Option<Argument>,
}

/// The number that a word takes in parentheses.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) noun: &'static str,
    /// The word with its argument.
    pub(crate) example: &'static str,
}

/// A word as the value of a key.
pub(crate) struct WrittenWord {
    pub(crate) words: &'static Words,
    pub(crate) word: &'static Word,
    pub(crate) ident: Ident,
    pub(crate) argument: Option<WrittenNumber>,
}

impl Words {
    /// Returns the message that lists the words.
    pub(super) fn expected(&self, key: &str) -> String {
        format!("`{key}` is {}", list(self.words.iter().map(Word::example), "or"))
    }

    pub(super) fn find(&self, written: &str) -> Option<&Word> {
        self.words.iter().find(|word| word.written == written)
    }
}

impl Word {
    pub(crate) const fn new(written: &'static str, variant: &'static str) -> Self {
        Self { written, variant, argument: None }
    }

    /// Returns the word as a message shows it.
    pub(super) fn example(&self) -> &'static str {
        self.argument.as_ref().map_or(self.written, |argument| argument.example)
    }
}

/// `never` or `stop_after(3)`, after `key = `
pub(super) fn parse(input: ParseStream<'_>, key: &str, words: &'static Words) -> Result<WrittenWord, Mistake> {
    parse_one(input, key, words, &|word| format!("{key} = {word}"))
}

/// Parses one word. `setting` returns the whole setting with a word, for messages.
fn parse_one(
    input: ParseStream<'_>,
    key: &str,
    words: &'static Words,
    setting: &dyn Fn(&str) -> String,
) -> Result<WrittenWord, Mistake> {
    let start = input.fork();
    let ident = input.call(Ident::parse_any).ok();
    let word = ident.as_ref().and_then(|ident| words.find(&ident.to_string()));
    let (Some(ident), Some(word)) = (ident, word) else {
        skip_element(input);
        return Err(Mistake::Value(unknown_word(&skip_element(&start), key, words, setting)));
    };
    let argument = match &word.argument {
        Some(argument) => Some(argument_of(input, word, argument, setting)?),
        None if input.peek(token::Paren) => {
            let written = word.written;
            let message = format!("`{written}` takes no parentheses; write `{}`", setting(written));
            return Err(Mistake::At(Error::new_spanned(skip_element(input), message)));
        }
        None => None,
    };
    Ok(WrittenWord { words, word, ident, argument })
}

/// `(axum, actix)`
pub(super) fn parse_list(
    input: ParseStream<'_>,
    key: &str,
    words: &'static Words,
    example: &str,
) -> syn::Result<Vec<WrittenWord>> {
    let group = input.parse::<Group>()?;
    let mut written: Vec<WrittenWord> = Vec::new();
    let list = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let start = input.fork();
            let word = match parse_one(input, key, words, &|word| format!("{key}({word})")) {
                Ok(word) if input.is_empty() || input.peek(Token![,]) => word,
                Err(Mistake::At(error)) => return Err(error),
                Err(Mistake::Value(message)) => return Err(Error::new_spanned(skip_element(&start), message)),
                _ => return Err(Error::new_spanned(skip_element(&start), words.expected(key))),
            };
            if written.iter().any(|earlier| earlier.word == word.word) {
                let message = format!("`{}` is given twice; keep one", word.word.written);
                return Err(Error::new_spanned(&word.ident, message));
            }
            written.push(word);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    list.parse2(group.stream())?;
    if written.is_empty() {
        return Err(Error::new_spanned(group, format!("`{key}` needs a value; write `{example}`")));
    }
    Ok(written)
}

/// `(3)` after a word
fn argument_of(
    input: ParseStream<'_>,
    word: &Word,
    argument: &Argument,
    setting: &dyn Fn(&str) -> String,
) -> Result<WrittenNumber, Mistake> {
    let (written, Argument { noun, example }) = (word.written, argument);
    let missing = format!("`{written}` needs {noun}; write `{}`", setting(example));
    if !input.peek(token::Paren) {
        return Err(Mistake::Value(missing));
    }
    let group = input.parse::<Group>()?;
    let inside = group.stream();
    let read = |content: ParseStream<'_>| Ok(number::parse(content, |literal| number::count(literal, written)));
    let message = match read.parse2(inside.clone()) {
        _ if inside.is_empty() => return Err(Mistake::At(Error::new_spanned(group, missing))),
        Ok(Ok(number)) => return Ok(number),
        Ok(Err(Mistake::Value(message))) => message,
        Ok(Err(_)) => number::expected_count(written, example),
        // More than one expression.
        Err(_) => {
            let message = format!("`{written}` takes one number; write `{}`", setting(example));
            return Err(Mistake::At(Error::new_spanned(group, message)));
        }
    };
    Err(Mistake::At(Error::new_spanned(inside, message)))
}

/// Returns the message for a value that is not one of the words.
fn unknown_word(written: &TokenStream, key: &str, words: &Words, setting: &dyn Fn(&str) -> String) -> String {
    let last = written.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        TokenTree::Literal(literal) => Some(literal.to_string().trim_matches('"').to_owned()),
        _ => None,
    });
    // `Mode::BestEffort` or `"best_effort"`
    let last = last.last().map(|word| snake_case(&word)).unwrap_or_default();
    if let Some(word) = words.find(&last) {
        return format!("`{key}` is written `{}`", setting(word.example()));
    }
    let text = written.to_string().replace(' ', "");
    let near = |text: &str| words.find(closest(text, words.words.iter().map(|word| word.written))?);
    match near(&text).or_else(|| near(&last)) {
        Some(word) => format!("`{key}` has no value `{text}`; did you mean `{}`?", word.example()),
        None => words.expected(key),
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
