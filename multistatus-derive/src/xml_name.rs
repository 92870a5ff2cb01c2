//! Namespaces and local names of XML elements, as attributes write them.

/// The namespace of WebDAV.
pub(crate) const DAV: &str = "DAV:";

/// True if a namespace and a local name are in the wrong order.
pub(crate) fn are_swapped(namespace: &str, local: &str) -> bool {
    check_namespace(local, "").is_ok() && is_local(namespace)
}

/// Checks a namespace: a URI of characters that need no escape. `example` is one, for the message.
pub(crate) fn check_namespace(namespace: &str, example: &str) -> Result<(), String> {
    if namespace.eq_ignore_ascii_case("dav") || namespace.eq_ignore_ascii_case(DAV) && namespace != DAV {
        return Err("the namespace of WebDAV is `DAV:`, in upper case and with the colon".to_owned());
    }
    let forbidden = |byte: u8| matches!(byte, 0..=b' ' | b'<' | b'>' | b'"' | b'&' | 0x7f..);
    if !namespace.contains(':') || namespace.bytes().any(forbidden) {
        return Err(format!("`{namespace}` is not an XML namespace; write a URI such as `{example}`"));
    }
    Ok(())
}

/// True if `name` is an XML name without a prefix (NCName of Namespaces in XML 1.0 section 3).
pub(crate) fn is_local(name: &str) -> bool {
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
