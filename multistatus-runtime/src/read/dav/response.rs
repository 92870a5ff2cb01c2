//! One `response` (RFC 4918 section 14.24): what it says goes into the record, and what is odd becomes a defect.

use super::content::{Content, Name};
use crate::{
    item::{DefectKind, spans::Span},
    key::percent_encoding,
    read::tokens::xml::scanner::{Element, Stop},
};

impl Content<'_, '_> {
    /// Reads a response that was just begun, up to its end.
    pub(crate) fn response(&mut self, response: &Element, language: Option<&str>) -> Result<(), Stop> {
        let mut status = false;
        // What is odd about one child makes the others no odder, as long as the prefixes mean what they mean to the root.
        let template = self.template.filter(|_| !response.empty && !self.scanner.names.are_bound_below(1));
        let own = response.language.map(|place| self.scanner.slice(place));
        loop {
            if let Some(template) = template
                && let Some(end) =
                    template.child(self.scanner.text, self.scanner.position(), self.record, status, own.or(language))
            {
                status |= self.record.status.is_some();
                self.scanner.resume(end);
                continue;
            }
            let Some(child) = self.child()? else { break };
            match self.name(&child) {
                Name::Href => {
                    let href = self.href(&child)?;
                    self.record.keys.push(href);
                }
                Name::Status if status => self.repeated(&child)?,
                Name::Status => {
                    status = true;
                    self.record.status = self.status(&child)?;
                }
                Name::Propstat => self.propstat(&child)?,
                Name::Error => self.error(None)?,
                Name::Description if self.record.description.is_some() => self.repeated(&child)?,
                Name::Description => {
                    self.record.description = Some(self.verbatim()?);
                    self.language(child.language.or(response.language), language);
                }
                Name::Location if self.record.location.is_some() => self.repeated(&child)?,
                Name::Location => self.location()?,
                _ => {
                    let element = self.whole(&child)?;
                    self.record.elements.push(element);
                }
            }
        }
        self.check(response.start, status);
        Ok(())
    }

    /// Notes what a response lacks, and what does not go together.
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

    fn repeated(&mut self, element: &Element) -> Result<(), Stop> {
        self.defect(element.start, DefectKind::RepeatedElement);
        self.scanner.skip().map(drop)
    }

    /// Reads `href`. It is decoded once, as XML; its percent signs are its own.
    pub(crate) fn href(&mut self, element: &Element) -> Result<Span, Stop> {
        let href = self.text()?;
        let text = self.read(href);
        if text.is_empty() {
            self.defect(element.start, DefectKind::EmptyHref);
        } else if !percent_encoding::is_reference(text) {
            self.defect(element.start, DefectKind::InvalidHref);
        }
        Ok(href)
    }

    fn location(&mut self) -> Result<(), Stop> {
        while let Some(child) = self.child()? {
            match self.name(&child) {
                Name::Href if self.record.location.is_none() => self.record.location = Some(self.href(&child)?),
                _ => self.repeated(&child)?,
            }
        }
        Ok(())
    }

    /// Notes the language of the description: its own, else that of what is around it.
    fn language(&mut self, own: Option<(usize, usize)>, outer: Option<&str>) {
        self.record.language = match (own, outer) {
            (Some((start, end)), _) => Some(Span::of(start, end)),
            (None, Some(outer)) => Some(self.record.decode(|out| out.push_str(outer))),
            (None, None) => None,
        };
    }
}
