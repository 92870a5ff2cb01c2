//! Status codes as an attribute writes them: numbers, IANA names, and paths of constants, whose values only rustc knows.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Ident, Lit, LitInt, Path, Token, ext::IdentExt, parse::ParseStream};

use crate::diagnostics::{Diagnostics, closest};

/// A status as written; nothing is known of its value yet.
#[derive(Clone)]
pub(crate) enum WrittenCode {
    Number(LitInt),
    /// A number with a sign before it.
    Signed(Token![-], Lit),
    Literal(Lit),
    Name(Ident),
    Path(Path),
}

impl ToTokens for WrittenCode {
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

impl From<Lit> for WrittenCode {
    fn from(literal: Lit) -> Self {
        match literal {
            Lit::Int(number) => Self::Number(number),
            literal => Self::Literal(literal),
        }
    }
}

/// A status whose value is known, or will be to rustc.
#[derive(Clone)]
pub(crate) enum Code {
    Number(u16),
    Constant(Path),
}

impl Code {
    pub(crate) fn number(&self) -> Option<u16> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Constant(_) => None,
        }
    }
}

/// Parses a number, a name or a path. The caller has seen that one of them begins here.
pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<WrittenCode> {
    if input.peek(Token![-]) {
        return Ok(WrittenCode::Signed(input.parse()?, input.parse()?));
    }
    if input.cursor().literal().is_some() {
        return input.parse::<Lit>().map(WrittenCode::from);
    }
    if input.peek(Token![::]) || input.peek2(Token![::]) {
        return input.parse().map(WrittenCode::Path);
    }
    input.call(Ident::parse_any).map(WrittenCode::Name)
}

/// Whether a lone word was meant as a status: it is the name of one in any case, or it is written like a constant.
pub(crate) fn looks_like_name(word: &str) -> bool {
    code_of(&word.to_uppercase()).is_some() || word.starts_with(|first: char| first.is_uppercase())
}

/// The value of what was written; `None` after a mistake, which is then reported.
pub(crate) fn resolve(written: &WrittenCode, item: &Ident, diagnostics: &mut Diagnostics) -> Option<Code> {
    let found = match written {
        WrittenCode::Number(number) => from_number(number),
        WrittenCode::Signed(_, number) => Err(out_of_range(&format!("-{}", number.to_token_stream()))),
        WrittenCode::Literal(Lit::Str(text)) if text.value().parse::<u16>().is_ok() => {
            Err(format!("a status is a number, not text; write `{}`", text.value()))
        }
        WrittenCode::Literal(_) => Err("expected a status code such as `404` or `NOT_FOUND`".to_owned()),
        WrittenCode::Name(name) => from_name(&name.unraw().to_string()),
        WrittenCode::Path(path) => from_path(path, item),
    };
    match found.and_then(|code| final_status(&code, written).map(|()| code)) {
        Ok(code) => Some(code),
        Err(message) => {
            diagnostics.error(written, message);
            None
        }
    }
}

fn from_number(number: &LitInt) -> Result<Code, String> {
    if !number.suffix().is_empty() {
        return Err(format!("a status has no type suffix; write `{}`", number.base10_digits()));
    }
    match number.base10_parse() {
        Ok(code @ 100..=999) => Ok(Code::Number(code)),
        _ => Err(out_of_range(number.base10_digits())),
    }
}

fn out_of_range(number: &str) -> String {
    format!("`{number}` is not an HTTP status code; codes run from 100 to 999")
}

fn from_name(name: &str) -> Result<Code, String> {
    if let Some(code) = code_of(name) {
        return Ok(Code::Number(code));
    }
    let upper = name.to_uppercase();
    if name.to_lowercase() == name && code_of(&upper).is_some() {
        return Err(format!("status names are upper case; write `{upper}`"));
    }
    Err(match closest(&upper, names()) {
        Some(near) => {
            let code = code_of(near).unwrap_or_default();
            format!("unknown status name `{name}`; did you mean `{near}` ({code})?")
        }
        None => {
            format!("unknown status name `{name}`; for a constant of your own write its path, such as `self::{name}`")
        }
    })
}

/// The value of a constant is checked by an item of its own, and items know neither `Self` nor type parameters.
fn from_path(path: &Path, item: &Ident) -> Result<Code, String> {
    match path.segments.first() {
        Some(first) if first.ident == "Self" => {
            let rest: Vec<String> = path.segments.iter().skip(1).map(|segment| segment.ident.to_string()).collect();
            let item = item.to_string();
            Err(format!("`Self` is not known here; write `{item}::{}`", rest.join("::")))
        }
        _ => Ok(Code::Constant(path.clone())),
    }
}

/// An item ends with its status, so it is neither interim nor a multi-status of its own.
fn final_status(code: &Code, written: &WrittenCode) -> Result<(), String> {
    match code.number() {
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

fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().filter(|(code, _)| *code >= 200 && *code != 207).map(|(_, name)| *name)
}

/// IANA's phrases as constants, then the older names that the crate `http` still uses. The interim ones are here only
/// to be recognised.
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
