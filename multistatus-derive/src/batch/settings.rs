//! Parses the list of `#[batch(...)]` by the table of keys, and checks what needs two of them at once.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Error, Ident, Lit, Path,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use super::{
    keys::{self, Row},
    value::{self, Duration, MODES, Mode, Value},
};
use crate::{
    attr::list,
    diagnostics::{self, Diagnostics, closest},
};

/// Everything that the attribute says, in the order in which it says it.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) settings: Vec<Setting>,
}

/// One key, and what was written after it.
pub(crate) struct Setting {
    pub(crate) row: &'static Row,
    pub(crate) name: Ident,
    pub(crate) value: Value,
    /// Both as they were written.
    pub(crate) written: TokenStream,
}

impl Settings {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut settings = Self::default();
        let parsed = (|input: ParseStream<'_>| Ok(list::items(input, |input| settings.item(input)))).parse2(tokens);
        match parsed {
            Ok(errors) => errors.into_iter().for_each(|error| diagnostics.push(error)),
            Err(error) => diagnostics.push(error),
        }
        settings.check(diagnostics);
        settings
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.settings.iter().find(|setting| setting.row.name == name).map(|setting| &setting.value)
    }

    /// The path of the crate, where it is not `multistatus`.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self.get("crate")? {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The word `atomic`, where that is the mode.
    pub(crate) fn atomic(&self) -> Option<&Ident> {
        match self.get("mode")? {
            Value::Mode(Mode::Atomic(word)) => Some(word),
            _ => None,
        }
    }

    fn item(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(no_key(input)?);
        }
        let written = list::skip_item(&input.fork());
        let name = input.call(Ident::parse_any)?;
        let word = name.unraw().to_string();
        let Some(row) = keys::find(&word) else { return Err(Error::new_spanned(name, unknown(&word))) };
        let value = value::parse(input, &name, row)?;
        if self.get(row.name).is_some() {
            return Err(Error::new_spanned(name, format!("`{word}` is given twice; keep one")));
        }
        self.settings.push(Setting { row, name, value, written });
        Ok(())
    }

    fn check(&self, diagnostics: &mut Diagnostics) {
        if let Some(Value::Duration(Duration::Millis(timeout, item))) = self.get("item_timeout")
            && let Some(Value::Duration(Duration::Millis(deadline, batch))) = self.get("deadline")
            && item > batch
        {
            let deadline = deadline.value();
            let message =
                format!("an item has no more time than its batch, whose deadline is `{deadline}`; write less");
            diagnostics.error(timeout, message);
        }
    }
}

/// What to say of something that cannot be a key.
fn no_key(input: ParseStream<'_>) -> syn::Result<Error> {
    let next: TokenTree = input.fork().parse()?;
    let written = match input.cursor().literal() {
        None => None,
        Some(_) => match input.fork().parse::<Lit>()? {
            Lit::Int(number) if number.suffix().is_empty() => Some(format!("max_items = {number}")),
            Lit::Str(text) => Some(format!("item_timeout = \"{}\"", text.value())),
            _ => None,
        },
    };
    Ok(Error::new_spanned(
        next,
        match written {
            Some(written) => format!("expected a key; write `{written}`"),
            None => format!("expected a key; {}", takes()),
        },
    ))
}

/// What to say of a word that is no key.
fn unknown(word: &str) -> String {
    if MODES.contains(&word) {
        let parentheses = if word == "stop_after" { "(3)" } else { "" };
        return format!("`{word}` is a mode; write `mode = {word}{parentheses}`");
    }
    if let Some(key) = keys::whose(word) {
        return format!("`{word}` is a value of `{key}`; write `{key} = {word}`");
    }
    match keys::alias(word).or_else(|| closest(word, keys::names())) {
        Some(near) => format!("unknown key `{word}`; did you mean `{near}`?"),
        None => format!("unknown key `{word}`; {}", takes()),
    }
}

fn takes() -> String {
    format!("`#[batch]` takes: {}", diagnostics::list(keys::names(), "and"))
}
