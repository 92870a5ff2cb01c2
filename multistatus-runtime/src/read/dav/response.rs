//! Reads `response` (RFC 4918 section 14.24) into spans and defects.

use super::content::{DavName, ResponseReader, refused};
use crate::item::{DefectKind, spans::Span};
use crate::key::percent_encoding;
use crate::tokens::xml::{Element, XmlError};

impl ResponseReader<'_, '_> {
    /// Reads a response that was just opened, up to its end.
    pub(crate) fn response(&mut self, response: &Element, language: Option<&str>) -> Result<(), XmlError> {
        let mut status = false;
        // The other children may still be canonical, as long as no prefix is declared anew.
        let tags = self.tags.filter(|_| !response.empty && !self.scanner.names.are_bound_below(1));
        let own = response.language.map(|place| self.scanner.slice(place));
        loop {
            if let Some(tags) = tags
                && let Some(end) =
                    tags.child(self.scanner.text, self.scanner.position(), self.record, status, own.or(language))
            {
                status |= self.record.status.is_some();
                self.scanner.resume(end);
                continue;
            }
            let Some(child) = self.child()? else { break };
            match self.name(&child) {
                DavName::Href => {
                    let href = self.href(&child)?;
                    self.record.add_key(href).map_err(refused(&child))?;
                }
                DavName::Status => {
                    let first = status.then_some(self.record.status);
                    status = true;
                    self.record.status = self.status(&child, first)?;
                    self.record.unreadable_status = self.record.status.is_none();
                }
                DavName::Propstat => self.propstat(&child)?,
                DavName::Error => drop(self.error(None)?),
                DavName::Description if self.record.description.is_some() => self.repeated(&child)?,
                DavName::Description => {
                    self.record.description = Some(self.verbatim()?);
                    self.language(child.language.or(response.language), language);
                }
                DavName::Location if self.record.location.is_some() => self.repeated(&child)?,
                DavName::Location => self.location()?,
                _ => {
                    let element = self.whole(&child)?;
                    self.record.add_element(element).map_err(refused(&child))?;
                }
            }
        }
        self.check(response.start, status);
        self.count_items(response)
    }

    /// Counts what each of several hrefs gets a copy of: the response without its hrefs.
    fn count_items(&mut self, response: &Element) -> Result<(), XmlError> {
        let hrefs = &self.record.keys;
        let copies = hrefs.len().saturating_sub(1);
        let length = self.scanner.position() - response.start;
        let common = length.saturating_sub(hrefs.iter().map(|href| href.end - href.start).sum());
        self.record.count_copied(copies.saturating_mul(common)).map_err(refused(response))
    }

    /// Adds a defect for each part that is missing, and for parts that exclude each other.
    fn check(&mut self, at: usize, status: bool) {
        let propstats = !self.record.propstats.is_empty();
        if self.record.keys.is_empty() {
            self.defect(at, DefectKind::MissingHref);
        }
        if !status && !propstats {
            self.defect(at, DefectKind::MissingStatus);
        }
        if status && propstats {
            self.defect(at, DefectKind::StatusBesidePropstat);
        }
        if self.record.keys.len() > 1 && propstats {
            self.defect(at, DefectKind::SeveralHrefsWithPropstat);
        }
    }

    pub(crate) fn repeated(&mut self, element: &Element) -> Result<(), XmlError> {
        self.defect(element.start, DefectKind::RepeatedElement);
        self.scanner.skip().map(drop)
    }

    /// Reads `href`. Percent-encoding is kept.
    pub(crate) fn href(&mut self, element: &Element) -> Result<Span, XmlError> {
        let href = self.text()?;
        let text = self.read(href);
        if text.is_empty() {
            self.defect(element.start, DefectKind::EmptyHref);
        } else if !percent_encoding::is_reference(text) {
            self.defect(element.start, DefectKind::InvalidHref);
        }
        Ok(href)
    }

    fn location(&mut self) -> Result<(), XmlError> {
        while let Some(child) = self.child()? {
            match self.name(&child) {
                DavName::Href if self.record.location.is_none() => self.record.location = Some(self.href(&child)?),
                _ => self.repeated(&child)?,
            }
        }
        Ok(())
    }

    /// Sets the language of the description: its own, or else that of an element around it.
    fn language(&mut self, own: Option<(usize, usize)>, outer: Option<&str>) {
        self.record.language = match (own, outer) {
            (Some((start, end)), _) => Some(Span::of(start, end)),
            (None, Some(outer)) => Some(self.record.decode(|out| out.push_str(outer))),
            (None, None) => None,
        };
    }
}
