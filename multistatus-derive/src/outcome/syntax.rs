//! The character rules of HTTP and URIs for values that an attribute writes.

/// Checks a header name: a token (RFC 9110 section 5.1).
pub(crate) fn check_header_name(name: &str) -> Result<(), String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(token) {
        return Ok(());
    }
    Err(format!("`{name}` is not an HTTP header name; write one such as `ETag`"))
}

/// Checks the fixed text of a header value (RFC 9110 section 5.5).
pub(crate) fn check_header_text(text: &str) -> Result<(), String> {
    match text.chars().find(|character| character.is_control() && *character != '\t') {
        None => Ok(()),
        Some(control) => Err(format!("`{}` is not allowed in a header; remove it", control.escape_default())),
    }
}

/// Checks a URI reference by its characters (RFC 3986 section 4.1).
pub(crate) fn check_uri_reference(text: &str) -> Result<(), String> {
    let bytes = text.as_bytes();
    let allowed = |(at, byte): (usize, &u8)| match byte {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(byte),
    };
    let fragments = bytes.iter().filter(|byte| **byte == b'#').count();
    if !bytes.is_empty() && fragments <= 1 && bytes.iter().enumerate().all(allowed) {
        return Ok(());
    }
    Err(format!("`{text}` is not a URI reference; write an absolute URI such as `https://example.com/problems/quota`"))
}

/// Checks the name of an extension member: the members of a problem (RFC 9457 section 3.1) and `conditions` are taken.
pub(crate) fn check_extension_name(name: &str) -> Result<(), String> {
    match name {
        "type" | "title" | "status" | "detail" | "instance" | "conditions" => {
            Err(format!("`{name}` is a member of every problem object; choose another extension name"))
        }
        "" => Err("an extension member needs a name; write `extension = \"limit\"`".to_owned()),
        _ => Ok(()),
    }
}
