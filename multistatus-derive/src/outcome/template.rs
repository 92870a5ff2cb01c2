//! The text template of a description or a header value: literal text with doubled braces, and placeholders such as
//! `{field}`, `{0}` and `{0:>8}`.

use syn::LitStr;

use super::input::FieldInput;
use crate::diagnostics::{Diagnostics, closest, list};

/// A parsed text.
pub(crate) struct Template<'a> {
    /// The literal: what rustc reports about the text belongs there.
    pub(crate) written: &'a LitStr,
    pub(crate) pieces: Vec<Piece<'a>>,
}

pub(crate) enum Piece<'a> {
    Literal(String),
    Field { field: &'a FieldInput<'a>, spec: Option<FormatSpec> },
}

/// The part of a placeholder after the colon, and the trait of `core::fmt` that it needs.
pub(crate) struct FormatSpec {
    pub(crate) text: String,
    pub(crate) bound: &'static str,
}

/// Parses a text, and reports each of its mistakes.
pub(crate) fn parse<'a>(
    written: &'a LitStr,
    fields: &'a [FieldInput<'a>],
    diagnostics: &mut Diagnostics,
) -> Template<'a> {
    let text = written.value();
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text.as_str();
    while let Some((before, brace, after)) = split_at_brace(rest) {
        literal.push_str(before);
        if after.starts_with(brace) {
            literal.push(brace);
            rest = after.get(1..).unwrap_or_default();
            continue;
        }
        let inner = if brace == '{' { after.split_once('}') } else { None };
        let Some((inner, after)) = inner.filter(|(inner, _)| !inner.contains('{')) else {
            diagnostics
                .error(written, format!("unmatched `{brace}` in the text; write `{brace}{brace}` for a literal brace"));
            return Template { written, pieces };
        };
        rest = after;
        match placeholder(inner, fields) {
            Ok((field, spec)) => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(Piece::Field { field, spec });
            }
            Err(message) => diagnostics.error(written, message),
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Template { written, pieces }
}

fn split_at_brace(text: &str) -> Option<(&str, char, &str)> {
    let at = text.find(['{', '}'])?;
    let (before, from) = text.split_at_checked(at)?;
    let mut characters = from.chars();
    let brace = characters.next()?;
    Some((before, brace, characters.as_str()))
}

/// Parses the text between the braces.
fn placeholder<'a>(
    inner: &str,
    fields: &'a [FieldInput<'a>],
) -> Result<(&'a FieldInput<'a>, Option<FormatSpec>), String> {
    let (name, spec) = match inner.split_once(':') {
        Some((name, spec)) => (name, Some(spec)),
        None => (inner, None),
    };
    if name.is_empty() {
        let example = fields.first().map_or_else(|| "path".to_owned(), FieldInput::name);
        let spec = spec.map(|spec| format!(":{spec}")).unwrap_or_default();
        return Err(format!("name the field in `{{{inner}}}`; for example `{{{example}{spec}}}`"));
    }
    if let Some(plain) = name.strip_prefix("r#") {
        return Err(format!("write `{{{plain}}}`; the `r#` is left out in a text"));
    }
    let word = |character: char| character.is_alphanumeric() || character == '_';
    if !name.chars().all(word) {
        let plain = plain_name(name).filter(|plain| fields.iter().any(|field| field.name() == *plain));
        return Err(match (plain, spec) {
            (Some(plain), None) => format!("only a field name is allowed in `{{{inner}}}`; write `{{{plain}}}`"),
            (Some(plain), Some(spec)) => {
                format!("only a field name is allowed in `{{{inner}}}`; write `{{{plain}:{}}}`", spec.trim())
            }
            (None, _) => format!(
                "only a field name is allowed in `{{{inner}}}`; compute the value where the outcome is built, or give \
                 the type a `Display`"
            ),
        });
    }
    let field = fields.iter().find(|field| field.name() == name).ok_or_else(|| no_field(name, fields))?;
    Ok((field, spec.map(|spec| parse_spec(spec, inner)).transpose()?))
}

/// Returns the field that is meant by `{ path }`, `{self.path}`, `{.0}`, `{&path}` or `{*path}`.
fn plain_name(name: &str) -> Option<&str> {
    let name = name.trim().trim_start_matches(['&', '*']).trim_start();
    let name = name.strip_prefix("self").unwrap_or(name);
    let name = name.strip_prefix('.').unwrap_or(name).trim();
    (!name.is_empty()).then_some(name)
}

fn no_field(name: &str, fields: &[FieldInput<'_>]) -> String {
    let names: Vec<String> = fields.iter().map(FieldInput::name).collect();
    let names = || names.iter().map(String::as_str);
    match closest(name, names()) {
        _ if fields.is_empty() => {
            format!("`{{{name}}}`: there are no fields here; write `{{{{{name}}}}}` for literal braces")
        }
        // Any two digits are one edit apart, so a similar index is not suggested.
        Some(near) if !name.starts_with(|first: char| first.is_ascii_digit()) => {
            match name.chars().find(|letter| !letter.is_ascii() && !near.contains(*letter)) {
                // Letters of another script may look the same.
                Some(letter) => {
                    let letter = u32::from(letter);
                    format!("no field `{name}` here: it has the letter U+{letter:04X}; write `{{{near}}}`")
                }
                None => format!("no field `{name}` here; did you mean `{{{near}}}`?"),
            }
        }
        _ if fields.len() == 1 => format!("no field `{name}` here; the only field is {}", list(names(), "and")),
        _ => format!("no field `{name}` here; the fields are {}", list(names(), "and")),
    }
}

/// Parses `[[fill]align][sign]['#']['0'][width]['.' precision][type]` of `std::fmt`, with numbers only: an argument such
/// as `width$` would be a second field.
fn parse_spec(spec: &str, inner: &str) -> Result<FormatSpec, String> {
    let mut rest = spec;
    let mut characters = rest.chars();
    let align = |character: char| matches!(character, '<' | '^' | '>');
    match (characters.next(), characters.next()) {
        (Some(_), Some(second)) if align(second) => rest = characters.as_str(),
        (Some(first), _) if align(first) => rest = rest.get(1..).unwrap_or_default(),
        _ => {}
    }
    rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    rest = rest.strip_prefix('#').unwrap_or(rest);
    rest = rest.trim_start_matches(|character: char| character.is_ascii_digit());
    if let Some(precision) = rest.strip_prefix('.') {
        rest = precision.trim_start_matches(|character: char| character.is_ascii_digit());
    }
    let bound = match rest {
        "" => "Display",
        "?" | "x?" | "X?" => "Debug",
        "x" => "LowerHex",
        "X" => "UpperHex",
        "o" => "Octal",
        "b" => "Binary",
        "e" => "LowerExp",
        "E" => "UpperExp",
        "p" => "Pointer",
        _ => return Err(format!("unknown format `{spec}` in `{{{inner}}}`; write one such as `?`, `>8` or `.2`")),
    };
    Ok(FormatSpec { text: spec.to_owned(), bound })
}
