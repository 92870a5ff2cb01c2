//! Reads `status`: the status line of RFC 9112 section 4, in each spelling that servers send.

use http::StatusCode;

use super::content::ResponseReader;
use crate::item::DefectKind;
use crate::outcome::status::first_failure;
use crate::tokens::xml::{Element, WHITE, XmlError};

impl ResponseReader<'_, '_> {
    /// Reads `status`; `None` if it does not hold a status line. If it is not the first one, a failure counts.
    pub(crate) fn status(
        &mut self,
        element: &Element,
        first: Option<Option<StatusCode>>,
    ) -> Result<Option<StatusCode>, XmlError> {
        let span = self.text()?;
        let (status, odd) = status_line(self.read(span));
        // The space of an empty reason phrase was trimmed. Other white space around the line is a defect.
        let padded = !span.decoded && !self.scanner.slice((element.end, span.start)).is_empty();
        let defect = match status {
            None => Some(DefectKind::InvalidStatus),
            Some(status) if status.is_informational() => Some(DefectKind::InterimStatus),
            Some(_) => (odd || padded).then_some(DefectKind::OddStatusLine),
        };
        if let Some(kind) = defect {
            self.defect(element.start, kind);
        }
        let Some(first) = first else { return Ok(status) };
        self.defect(element.start, DefectKind::RepeatedStatus);
        Ok(first_failure(first, status))
    }
}

/// Returns the status of a line, and true if its spelling is not that of RFC 9112.
fn status_line(line: &str) -> (Option<StatusCode>, bool) {
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
