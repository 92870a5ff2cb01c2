//! Reads `status`, which holds a status line.

use http::StatusCode;

use super::content::ResponseReader;
use crate::item::DefectKind;
use crate::outcome::status::first_failure;
use crate::read::status_line::status_line;
use crate::tokens::xml::{Element, XmlError};

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
