//! Names with and without a prefix (Namespaces in XML 1.0 section 4).

/// Where the local name of a qualified name begins; `None` where it is no qualified name.
pub(super) fn local(name: &str) -> Option<usize> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return (!name.is_empty()).then_some(0);
    }
    match name.split_once(':') {
        None => is_ncname(name).then_some(0),
        Some((prefix, local)) => (is_ncname(prefix) && is_ncname(local)).then_some(prefix.len() + 1),
    }
}

fn is_ncname(name: &str) -> bool {
    if name.is_ascii() {
        // Most names are, and need no decoding.
        let mut bytes = name.bytes();
        let starts = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
        return bytes.next().is_some_and(starts)
            && bytes.all(|byte| starts(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    }
    let mut characters = name.chars();
    characters.next().is_some_and(starts) && characters.all(continues)
}

fn starts(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn continues(character: char) -> bool {
    starts(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
