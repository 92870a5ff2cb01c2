//! The header fields of a part or of the response in it (RFC 2046 section 5.1, RFC 9112 section 5).

use crate::tokens::xml::TextRange;

/// A header field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: TextRange,
    /// The value without the white space around it. A value that is continued on a further line has the line break in it.
    pub(crate) value: TextRange,
}

/// The lines of a header section, up to an empty line or the end of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldLines<'t> {
    text: &'t str,
    /// The start of the next line.
    pub(crate) at: usize,
}

/// One line of a header section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldLine {
    Field(Field),
    /// A line without a colon.
    Invalid(usize),
    /// The empty line that ends the fields. The position of the lines is behind it.
    End,
}

impl<'t> FieldLines<'t> {
    /// Returns the lines from a position on.
    pub(crate) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// Returns the end of the line that begins at `at`, behind its line feed.
    fn line_end(&self, at: usize) -> usize {
        let length = self.text.get(at..).and_then(|rest| rest.find('\n'));
        length.map_or(self.text.len(), |length| at + length + 1)
    }
}

impl Iterator for FieldLines<'_> {
    type Item = FieldLine;

    fn next(&mut self) -> Option<FieldLine> {
        let start = self.at;
        let mut end = self.line_end(start);
        let line = self.text.get(start..end).filter(|line| !line.is_empty())?;
        if line.trim_end_matches(['\r', '\n']).is_empty() {
            self.at = end;
            return Some(FieldLine::End);
        }
        // A line that begins with white space continues the one before (RFC 9112 section 5.2).
        while self.text.as_bytes().get(end).is_some_and(|first| matches!(first, b' ' | b'\t')) {
            end = self.line_end(end);
        }
        self.at = end;
        let line = self.text.get(start..end).unwrap_or_default();
        let Some(colon) = line.find(':') else { return Some(FieldLine::Invalid(start)) };
        let value = line.get(colon + 1..).unwrap_or_default();
        let value_start = end - value.trim_ascii_start().len();
        let value = (value_start, value_start + value.trim_ascii().len());
        Some(FieldLine::Field(Field { name: (start, start + colon), value }))
    }
}
