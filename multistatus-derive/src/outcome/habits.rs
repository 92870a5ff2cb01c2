//! Recognizes habits of other crates in place of a status or a description, and says what to write here. It only
//! words errors.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Error, Ident, Lit, Path, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    token,
};

use super::{
    keys::{self, OutcomeKey, Target},
    status,
};
use crate::attr::{
    assignment, table,
    tokens::{hyphenated, separator, skip_element},
    value::{self, WrittenStatus, is_macro},
};

/// Words for a status that other crates take as a key.
static STATUS_KEYS: &[&str] =
    &["status", "code", "status_code", "http_status", "http_code", "http_status_code", "http", "response"];

/// What the attributes of a target give before an element.
pub(super) struct Given {
    pub(super) target: Target,
    pub(super) status: bool,
    /// True if the target itself gives the source of its status.
    pub(super) source: bool,
    pub(super) description: bool,
}

impl Given {
    /// True if the target takes a status and a description.
    fn is_of_variant(&self) -> bool {
        matches!(self.target, Target::Variant | Target::Struct)
    }
}

/// Returns the status of `status = 404`.
pub(super) fn status_of_key(element: TokenStream) -> Option<String> {
    let keyed = |input: ParseStream<'_>| {
        let word = input.call(Ident::parse_any)?.to_string();
        input.parse::<Token![=]>()?;
        let status = only_status(skip_element(input));
        Ok(status.filter(|_| STATUS_KEYS.contains(&word.as_str()) && input.is_empty()))
    };
    keyed.parse2(element).ok()?
}

/// Returns the error for an element that is neither a key nor a status nor a description.
pub(super) fn explain(given: &Given, element: ParseStream<'_>) -> Option<Error> {
    let whole = skip_element(&element.fork());
    let message = if is_macro(element) {
        a_macro(given)
    } else if let Some(message) = hyphenated_status(element).filter(|_| given.is_of_variant()) {
        Some(message)
    } else if let Some(group) = only_group(&whole) {
        grouped(given, group.delimiter(), group.stream())
    } else {
        let name = element.call(Ident::parse_any).ok()?;
        let word = name.unraw().to_string();
        let is_alone = element.is_empty() || element.peek(Token![,]);
        if word == "default" && given.target == Target::Variant && is_alone {
            Some(
                "`default` goes on the enum, as `default = 500`; to keep unknown items in this variant write `other`"
                    .to_owned(),
            )
        } else if let Some(message) = on_other_target(given.target, element, &word) {
            // The value of `type` may stay.
            return Some(if word == "type" {
                Error::new_spanned(name, message)
            } else {
                Error::new_spanned(whole, message)
            });
        } else if STATUS_KEYS.contains(&word.as_str()) {
            status_key(given, element, &word)
        } else {
            described(given, element, &word)
                .or_else(|| header(given, element, &word))
                .or_else(|| called(given, element, &word))
        }
    };
    message.map(|message| Error::new_spanned(whole, message))
}

/// Returns the message for tokens that begin like a status and go on.
pub(super) fn expression(element: ParseStream<'_>) -> String {
    if is_macro(element) {
        return "macros are not expanded in an attribute; make the status a constant and write its path".to_owned();
    }
    let ahead = element.fork();
    if let Ok(path) = ahead.call(Path::parse_mod_style)
        && ahead.peek(token::Paren)
        && let Ok(TokenTree::Group(arguments)) = ahead.parse()
        && ahead.is_empty() | ahead.peek(Token![,])
    {
        return call(&path.to_token_stream().to_string().replace(' ', ""), arguments.stream());
    }
    hyphenated_status(element).unwrap_or_else(|| {
        "a status is a number, a name or a path, not an expression; make it a constant and write its path".to_owned()
    })
}

/// `NOT-FOUND`
fn hyphenated_status(element: ParseStream<'_>) -> Option<String> {
    let ahead = element.fork();
    let (_, word) = hyphenated(&ahead)?;
    let status = word.to_uppercase();
    let is_alone = ahead.is_empty() || ahead.peek(Token![,]);
    (is_alone && status::is_name(&status)).then(|| format!("a status name has underscores; write `{status}`"))
}

/// Returns the message for words after a status that are its reason phrase: `404 Not Found`.
pub(super) fn phrase(status: &WrittenStatus, rest: ParseStream<'_>) -> Option<String> {
    let words = skip_element(rest);
    let is_word = |token: TokenTree| matches!(token, TokenTree::Ident(_));
    let WrittenStatus::Number(number) = status else { return None };
    if words.is_empty() || !words.clone().into_iter().all(is_word) {
        return None;
    }
    let number = number.base10_digits();
    status::of_text(&format!("{number} {words}"))
        .map(|status| format!("a status is its number or its name; write `{status}`"))
}

/// `concat!("a", "b")`
fn a_macro(given: &Given) -> Option<String> {
    let instead = match given.target {
        Target::Enum | Target::Field => "a key",
        _ if !given.source => "a status such as `404`",
        _ if !given.description => "the description as a string literal",
        _ => "a key",
    };
    Some(format!("macros are not expanded in an attribute; write {instead}"))
}

/// `{ 404 }`, or `("gone")` after a status.
fn grouped(given: &Given, delimiter: Delimiter, content: TokenStream) -> Option<String> {
    if !given.is_of_variant() {
        return None;
    }
    let delimiters = match delimiter {
        Delimiter::Brace => "braces",
        Delimiter::Bracket => "brackets",
        _ => "parentheses",
    };
    let text = syn::parse2::<syn::LitStr>(content.clone()).ok();
    if let Some(text) = text.filter(|_| given.source) {
        return Some(format!("a description has no {delimiters}; write `{:?}`", text.value()));
    }
    let status = only_status(content).filter(|_| !given.source)?;
    Some(format!("a status has no {delimiters}; write `{status}`"))
}

/// A key that has another name, or no use, on this target.
fn on_other_target(target: Target, element: ParseStream<'_>, word: &str) -> Option<String> {
    let is_alone = element.is_empty() || element.peek(Token![,]);
    match (target, word) {
        (Target::Field, "rename" | "name") => {
            text_after(element).map(|text| format!("unknown key `{word}`; write `extension = {text:?}`"))
        }
        (Target::Field, "skip" | "ignore" | "skip_serializing") if is_alone => {
            Some(format!("unknown key `{word}`; a field without a role is not sent, so remove it"))
        }
        (Target::Field, "skip_parse") if is_alone => {
            Some("`skip_parse` goes on a variant; for a field that is not read back write `default`".to_owned())
        }
        (Target::Enum, "type") => {
            Some("`type` goes on a variant; for all variants of an enum write `type_base = \"...\"`".to_owned())
        }
        _ => None,
    }
}

/// `status = 404`, `code = "404"` or `status(404)`
fn status_key(given: &Given, element: ParseStream<'_>, word: &str) -> Option<String> {
    let start = element.fork();
    let mut is_word = false;
    let written = if let Some(separator) = separator(element).filter(|separator| *separator != ";") {
        separator.chars().try_for_each(|_| element.parse::<TokenTree>().map(|_| ())).ok()?;
        let value = skip_element(element);
        is_word = syn::parse2::<syn::LitStr>(value.clone()).is_ok_and(|text| text.value().parse::<u16>().is_err());
        only_status(value)
    } else if element.peek(token::Paren) {
        if word == "code" && assignment::is_next(element) {
            return Some(error_code_elsewhere(given.target));
        }
        let TokenTree::Group(arguments) = element.parse().ok()? else { return None };
        if arguments.stream().is_empty() && given.is_of_variant() && !(given.source && word == "code") {
            return Some(call(word, TokenStream::new()));
        }
        only_status(arguments.stream())
    } else if given.is_of_variant() && !given.source && word != "code" {
        return Some("a status has no key; write it first, such as `404`".to_owned());
    } else {
        return None;
    };
    let known = written.as_deref();
    match given.target {
        Target::Field => Some(status_on_field()),
        Target::Enum => Some(status_on_enum(known.unwrap_or("500"))),
        _ if given.source && word == "code" && (written.is_none() || is_word) => {
            let text = text_after(&start).unwrap_or_else(|| "...".to_owned());
            Some(format!(
                "an error code belongs to a dialect; write `code(scim = {text:?})` with the key of yours, or mark a field \
                 with `#[outcome(extension)]` to send `code` as a member of the problem"
            ))
        }
        _ if given.source && (written.is_none() || is_word) => Some(format!(
            "the status is the only code of an outcome; to send `{word}` as a member of the problem, mark a field with \
             `#[outcome(extension)]`"
        )),
        _ if given.status => Some(SECOND_STATUS.to_owned()),
        _ => Some(match known {
            Some(status) => format!("a status has no key; write `{status}`"),
            None => "a status has no key; write it first, such as `404`".to_owned(),
        }),
    }
}

/// `code(scim = "uniqueness")` on a target that has no error codes.
fn error_code_elsewhere(target: Target) -> String {
    match target {
        Target::Field => {
            "an error code belongs on the variant or struct, not on a field; on a field, `code` marks the status"
        }
        _ => "an error code belongs on each variant, not on the enum",
    }
    .to_owned()
}

/// `display = "gone {0}"`: a text for the description, under the name of what other crates derive from it.
fn described(given: &Given, element: ParseStream<'_>, word: &str) -> Option<String> {
    if !given.is_of_variant() || !(word == "display" || word == "fmt") {
        return None;
    }
    text_after(element)
        .map(|text| format!("unknown key `{word}`; write the text itself right after the status: `{text:?}`"))
}

/// `content_type = "text/plain"`
fn header(given: &Given, element: ParseStream<'_>, word: &str) -> Option<String> {
    let name = match word {
        "allow" => "Allow",
        "cache_control" => "Cache-Control",
        "content_type" | "media_type" | "mime" => "Content-Type",
        "etag" => "ETag",
        "last_modified" => "Last-Modified",
        "link" => "Link",
        "location" => "Location",
        "www_authenticate" => "WWW-Authenticate",
        _ => return None,
    };
    match given.target {
        Target::Variant | Target::Struct => {
            let text = text_after(element)?;
            Some(format!("unknown key `{word}`; write `header({name:?}, {text:?})`"))
        }
        Target::Field => Some(format!("unknown key `{word}`; write `header = {name:?}`")),
        Target::Enum => None,
    }
}

/// Returns the text of `= "text"` or `("text")`.
fn text_after(element: ParseStream<'_>) -> Option<String> {
    let ahead = element.fork();
    let value = if ahead.peek(Token![=]) {
        let _: Token![=] = ahead.parse().ok()?;
        skip_element(&ahead)
    } else {
        only_group(&skip_element(&ahead))?.stream()
    };
    syn::parse2::<syn::LitStr>(value).ok().map(|text| text.value())
}

/// `pick()` in place of a status.
fn called(given: &Given, element: ParseStream<'_>, word: &str) -> Option<String> {
    let target = given.target;
    let is_key = keys::means_description(word) || table::suggest::<OutcomeKey>(word, target).is_some();
    if given.source || !given.is_of_variant() || is_key || !element.peek(token::Paren) {
        return None;
    }
    let TokenTree::Group(arguments) = element.parse().ok()? else { return None };
    Some(call(word, arguments.stream()))
}

/// Returns the message for the call of `function` in place of a status.
fn call(function: &str, arguments: TokenStream) -> String {
    match only_status(arguments) {
        Some(status) => format!("a status is a number, a name or a path, not a call; write `{status}`"),
        None => format!("a status is not a call; for a function write `with = {function}`"),
    }
}

/// Returns the status that `tokens` are, as it is written in a list.
fn only_status(tokens: TokenStream) -> Option<String> {
    let status = |input: ParseStream<'_>| Ok(value::status(input).ok().filter(|_| input.is_empty()));
    let written = status.parse2(tokens).ok()??;
    match &written {
        WrittenStatus::Literal(Lit::Str(text)) => status::of_text(&text.value()),
        WrittenStatus::Number(number) => {
            let is_code = number.base10_parse().is_ok_and(|code: u16| (200..1000).contains(&code) && code != 207);
            is_code.then(|| number.base10_digits().to_owned())
        }
        WrittenStatus::Name(name) if status::looks_like_name(&name.to_string()) => Some(name.to_string()),
        WrittenStatus::Path(path) => Some(path.to_token_stream().to_string().replace(' ', "")),
        _ => None,
    }
}

fn only_group(tokens: &TokenStream) -> Option<proc_macro2::Group> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) => Some(group),
        _ => None,
    }
}

pub(super) const SECOND_STATUS: &str = "a second status; an outcome has exactly one";

pub(super) fn status_on_field() -> String {
    "a status belongs on the variant or struct, not on a field; to take the status from this field write `#[outcome(code)]`"
        .to_owned()
}

pub(super) fn status_on_enum(status: &str) -> String {
    format!("a status belongs on each variant; for a fallback write `#[outcome(default = {status})]`")
}
