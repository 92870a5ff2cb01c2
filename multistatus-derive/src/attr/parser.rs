//! Parses the list of an attribute, such as `404, "gone", retry = safe`, by the table of its macro.
//!
//! Each element is parsed whole, up to the next comma, and gives at most one error; parsing continues with the next element.
//! The parser knows what may be written and where, not what it means.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Error, Ident, LitStr, Path, Token, WherePredicate,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
    token,
};

use super::{
    assignment,
    table::{self, AttributeKey, Form, Row},
    tokens::{hyphenated, separator, skip_element},
    value::{self, SettingValue},
};

/// The part of the grammar that a macro adds to the table of its keys.
pub(crate) trait Grammar {
    type Key: AttributeKey;

    fn target(&self) -> <Self::Key as AttributeKey>::Target;

    /// The settings found so far.
    fn settings(&mut self) -> &mut SettingList<Self::Key>;

    /// Called with the whole element of each setting.
    fn written(&mut self, _element: ParseStream<'_>) {}

    /// Parses an element that has no key. Returns `None`, and consumes nothing, if the element cannot be one.
    fn positional(&mut self, input: ParseStream<'_>, preceding: Preceding<Self::Key>) -> Option<syn::Result<()>>;

    /// Returns what may be written here, for the message about an element that is something else.
    fn expected(&self) -> &'static str {
        "a key"
    }

    /// Returns the error for an element that is a habit from another crate, before the table suggests a key.
    fn habit(&self, _element: ParseStream<'_>) -> Option<Error> {
        None
    }

    /// Returns the message for a word that is not a key, if the table does not suggest one.
    fn explain(&self, _word: &str) -> Option<String> {
        None
    }
}

/// The element before the current one in the same list.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Preceding<K> {
    Nothing,
    Key(K),
    Positional,
    Mistake,
}

/// One key with its value.
pub(crate) struct Setting<K: AttributeKey> {
    pub(crate) row: &'static Row<K>,
    /// The key as it was written.
    pub(crate) name: Ident,
    pub(crate) value: SettingValue,
}

/// The settings of one target, in the order in which they are written.
pub(crate) struct SettingList<K: AttributeKey> {
    settings: Vec<Setting<K>>,
}

impl<K: AttributeKey> Default for SettingList<K> {
    fn default() -> Self {
        Self { settings: Vec::new() }
    }
}

impl<K: AttributeKey> SettingList<K> {
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Setting<K>> {
        self.settings.iter()
    }

    pub(crate) fn all(&self, key: K) -> impl Iterator<Item = &Setting<K>> {
        self.settings.iter().filter(move |setting| setting.row.key == key)
    }

    pub(crate) fn get(&self, key: K) -> Option<&Setting<K>> {
        self.all(key).next()
    }

    pub(crate) fn has(&self, key: K) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn text(&self, key: K) -> Option<&LitStr> {
        self.get(key)?.value.text()
    }

    pub(crate) fn path(&self, key: K) -> Option<&Path> {
        match &self.get(key)?.value {
            SettingValue::Path(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn predicates(&self, key: K) -> Option<&Punctuated<WherePredicate, Token![,]>> {
        match &self.get(key)?.value {
            SettingValue::Predicates(predicates) => Some(predicates),
            _ => None,
        }
    }
}

/// Parses `ELEMENT, ELEMENT, ...`. Returns all mistakes.
pub(crate) fn parse<G: Grammar>(tokens: TokenStream, grammar: &mut G) -> Vec<Error> {
    let mut errors = Vec::new();
    let list = |input: ParseStream<'_>| {
        let mut preceding = Preceding::Nothing;
        while !input.is_empty() {
            preceding = element(input, grammar, preceding).unwrap_or_else(|error| {
                errors.push(error);
                skip_element(input);
                Preceding::Mistake
            });
            errors.extend(input.parse::<Option<Token![,]>>().err());
        }
        Ok(())
    };
    let rest = list.parse2(tokens);
    errors.extend(rest.err());
    errors
}

fn element<G: Grammar>(
    input: ParseStream<'_>,
    grammar: &mut G,
    preceding: Preceding<G::Key>,
) -> syn::Result<Preceding<G::Key>> {
    let start = input.fork();
    if let Some(error) = hyphenated_key(input, grammar) {
        return Err(error);
    }
    let parsed = match keyed(input, grammar)? {
        Some(key) => Preceding::Key(key),
        None => match grammar.positional(input, preceding) {
            Some(result) => result.map(|()| Preceding::Positional)?,
            None => return Err(not_a_key(input, grammar)?),
        },
    };
    let separator = separator(input);
    let rest = skip_element(input);
    let text = skip_element(&start).into_iter().skip_while(|token| !matches!(token, TokenTree::Literal(_))).collect();
    if let Some(text) = value::joined(text).filter(|_| !rest.is_empty()) {
        return Err(Error::new_spanned(rest, value::one_text(&text)));
    }
    let mut rest = rest.into_iter();
    let Some(found) = rest.next() else { return Ok(parsed) };
    Err(match separator {
        Some(separator) => {
            let length = separator.len() - 1;
            let found: TokenStream = std::iter::once(found).chain(rest.take(length)).collect();
            Error::new_spanned(found, format!("expected `,`, found `{separator}`"))
        }
        None if matches!(found, TokenTree::Punct(_)) => {
            let message = format!("expected `,`, found `{found}`");
            Error::new_spanned(found, message)
        }
        None => Error::new_spanned(found, "missing `,` before this"),
    })
}

/// Returns the error for a key with hyphens in place of underscores: `retry-after = "5s"`.
fn hyphenated_key<G: Grammar>(input: ParseStream<'_>, grammar: &G) -> Option<Error> {
    let ahead = input.fork();
    let (tokens, word) = hyphenated(&ahead)?;
    table::find_anywhere::<G::Key>(&word)?;
    let message = match table::find::<G::Key>(&word, grammar.target()) {
        Some(_) => format!("a key has underscores; write `{word}`"),
        None => table::suggest::<G::Key>(&word, grammar.target())?,
    };
    Some(Error::new_spanned(tokens, message))
}

/// Parses a key and its value. Returns `None`, and consumes nothing, if no key of the target is next.
fn keyed<G: Grammar>(input: ParseStream<'_>, grammar: &mut G) -> syn::Result<Option<G::Key>> {
    if !input.peek(Ident::peek_any) || input.peek2(Token![::]) {
        return Ok(None);
    }
    let word = input.fork().call(Ident::parse_any)?.unraw().to_string();
    let Some(row) = table::find::<G::Key>(&word, grammar.target()) else { return Ok(None) };
    let start = input.fork();
    let after = input.fork();
    after.call(Ident::parse_any)?;
    if table::takes_assignments::<G::Key>(&word) && assignment::is_next(&after) != (row.form == Form::Assignments) {
        return Ok(None);
    }
    let name = input.call(Ident::parse_any)?;
    let value = value::parse(input, &name, row)?;
    let settings = grammar.settings();
    if !row.repeats && settings.has(row.key) {
        return Err(Error::new_spanned(name, format!("`{}` is given twice; keep one", row.name)));
    }
    settings.settings.push(Setting { row, name, value });
    grammar.written(&start);
    Ok(Some(row.key))
}

/// Returns the error for an element that is neither a key with its value nor anything else.
fn not_a_key<G: Grammar>(input: ParseStream<'_>, grammar: &G) -> syn::Result<Error> {
    if let Some(error) = grammar.habit(&input.fork()) {
        return Ok(error);
    }
    let target = grammar.target();
    let takes = || table::takes::<G::Key>(target);
    if input.peek(Token![#]) && input.peek2(token::Bracket) {
        let comment: TokenStream = [input.parse::<TokenTree>()?, input.parse()?].into_iter().collect();
        return Ok(Error::new_spanned(comment, "a doc comment or an attribute is not allowed in a list; write `//`"));
    }
    if !input.peek(Ident::peek_any) {
        let next: TokenTree = input.parse()?;
        return Ok(Error::new_spanned(next, format!("expected {}; {}", grammar.expected(), takes())));
    }
    let name = input.call(Ident::parse_any)?;
    let word = name.unraw().to_string();
    let message = table::suggest::<G::Key>(&word, target)
        .or_else(|| grammar.explain(&word))
        .or_else(|| table::suggest_elsewhere::<G::Key>(&word));
    Ok(Error::new_spanned(name, message.unwrap_or_else(|| format!("unknown key `{word}`; {}", takes()))))
}
