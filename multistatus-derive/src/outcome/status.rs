//! The value of a status: a number, an IANA name, or the path of a constant, whose value only rustc knows.

use quote::ToTokens;
use syn::{Ident, Lit, LitInt, Path, ext::IdentExt};

use crate::{
    attr::value::WrittenStatus,
    diagnostics::{Diagnostics, closest, kebab_case},
};

/// A status whose value is known, or is checked by rustc.
#[derive(Clone)]
pub(crate) enum ResolvedStatus {
    Number(u16),
    Constant(Path),
}

impl ResolvedStatus {
    pub(crate) fn number(&self) -> Option<u16> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Constant(_) => None,
        }
    }
}

/// True if a lone word is meant as a status: the name of one in any case, or a word written like a constant.
pub(crate) fn looks_like_name(word: &str) -> bool {
    code_of(&word.to_uppercase()).is_some() || word.starts_with(|first: char| first.is_uppercase())
}

/// Returns the value of a status. Reports a mistake, and returns `None`, if it has none.
///
/// `item` is the name of the type under the derive.
pub(crate) fn resolve(written: &WrittenStatus, item: &Ident, diagnostics: &mut Diagnostics) -> Option<ResolvedStatus> {
    let found = match written {
        WrittenStatus::Number(number) => from_number(number),
        WrittenStatus::Signed(_, number) => Err(out_of_range(&format!("-{}", number.to_token_stream()))),
        WrittenStatus::Literal(Lit::Str(text)) if text.value().parse::<u16>().is_ok() => {
            Err(format!("a status is a number, not text; write `{}`", text.value()))
        }
        WrittenStatus::Literal(Lit::Str(text)) if of_text(&text.value()).is_some() => Err(as_text(&text.value())),
        WrittenStatus::Literal(_) => Err("expected a status code such as `404` or `NOT_FOUND`".to_owned()),
        WrittenStatus::Name(name) => from_name(&name.unraw().to_string()),
        WrittenStatus::Path(path) => from_path(path, item),
    };
    match found.and_then(|status| check_final(&status, written).map(|()| status)) {
        Ok(status) => Some(status),
        Err(message) => {
            diagnostics.error(written, message);
            None
        }
    }
}

/// Returns the message for a status that is written as text.
pub(crate) fn as_text(text: &str) -> String {
    let status = of_text(text).unwrap_or_default();
    format!("a status is a number or a name, not text; write `{status}`")
}

fn from_number(number: &LitInt) -> Result<ResolvedStatus, String> {
    if number.suffix().eq_ignore_ascii_case("xx") {
        return Err(format!(
            "an outcome has one status, not a class; write one such as `{}00`",
            number.base10_digits()
        ));
    }
    if !number.suffix().is_empty() {
        return Err(format!("a status has no type suffix; write `{}`", number.base10_digits()));
    }
    match number.base10_parse() {
        Ok(code @ 100..=999) => Ok(ResolvedStatus::Number(code)),
        _ => Err(out_of_range(number.base10_digits())),
    }
}

fn out_of_range(number: &str) -> String {
    format!("`{number}` is not an HTTP status code; codes run from 100 to 999")
}

fn from_name(name: &str) -> Result<ResolvedStatus, String> {
    if let Some(code) = code_of(name) {
        return Ok(ResolvedStatus::Number(code));
    }
    let upper = name.to_uppercase();
    if name.to_lowercase() == name && code_of(&upper).is_some() {
        return Err(format!("status names are upper case; write `{upper}`"));
    }
    let words = words(name);
    let number = words.last().filter(|_| words.len() == 1).and_then(|word| in_range(word));
    let meant = match number {
        Some(number) => format!("`{number}`"),
        None => match (of_old_name(&words).or_else(|| with_words(&words)), closest(&upper, names())) {
            (Some(meant), _) => meant,
            (None, Some(near)) => with_code(near),
            (None, None) => {
                return Err(format!(
                    "unknown status name `{name}`; for a constant of your own write its path, such as `self::{name}`"
                ));
            }
        },
    };
    Err(format!("unknown status name `{name}`; did you mean {meant}?"))
}

/// Returns the words of a name in upper case, without those that other crates begin with: `HTTP_404_NOT_FOUND`,
/// `StatusNotFound`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = kebab_case(name).to_uppercase().split('-').map(str::to_owned).collect();
    while words.len() > 1
        && words.first().is_some_and(|first| {
            matches!(first.as_str(), "" | "HTTP" | "SC" | "STATUS" | "CODE" | "E" | "S") || in_range(first).is_some()
        })
    {
        words.remove(0);
    }
    words
}

fn in_range(word: &str) -> Option<u16> {
    word.trim_start_matches(['E', 'S']).parse().ok().filter(|code| (200..1000).contains(code))
}

/// Returns the status that had a name with these words in an older specification.
fn of_old_name(words: &[String]) -> Option<String> {
    let name = words.join("_");
    OLD_NAMES.iter().find(|(old, _)| *old == name).map(|(_, name)| with_code(name))
}

/// Returns the one or two statuses whose names have these words in this order.
fn with_words(words: &[String]) -> Option<String> {
    let has_words = |name: &&str| {
        let mut of_name = name.split('_');
        words.iter().all(|word| of_name.any(|other| other == word))
    };
    let mut found: Vec<&str> = Vec::new();
    for name in names().filter(has_words) {
        // The older names of a status come last.
        if !found.iter().any(|known| code_of(known) == code_of(name)) {
            found.push(name);
        }
    }
    let exact = found.iter().find(|name| name.split('_').eq(words.iter().map(String::as_str)));
    match (exact, found.as_slice()) {
        (Some(name), _) | (None, [name]) => Some(with_code(name)),
        (None, [one, other]) => Some(format!("{} or {}", with_code(one), with_code(other))),
        _ => None,
    }
}

/// `` `NOT_FOUND` (404) ``
fn with_code(name: &str) -> String {
    format!("`{name}` ({})", code_of(name).unwrap_or_default())
}

/// Returns the status that a text means, as it is written in a list: `404`, `NOT_FOUND`, `Not Found` or `404 Not Found`. In
/// lower case it is a description.
pub(crate) fn of_text(text: &str) -> Option<String> {
    let number = text.get(..3).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let is_code = |number: &&str| number.parse().is_ok_and(|code: u16| (200..1000).contains(&code) && code != 207);
    let (number, name) = match number.filter(is_code) {
        Some(number) => (Some(number), text.get(3..).unwrap_or_default().trim()),
        None => (None, text),
    };
    if name.starts_with(|first: char| first.is_lowercase()) {
        return None;
    }
    let name = kebab_case(name).to_uppercase().replace(['-', ' '], "_").replace("__", "_");
    match number {
        Some(number) if name.is_empty() || code_of(&name).is_some() => Some(number.to_owned()),
        Some(_) => None,
        None => names().find(|known| *known == name).map(str::to_owned),
    }
}

/// True if a second status may be meant as the constant of a description.
pub(crate) fn may_be_a_text(written: &WrittenStatus) -> bool {
    match written {
        WrittenStatus::Name(name) => from_name(&name.unraw().to_string()).is_err(),
        WrittenStatus::Path(path) => path.segments.iter().all(|segment| segment.ident != "StatusCode"),
        _ => false,
    }
}

/// The value of a constant is checked by an item of its own, where neither `Self` nor type parameters are known.
fn from_path(path: &Path, item: &Ident) -> Result<ResolvedStatus, String> {
    match path.segments.first() {
        Some(first) if first.ident == "Self" => {
            let rest: Vec<String> = path.segments.iter().skip(1).map(|segment| segment.ident.to_string()).collect();
            let item = item.to_string();
            Err(format!("`Self` is not known here; write `{item}::{}`", rest.join("::")))
        }
        _ => Ok(ResolvedStatus::Constant(path.clone())),
    }
}

/// The status of an item is final, and not that of a multi-status.
fn check_final(status: &ResolvedStatus, written: &WrittenStatus) -> Result<(), String> {
    match status.number() {
        Some(100..=199) => Err(format!(
            "`{}` is an interim (1xx) status; an item needs a final status, from 200 up",
            written.to_token_stream()
        )),
        Some(207) => {
            Err("an item cannot itself be `207 Multi-Status`; give the status this item would have had on its \
                          own"
            .to_owned())
        }
        _ => Ok(()),
    }
}

fn code_of(name: &str) -> Option<u16> {
    NAMES.iter().find(|(_, known)| *known == name).map(|(code, _)| *code)
}

/// True if `word` is the name of a status that an item may have.
pub(super) fn is_name(word: &str) -> bool {
    names().any(|known| known == word)
}

fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().filter(|(code, _)| *code >= 200 && *code != 207).map(|(_, name)| *name)
}

/// Names of RFC 1945, RFC 2068, RFC 2616 and of servers that still use them, with the name of today.
static OLD_NAMES: &[(&str, &str)] = &[
    ("MOVED_TEMPORARILY", "FOUND"),
    ("REQUEST_ENTITY_TOO_LARGE", "CONTENT_TOO_LARGE"),
    ("REQUEST_TOO_LARGE", "CONTENT_TOO_LARGE"),
    ("REQUEST_URI_TOO_LARGE", "URI_TOO_LONG"),
    ("REQUEST_URI_TOO_LONG", "URI_TOO_LONG"),
    ("REQUESTED_RANGE_NOT_SATISFIABLE", "RANGE_NOT_SATISFIABLE"),
    ("URI_TOO_LARGE", "URI_TOO_LONG"),
];

/// The reason phrases of IANA as constants, then the older names that the crate `http` still uses. The interim ones are
/// here only to be recognised.
pub(crate) static NAMES: &[(u16, &str)] = &[
    (100, "CONTINUE"),
    (101, "SWITCHING_PROTOCOLS"),
    (102, "PROCESSING"),
    (103, "EARLY_HINTS"),
    (200, "OK"),
    (201, "CREATED"),
    (202, "ACCEPTED"),
    (203, "NON_AUTHORITATIVE_INFORMATION"),
    (204, "NO_CONTENT"),
    (205, "RESET_CONTENT"),
    (206, "PARTIAL_CONTENT"),
    (207, "MULTI_STATUS"),
    (208, "ALREADY_REPORTED"),
    (226, "IM_USED"),
    (300, "MULTIPLE_CHOICES"),
    (301, "MOVED_PERMANENTLY"),
    (302, "FOUND"),
    (303, "SEE_OTHER"),
    (304, "NOT_MODIFIED"),
    (305, "USE_PROXY"),
    (307, "TEMPORARY_REDIRECT"),
    (308, "PERMANENT_REDIRECT"),
    (400, "BAD_REQUEST"),
    (401, "UNAUTHORIZED"),
    (402, "PAYMENT_REQUIRED"),
    (403, "FORBIDDEN"),
    (404, "NOT_FOUND"),
    (405, "METHOD_NOT_ALLOWED"),
    (406, "NOT_ACCEPTABLE"),
    (407, "PROXY_AUTHENTICATION_REQUIRED"),
    (408, "REQUEST_TIMEOUT"),
    (409, "CONFLICT"),
    (410, "GONE"),
    (411, "LENGTH_REQUIRED"),
    (412, "PRECONDITION_FAILED"),
    (413, "CONTENT_TOO_LARGE"),
    (414, "URI_TOO_LONG"),
    (415, "UNSUPPORTED_MEDIA_TYPE"),
    (416, "RANGE_NOT_SATISFIABLE"),
    (417, "EXPECTATION_FAILED"),
    (421, "MISDIRECTED_REQUEST"),
    (422, "UNPROCESSABLE_CONTENT"),
    (423, "LOCKED"),
    (424, "FAILED_DEPENDENCY"),
    (425, "TOO_EARLY"),
    (426, "UPGRADE_REQUIRED"),
    (428, "PRECONDITION_REQUIRED"),
    (429, "TOO_MANY_REQUESTS"),
    (431, "REQUEST_HEADER_FIELDS_TOO_LARGE"),
    (451, "UNAVAILABLE_FOR_LEGAL_REASONS"),
    (500, "INTERNAL_SERVER_ERROR"),
    (501, "NOT_IMPLEMENTED"),
    (502, "BAD_GATEWAY"),
    (503, "SERVICE_UNAVAILABLE"),
    (504, "GATEWAY_TIMEOUT"),
    (505, "HTTP_VERSION_NOT_SUPPORTED"),
    (506, "VARIANT_ALSO_NEGOTIATES"),
    (507, "INSUFFICIENT_STORAGE"),
    (508, "LOOP_DETECTED"),
    (510, "NOT_EXTENDED"),
    (511, "NETWORK_AUTHENTICATION_REQUIRED"),
    (413, "PAYLOAD_TOO_LARGE"),
    (418, "IM_A_TEAPOT"),
    (422, "UNPROCESSABLE_ENTITY"),
];
