//! The settings of `#[batch(...)]`, and the check of what needs two of them at once.

use proc_macro2::TokenStream;
use syn::{Error, Ident, Lit, Path, parse::ParseStream};

use super::keys::{BatchKey, FunctionTarget};
use crate::{
    attr::{
        number::WrittenNumber,
        parser::{self, Grammar, Preceding, SettingList},
        tokens::skip_element,
        value::SettingValue,
    },
    diagnostics::Diagnostics,
};

/// Everything that the attribute gives, in the order in which it is written.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) settings: SettingList<BatchKey>,
    /// Each setting as it is written.
    pub(crate) written: Vec<TokenStream>,
}

impl Grammar for Settings {
    type Key = BatchKey;

    fn target(&self) -> FunctionTarget {
        FunctionTarget
    }

    fn settings(&mut self) -> &mut SettingList<BatchKey> {
        &mut self.settings
    }

    fn written(&mut self, element: ParseStream<'_>) {
        self.written.push(skip_element(element));
    }

    /// Every element has a key, so a lone value is a mistake: the message names the key that it suits.
    fn positional(&mut self, input: ParseStream<'_>, _: Preceding<BatchKey>) -> Option<syn::Result<()>> {
        input.cursor().literal()?;
        let (written, literal) = match input.fork().parse().ok()? {
            Lit::Int(number) if number.suffix().is_empty() => (format!("max_items = {number}"), Lit::Int(number)),
            Lit::Str(text) if text.value().starts_with(|first: char| first.is_ascii_digit()) => {
                (format!("item_timeout = \"{}\"", text.value()), Lit::Str(text))
            }
            _ => return None,
        };
        Some(Err(Error::new_spanned(literal, format!("expected a key; write `{written}`"))))
    }
}

impl Settings {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut settings = Self::default();
        parser::parse(tokens, &mut settings).into_iter().for_each(|error| diagnostics.push(error));
        settings.check(diagnostics);
        settings
    }

    /// Returns the path of the crate, if one is given.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.settings.path(BatchKey::Crate)
    }

    /// Returns the word `atomic`, if that is the mode.
    pub(crate) fn atomic(&self) -> Option<&Ident> {
        match &self.settings.get(BatchKey::Mode)?.value {
            SettingValue::Word(mode) if mode.word.written == "atomic" => Some(&mode.ident),
            _ => None,
        }
    }

    fn duration(&self, key: BatchKey) -> Option<&WrittenNumber> {
        match &self.settings.get(key)?.value {
            SettingValue::Duration(duration) => Some(duration),
            _ => None,
        }
    }

    fn check(&self, diagnostics: &mut Diagnostics) {
        if let Some(WrittenNumber::Literal(timeout, item)) = self.duration(BatchKey::ItemTimeout)
            && let Some(WrittenNumber::Literal(Lit::Str(deadline), batch)) = self.duration(BatchKey::Deadline)
            && item > batch
        {
            let deadline = deadline.value();
            let message = format!(
                "an item cannot have more time than its batch, whose deadline is `{deadline}`; write a shorter time"
            );
            diagnostics.error(timeout, message);
        }
    }
}
