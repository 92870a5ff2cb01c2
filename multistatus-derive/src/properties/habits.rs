//! Recognizes habits of other crates in a list, and says what to write here. It only words errors.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Error, Ident, Lit, LitStr, Meta, Path, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use super::{
    keys::{PropertyKey, PropertyTarget},
    names,
};
use crate::{
    attr::{
        table,
        tokens::{hyphenated, skip_element},
        value::{is_macro, text_of},
    },
    diagnostics::Diagnostics,
};

/// Words of other crates for the name, which has no key.
static NAME_KEYS: &[&str] = &["name", "rename", "tag", "xml", "local", "local_name", "element", "property", "qname"];

/// Words of other crates for a field that is no property.
static SKIP_KEYS: &[&str] = &["skip", "ignore", "skip_serializing", "none"];

/// What the attributes of a target give before an element.
pub(super) struct Preceded<'a> {
    pub(super) target: PropertyTarget,
    pub(super) local: Option<&'a LitStr>,
}

/// True if the attribute of a struct is a property without a field: it has a text, or begins with a key of one.
pub(super) fn is_about_a_property(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let starts = |input: ParseStream<'_>| {
        let word = input.fork().call(Ident::parse_any).map(|word| word.to_string());
        let begins_with_a_key = word.is_ok_and(|word| is_key(&word, PropertyTarget::Computed));
        let mut found = begins_with_a_key;
        while !input.is_empty() {
            found |= input.cursor().literal().is_some();
            skip_element(input);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(found)
    };
    starts.parse2(list.tokens.clone()).unwrap_or(false)
}

/// True if the text is the name of a key.
pub(super) fn is_key(text: &str, target: PropertyTarget) -> bool {
    table::find::<PropertyKey>(text, target).is_some()
}

/// Returns the message for a literal in place of the name.
pub(super) fn not_a_text(literal: &Lit) -> String {
    match text_of(literal) {
        Some(text) => format!("a name is text; write `{text:?}`"),
        None => "expected the name of the property, such as `\"displayname\"`".to_owned(),
    }
}

/// Returns the error for an element that is neither a key nor a name.
pub(super) fn explain(given: &Preceded<'_>, element: ParseStream<'_>) -> Option<Error> {
    if given.target == PropertyTarget::Struct {
        return None;
    }
    let whole = skip_element(&element.fork());
    let message = if is_macro(element) {
        Some("macros are not expanded in an attribute; write the name as a string literal".to_owned())
    } else {
        constant(element).or_else(|| bare_name(element)).or_else(|| keyed_text(given, element))
    };
    message.map(|message| Error::new_spanned(whole, message))
}

/// `names::GETETAG`
fn constant(element: ParseStream<'_>) -> Option<String> {
    let ahead = element.fork();
    let path = ahead.call(Path::parse_mod_style).ok()?;
    let last = path.segments.last()?.ident.to_string();
    let is_constant = path.segments.len() > 1 || last.chars().all(|character| !character.is_lowercase());
    let is_alone = ahead.is_empty() || ahead.peek(Token![,]);
    let name = last.to_lowercase().replace('_', "-");
    (is_constant && is_alone).then(|| format!("a name is a string literal, not a constant; write `{name:?}`"))
}

/// `displayname` or `quota-used-bytes`, without quotes.
fn bare_name(element: ParseStream<'_>) -> Option<String> {
    let ahead = element.fork();
    let word = match hyphenated(&ahead) {
        Some((_, word)) => word,
        None => {
            let ahead = element.fork();
            ahead.call(Ident::parse_any).ok().filter(|_| ahead.is_empty() || ahead.peek(Token![,]))?.to_string()
        }
    };
    let name = word.replace('_', "-");
    names::is_known(&name).then(|| format!("a name is text; write `{name:?}`"))
}

/// `name = "displayname"`, `namespace = "http://owncloud.org/ns"` or `skip`
fn keyed_text(given: &Preceded<'_>, element: ParseStream<'_>) -> Option<String> {
    let ahead = element.fork();
    let word = ahead.call(Ident::parse_any).ok()?.unraw().to_string();
    if SKIP_KEYS.contains(&word.as_str()) {
        return Some("a field without `#[property]` is no property; remove the attribute".to_owned());
    }
    let text = text_after(&ahead)?;
    if NAME_KEYS.contains(&word.as_str()) {
        return Some(format!("unknown key `{word}`; write the name itself: `{text:?}`"));
    }
    let namespace = ["namespace", "ns", "xmlns", "uri"].contains(&word.as_str());
    let local = given.local.map_or_else(|| "name".to_owned(), LitStr::value);
    namespace.then(|| format!("the namespace comes before the name; write `{text:?}, {local:?}`"))
}

/// Returns the text of `= "text"` or `("text")`.
fn text_after(element: ParseStream<'_>) -> Option<String> {
    let ahead = element.fork();
    let value: TokenStream = if ahead.peek(Token![=]) {
        let _: Token![=] = ahead.parse().ok()?;
        skip_element(&ahead)
    } else {
        match ahead.parse().ok()? {
            TokenTree::Group(group) => group.stream(),
            _ => return None,
        }
    };
    syn::parse2::<LitStr>(value).ok().map(|text| text.value())
}

/// Reports `#[outcome("displayname")]`: another derive has that attribute, and takes no text on a field.
pub(super) fn check_other_helpers(attributes: &[Attribute], diagnostics: &mut Diagnostics) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("outcome")) {
        let Meta::List(list) = &attribute.meta else { continue };
        let first = list.tokens.clone().into_iter().next();
        if let Some(TokenTree::Literal(literal)) =
            first.filter(|first| syn::parse2::<LitStr>(first.clone().into()).is_ok())
        {
            let message = format!("`outcome` is the attribute of another derive; write `#[property({literal})]`");
            diagnostics.error(attribute.path(), message);
        }
    }
}
