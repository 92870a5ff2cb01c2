//! Finds the delimiter lines of a multipart body (RFC 2046 section 5.1.1).

/// The maximum length of a boundary (RFC 2046 section 5.1.1).
const LONGEST: usize = 70;

/// A line with a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BoundaryLine {
    /// The end of the content before, without the line break that belongs to the delimiter.
    pub(crate) content_end: usize,
    /// The start of the line.
    pub(crate) start: usize,
    /// The position behind the line.
    pub(crate) end: usize,
    /// True if it is the last one of its body.
    pub(crate) closes: bool,
}

/// Finds the next line with one of the boundaries, and returns the number of the boundary; `None` if the text ends before that
/// is certain. `from` is the start of a line, and `last` is true if the body ends with the text.
pub(crate) fn find<const COUNT: usize>(
    text: &str,
    from: usize,
    boundaries: [&str; COUNT],
    last: bool,
) -> Option<(BoundaryLine, usize)> {
    let bytes = text.as_bytes();
    let mut line = from;
    loop {
        let rest = bytes.get(line..).unwrap_or_default();
        let end = rest.iter().position(|byte| *byte == b'\n').map(|length| line + length + 1);
        // Without its end, a line may still become a delimiter.
        let end = end.or((last && line < bytes.len()).then_some(bytes.len()))?;
        let content = text.get(line..end).unwrap_or_default();
        for (number, boundary) in boundaries.iter().enumerate() {
            if let Some(closes) = is_delimiter(content, boundary) {
                let before = bytes.get(from..line).unwrap_or_default();
                let line_break = match before {
                    [.., b'\r', b'\n'] => 2,
                    [.., b'\n'] => 1,
                    _ => 0,
                };
                let found = BoundaryLine { content_end: line - line_break, start: line, end, closes };
                return Some((found, number));
            }
        }
        line = end;
    }
}

/// Returns `None` if a line is not a delimiter with this boundary, and else true if it is the last one.
fn is_delimiter(line: &str, boundary: &str) -> Option<bool> {
    let rest = line.strip_prefix("--")?.strip_prefix(boundary)?.trim_end_matches([' ', '\t', '\r', '\n']);
    match rest {
        "" => Some(false),
        "--" => Some(true),
        _ => None,
    }
}

/// Returns the boundary of a line that begins a body whose boundary is not known, if it can be one.
pub(crate) fn boundary_of(line: &str) -> Option<&str> {
    let boundary = line.strip_prefix("--")?.trim_end_matches([' ', '\t', '\r', '\n']);
    // A body without parts consists of its last delimiter.
    let boundary = boundary.strip_suffix("--").unwrap_or(boundary);
    is_boundary(boundary).then_some(boundary)
}

/// True if a text can be a boundary.
fn is_boundary(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_allowed) && !text.ends_with(' ')
}

/// Returns the parameter `boundary` of a content type that is multipart.
pub(crate) fn boundary_parameter(content_type: &str) -> Option<String> {
    let (essence, parameters) = content_type.split_once(';')?;
    let multipart = "multipart/";
    let start = essence.trim().get(..multipart.len())?;
    if !start.eq_ignore_ascii_case(multipart) {
        return None;
    }
    let mut rest = parameters;
    loop {
        let (name, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, behind) = match value.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = value.find(';').unwrap_or(value.len());
                (value.get(..end)?.trim_end().to_owned(), value.get(end..)?)
            }
        };
        let name = name.trim_matches([';', ' ', '\t', '\r', '\n']);
        if name.eq_ignore_ascii_case("boundary") {
            return (!value.is_empty()).then_some(value);
        }
        rest = behind;
    }
}

/// Returns the text of a quoted string (RFC 9110 section 5.6.4), and what is behind it.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((text, quoted.get(at + 1..)?)),
            '\\' => text.push(characters.next()?.1),
            _ => text.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_come_from_the_content_type() {
        for (content_type, boundary) in [
            ("multipart/mixed; boundary=batch_1", Some("batch_1")),
            ("Multipart/Mixed;charset=utf-8 ; Boundary=\"a \\\"b\"; x=1", Some("a \"b")),
            ("multipart/mixed; x=\"boundary=no\"; boundary=yes ;y", Some("yes")),
            ("multipart/mixed; boundary=", None),
            ("multipart/mixed; boundary=\"open", None),
            ("multipart/mixed", None),
            ("application/json; boundary=a", None),
            ("", None),
        ] {
            assert_eq!(boundary_parameter(content_type).as_deref(), boundary, "{content_type}");
        }
    }

    #[test]
    fn only_a_whole_line_is_a_delimiter() {
        for (line, found) in [
            ("--b\r\n", Some(false)),
            ("--b \t\r\n", Some(false)),
            ("--b--\r\n", Some(true)),
            ("--b--", Some(true)),
            ("--b1\r\n", None),
            ("--b--x\r\n", None),
            (" --b\r\n", None),
            ("-b\r\n", None),
        ] {
            assert_eq!(is_delimiter(line, "b"), found, "{line:?}");
        }
    }

    #[test]
    fn the_line_break_before_a_delimiter_belongs_to_it() {
        for (text, content_end) in [("a\r\n--b\r\n", 1), ("a\n--b\r\n", 1), ("\r\n--b\r\n", 0), ("--b\r\n", 0)] {
            let (found, _) = find(text, 0, ["b"], false).unwrap();
            assert_eq!((found.content_end, found.closes), (content_end, false), "{text:?}");
        }
        assert_eq!(find("a\r\n--b", 0, ["b"], false), None);
        assert!(find("a\r\n--b--", 0, ["b"], true).is_some_and(|(found, _)| found.closes));
    }
}
