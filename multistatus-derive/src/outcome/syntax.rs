//! The character rules of HTTP and URIs for values that an attribute writes.

/// Checks a header name: a token (RFC 9110 section 5.1).
pub(crate) fn check_header_name(name: &str) -> Result<(), String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(token) {
        return Ok(());
    }
    Err(format!("`{name}` is not an HTTP header name; write one such as `ETag`"))
}

/// Field names about the message that carries all items, in lower case: its framing and its connection (RFC 9110 section
/// 7.6.1, RFC 9112 section 6). The runtime drops the same ones: `OF_THE_MESSAGE` in `outcome/header.rs`.
static OF_THE_MESSAGE: &[&str] = &[
    "connection",
    "content-length",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Checks that a header is about one item.
pub(crate) fn check_header_of_item(name: &str) -> Result<(), String> {
    if OF_THE_MESSAGE.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(format!("`{name}` is about the message that carries all items, not about one item; remove it"));
    }
    Ok(())
}

/// Checks that a name may follow the base of a problem type at once.
pub(crate) fn check_type_base(base: &str) -> Result<(), String> {
    check_uri_reference(base)?;
    if base.ends_with(['/', '#', ':', '=']) {
        return Ok(());
    }
    let end = match base.split_once(':') {
        Some((_, rest)) if !rest.starts_with("//") => ':',
        _ => '/',
    };
    Err(format!("the name of the variant follows `type_base` at once; write `type_base = \"{base}{end}\"`"))
}

/// Checks that a text of a problem has no placeholder: it is the same for each occurrence (RFC 9457 section 3.1), so fields are
/// not filled in.
pub(crate) fn check_constant(key: &str, text: &str) -> Result<(), String> {
    let text = text.replace("{{", "").replace("}}", "");
    let is_placeholder = |inner: &str| {
        let name = inner.split_once(':').map_or(inner, |(name, _)| name);
        name.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '.' | ' '))
    };
    let found = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).any(|(inner, _)| is_placeholder(inner));
    if found {
        return Err(format!(
            "`{key}` is the same for each occurrence of a problem, so it takes no fields; a field goes in the description"
        ));
    }
    Ok(())
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
