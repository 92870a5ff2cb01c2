//! Parses `#[outcome(...)]` by the table of keys, and goes on after a mistake at the next comma.
//!
//! It knows what may be written and where, never what it means: values stay as they were written.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{
    Attribute, Error, Ident, Lit, LitStr, MacroDelimiter, Meta, MetaList, Path, Token, WherePredicate,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
};

use super::{
    list,
    value::{self, Value},
};
use crate::{
    diagnostics::{self, Diagnostics, closest},
    outcome::{
        keys::{self, Key, Place, Row},
        status::{self, WrittenCode},
    },
};

/// Everything that the helper attributes of one place say.
#[derive(Default)]
pub(crate) struct Attrs {
    pub(crate) code: Option<WrittenCode>,
    pub(crate) text: Option<Text>,
    pub(crate) entries: Vec<Entry>,
    /// Something here could not be read, so nothing may be concluded from what seems to be absent.
    pub(crate) broken: bool,
}

/// The description as written.
pub(crate) struct Text {
    pub(crate) literal: LitStr,
    pub(crate) position: Position,
}

/// Where the description stands in its attribute.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Position {
    First,
    AfterSource,
    Elsewhere,
}

/// One key, and what was written after it.
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

impl Attrs {
    pub(crate) fn parse(attributes: &[Attribute], place: Place, diagnostics: &mut Diagnostics) -> Self {
        let before = diagnostics.count();
        let mut parser = AttrParser { place, diagnostics, attrs: Self::default() };
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("outcome")) {
            parser.attribute(attribute);
        }
        let mut attrs = parser.attrs;
        attrs.broken = diagnostics.count() > before;
        attrs
    }

    pub(crate) fn all(&self, key: Key) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.key == key)
    }

    pub(crate) fn get(&self, key: Key) -> Option<&Entry> {
        self.all(key).next()
    }

    pub(crate) fn has(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn text(&self, key: Key) -> Option<&LitStr> {
        self.get(key)?.value.text()
    }

    pub(crate) fn path(&self, key: Key) -> Option<&Path> {
        match &self.get(key)?.value {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn predicates(&self) -> Option<&Punctuated<WherePredicate, Token![,]>> {
        match &self.get(Key::Bound)?.value {
            Value::Predicates(predicates) => Some(predicates),
            _ => None,
        }
    }
}

struct AttrParser<'d> {
    place: Place,
    diagnostics: &'d mut Diagnostics,
    attrs: Attrs,
}

impl AttrParser<'_> {
    fn attribute(&mut self, attribute: &Attribute) {
        match &attribute.meta {
            // #[outcome]
            Meta::Path(path) => self.diagnostics.error(path, self.says_nothing("`#[outcome]`")),
            // #[outcome = 404]
            Meta::NameValue(pair) => {
                let value = pair.value.to_token_stream();
                self.diagnostics.error(pair.eq_token, format!("expected parentheses; write `#[outcome({value})]`"));
            }
            // #[outcome()]
            Meta::List(list) if list.tokens.is_empty() => {
                self.diagnostics.error(attribute, self.says_nothing("empty `#[outcome()]`"));
            }
            // #[outcome(...)]
            Meta::List(list) => self.list(list),
        }
    }

    fn says_nothing(&self, subject: &str) -> String {
        match self.place {
            Place::Variant | Place::Struct if subject.starts_with('e') => {
                format!("{subject}; write a status such as `#[outcome(404)]`, or remove the attribute")
            }
            Place::Variant | Place::Struct => {
                format!("{subject} needs a status; write `#[outcome(404)]` or `#[outcome(NOT_FOUND)]`")
            }
            Place::Enum => format!(
                "{subject} on an enum says nothing; write a setting such as `#[outcome(default = 500)]`, or remove it"
            ),
            Place::Field => format!(
                "{subject} on a field says nothing; write what the field is: `#[outcome(href)]`, `#[outcome(code)]` \
                 or `#[outcome(header = \"...\")]`"
            ),
        }
    }

    fn list(&mut self, list: &MetaList) {
        if !matches!(list.delimiter, MacroDelimiter::Paren(_)) {
            let tokens = &list.tokens;
            self.diagnostics.error(tokens, format!("expected parentheses; write `#[outcome({tokens})]`"));
            return;
        }
        let parsed = (|input: ParseStream<'_>| {
            self.items(input);
            Ok(())
        })
        .parse2(list.tokens.clone());
        if let Err(error) = parsed {
            self.diagnostics.push(error);
        }
    }

    /// `ITEM, ITEM, ...`
    fn items(&mut self, input: ParseStream<'_>) {
        let mut position = Position::First;
        let errors = list::items(input, |input| {
            let next = self.item(input, position);
            position = *next.as_ref().unwrap_or(&Position::Elsewhere);
            next.map(|_| ())
        });
        errors.into_iter().for_each(|error| self.diagnostics.push(error));
    }

    /// One item; says where a description would stand if it came next.
    fn item(&mut self, input: ParseStream<'_>, position: Position) -> syn::Result<Position> {
        if input.peek(Token![-]) || input.peek(Token![::]) || input.peek2(Token![::]) {
            return self.code(status::parse(input)?);
        }
        // `peek` of a literal parses it, so a cursor looks instead.
        if input.cursor().literal().is_some() {
            return match input.parse()? {
                Lit::Str(text) => self.text(text, position).map(|()| Position::Elsewhere),
                literal => self.code(literal.into()),
            };
        }
        if !input.peek(Ident::peek_any) {
            let next: TokenTree = input.parse()?;
            return Err(Error::new_spanned(next, format!("expected a key; {}", self.takes())));
        }
        let name = input.call(Ident::parse_any)?;
        let word = name.unraw().to_string();
        let Some(row) = keys::find(&word, self.place) else {
            let alone = input.is_empty() || input.peek(Token![,]);
            if alone && keys::find_elsewhere(&word).is_none() && status::looks_like_name(&word) {
                return self.code(WrittenCode::Name(name));
            }
            let message = self.unknown(&word);
            return Err(Error::new_spanned(name, message));
        };
        self.entry(name, row, input)
    }

    fn entry(&mut self, name: Ident, row: &Row, input: ParseStream<'_>) -> syn::Result<Position> {
        let value = value::parse(input, &name, row)?;
        if !row.repeats && self.attrs.has(row.key) {
            let message = format!("`{}` is given twice; keep one", row.name);
            return Err(Error::new_spanned(name, message));
        }
        self.attrs.entries.push(Entry { key: row.key, name, value });
        Ok(if matches!(row.key, Key::With | Key::Via) { Position::AfterSource } else { Position::Elsewhere })
    }

    fn text(&mut self, literal: LitStr, position: Position) -> syn::Result<()> {
        let message = match self.place {
            Place::Field => "a description belongs on the variant, not on a field",
            Place::Enum => "a description belongs on each variant; to take it from `Display` write `display`",
            Place::Variant | Place::Struct if self.attrs.text.is_some() => "a second description; keep one",
            Place::Variant | Place::Struct => {
                let source = self.attrs.code.is_some() || self.attrs.has(Key::With) || self.attrs.has(Key::Via);
                // An attribute may go on where the one before it ended.
                let goes_on = position == Position::First && source;
                let position = if goes_on { Position::AfterSource } else { position };
                self.attrs.text = Some(Text { literal, position });
                return Ok(());
            }
        };
        Err(Error::new_spanned(literal, message))
    }

    fn code(&mut self, code: WrittenCode) -> syn::Result<Position> {
        let message = match self.place {
            Place::Field => {
                "a status belongs on the variant, not on a field; to take the status from this field write \
                 `#[outcome(code)]`"
                    .to_owned()
            }
            Place::Enum => {
                let code = code.to_token_stream();
                format!("a status belongs on each variant; for a fallback write `#[outcome(default = {code})]`")
            }
            Place::Variant | Place::Struct if self.attrs.code.is_some() => {
                "a second status; an outcome has exactly one".to_owned()
            }
            // #[outcome("gone", 404)]
            Place::Variant | Place::Struct if self.attrs.text.is_some() => {
                self.attrs.code = Some(code);
                return Ok(Position::Elsewhere);
            }
            Place::Variant | Place::Struct => {
                self.attrs.code = Some(code);
                return Ok(Position::AfterSource);
            }
        };
        Err(Error::new_spanned(code, message))
    }

    /// What to say of a word that is no key here.
    fn unknown(&self, word: &str) -> String {
        if let Some(row) = keys::find_elsewhere(word) {
            let places: Vec<&str> = row.places.iter().map(|place| place.noun()).collect();
            let (name, here) = (row.name, self.place.noun());
            return format!("`{name}` does not go on {here}; it goes on {}", places.join(" or "));
        }
        if let Some(near) = keys::alias(word, self.place).or_else(|| closest(word, keys::names(self.place))) {
            return format!("unknown key `{word}`; did you mean `{near}`?");
        }
        if matches!(self.place, Place::Variant | Place::Struct) && keys::means_description(word) {
            return format!("unknown key `{word}`; write the text itself right after the status");
        }
        format!("unknown key `{word}`; {}", self.takes())
    }

    fn takes(&self) -> String {
        format!("{} takes: {}", self.place.noun(), diagnostics::list(keys::names(self.place), "and"))
    }
}
