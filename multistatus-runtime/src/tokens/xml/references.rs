//! References to characters: the five entities that need no declaration, and numbers (XML 1.0 sections 4.1 and 4.6).

use std::borrow::Cow;

use super::chars::is_char;
use crate::tokens::SyntaxError;

/// Returns the character that `&name;` stands for.
pub(crate) fn character(name: &str) -> Result<char, SyntaxError> {
    let number = |digits: &str, radix| {
        let plain = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
        plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten().and_then(char::from_u32)
    };
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix("#x") {
            Some(digits) => number(digits, 16),
            None => name.strip_prefix('#').and_then(|digits| number(digits, 10)),
        },
    };
    character.filter(|character| is_char(*character)).ok_or_else(|| SyntaxError::Reference { name: name.to_owned() })
}

/// True if this is the name of a reference to a number that stands for no character of XML.
pub(crate) fn is_forbidden(name: &str) -> bool {
    let (digits, radix) = match name.strip_prefix("#x") {
        Some(digits) => (digits, 16),
        None => (name.strip_prefix('#').unwrap_or_default(), 10),
    };
    !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix)) && character(name).is_err()
}

/// Returns the value of an attribute, with its references resolved and its white space as spaces (XML 1.0 section 3.3.3).
pub(crate) fn value(raw: &str) -> Result<Cow<'_, str>, SyntaxError> {
    if !raw.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'\t' | b'\r' | b'\n')) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '<', '\t', '\r', '\n']) {
        let (plain, found) = rest.split_at(at);
        out.push_str(plain);
        rest = match found.as_bytes().first() {
            Some(b'<') => return Err(SyntaxError::Attribute),
            Some(b'&') => {
                let name = found.get(1..).unwrap_or_default();
                let (name, behind) =
                    name.split_once(';').ok_or_else(|| SyntaxError::Reference { name: name.to_owned() })?;
                out.push(character(name)?);
                behind
            }
            _ => {
                out.push(' ');
                found.strip_prefix("\r\n").or_else(|| found.get(1..)).unwrap_or_default()
            }
        };
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// Appends text with each line end as one line feed (XML 1.0 section 2.11).
pub(crate) fn lines(text: &str, out: &mut String) {
    let mut pieces = text.split('\r');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if !piece.starts_with('\n') {
            out.push('\n');
        }
        out.push_str(piece);
    }
}
