//! The status line of RFC 9112 section 4, in each spelling that servers send.

use http::StatusCode;

use crate::tokens::xml::WHITE;

/// Returns the status of a line, and true if its spelling is not that of RFC 9112.
pub(crate) fn status_line(line: &str) -> (Option<StatusCode>, bool) {
    let usual = line.as_bytes().strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.split_first_chunk::<3>());
    if let Some((code, [] | [b' ', b'!'..=b'~', ..])) = usual
        && let Ok(status) = StatusCode::from_bytes(code)
    {
        return (Some(status), false);
    }
    let mut parts = line.split(WHITE).filter(|part| !part.is_empty());
    let version = parts.next().unwrap_or_default();
    let code = parts.next().filter(|code| code.len() == 3 && code.bytes().all(|digit| digit.is_ascii_digit()));
    let status = code.filter(|_| version.starts_with("HTTP/")).and_then(|code| code.parse().ok());
    let odd = version != "HTTP/1.1" || line.get(8..9) != Some(" ") || !matches!(line.get(12..13), None | Some(" "));
    (status, odd || line.get(9..12) != code || line.get(13..14) == Some(" "))
}
