//! Reads `error` (RFC 4918 section 14.5): the failed conditions, and the problem that may be beside them.

use super::content::{DavName, ResponseReader, refused};
use crate::item::DefectKind;
use crate::item::spans::{ConditionSpans, Span};
use crate::outcome::Condition;
use crate::tokens::xml::{Element, Token, WHITE, XmlError};

/// The namespace of RFC 9457 appendix B.
pub(crate) const PROBLEM: &str = "urn:ietf:rfc:7807";

impl ResponseReader<'_, '_> {
    /// Reads the `error` of a response, or of one of its propstats. Returns the `detail` of the problem in it, which a response
    /// has as its description.
    pub(crate) fn error(&mut self, propstat: Option<usize>) -> Result<Option<Span>, XmlError> {
        let mut detail = None;
        while let Some(child) = self.child()? {
            let local = self.scanner.local(&child);
            let namespace = self.scanner.names.uri(child.namespace);
            if (namespace, local) == (PROBLEM, "problem") && propstat.is_none() {
                detail = self.problem()?;
            } else if Condition::new(namespace, local).is_ok() {
                self.condition(&child, propstat)?;
            } else {
                self.defect(child.start, DefectKind::InvalidCondition);
                self.scanner.skip()?;
            }
        }
        Ok(detail)
    }

    fn condition(&mut self, element: &Element, propstat: Option<usize>) -> Result<(), XmlError> {
        let (namespace, name) = self.identity(element)?;
        let first = self.record.condition_hrefs.len();
        let mut content = String::new();
        loop {
            match self.scanner.next()? {
                Token::Start(child) if self.name(&child) == DavName::Href => {
                    let href = self.href(&child)?;
                    self.record.add_condition_href(href).map_err(refused(&child))?;
                }
                Token::Start(child) => self.append_whole(&child, &mut content)?,
                Token::Text(place) => escape(self.scanner.slice(place), &mut content),
                Token::Reference(character, _) => escape(character.encode_utf8(&mut [0; 4]), &mut content),
                Token::End(_) => break,
                Token::Over => return Err(XmlError::Incomplete),
            }
        }
        let hrefs = (first, self.record.condition_hrefs.len());
        let content = content.trim_matches(WHITE);
        let content: Option<Span> = (!content.is_empty()).then(|| self.record.decode(|out| out.push_str(content)));
        let condition = ConditionSpans { propstat, namespace, name, hrefs, content };
        self.record.add_condition(condition).map_err(refused(element))
    }
}

/// Escapes text that was decoded or was in a CDATA section, and appends it.
fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}
