//! Reads `propstat` (RFC 4918 section 14.22): properties with a status.

use super::content::{DavName, ResponseReader, refused};
use crate::item::{DefectKind, spans::PropstatSpans};
use crate::tokens::xml::{Element, XmlError};

impl ResponseReader<'_, '_> {
    /// Reads a propstat that was just opened, up to its end.
    pub(crate) fn propstat(&mut self, propstat: &Element) -> Result<(), XmlError> {
        let number = self.record.propstats.len();
        let first = self.record.properties.len();
        let mut spans = PropstatSpans::default();
        let (mut prop, mut status) = (false, false);
        while let Some(child) = self.child()? {
            match self.name(&child) {
                DavName::Prop => {
                    if std::mem::replace(&mut prop, true) {
                        self.defect(child.start, DefectKind::RepeatedElement);
                    }
                    self.properties()?;
                }
                DavName::Status => {
                    let first = status.then_some(spans.status);
                    status = true;
                    spans.status = self.status(&child, first)?;
                }
                DavName::Error => drop(self.error(Some(number))?),
                DavName::Description if spans.description.is_none() => spans.description = Some(self.verbatim()?),
                DavName::Description => {
                    self.defect(child.start, DefectKind::RepeatedElement);
                    self.scanner.skip()?;
                }
                _ => {
                    self.scanner.skip()?;
                }
            }
        }
        if !prop {
            self.defect(propstat.start, DefectKind::PropstatWithoutProp);
        }
        if !status {
            self.defect(propstat.start, DefectKind::MissingStatus);
        }
        spans.properties = (first, self.record.properties.len());
        self.record.add_propstat(spans).map_err(refused(propstat))
    }

    fn properties(&mut self) -> Result<(), XmlError> {
        while let Some(child) = self.child()? {
            let property = self.whole(&child)?;
            self.record.add_property(property).map_err(refused(&child))?;
        }
        Ok(())
    }
}
