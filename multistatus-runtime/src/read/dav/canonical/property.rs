//! Reads a canonical propstat: properties of `DAV:` with text and empty elements of `DAV:` in them, and a status.

use super::matcher::Matcher;
use crate::item::spans::{ElementSpans, ItemSpans, PropstatSpans, Span, XmlSpans};

impl Matcher<'_> {
    /// Reads a propstat behind its start tag.
    pub(crate) fn propstat(&mut self, record: &mut ItemSpans) -> Option<()> {
        let first = record.properties.len();
        if record.declaration != self.tags.declaration {
            record.declaration.clone_from(&self.tags.declaration);
        }
        let (mut prop, mut status) = (false, None);
        loop {
            self.white();
            if self.ends("propstat>") {
                (prop && status.is_some()).then_some(())?;
                let properties = (first, record.properties.len());
                return record.add_propstat(PropstatSpans { status, description: None, properties }).ok();
            } else if !prop && self.begins("prop>") {
                prop = true;
                self.properties(record)?;
            } else if status.is_none() && self.begins("status>") {
                status = Some(self.status()?);
            } else {
                return None;
            }
        }
    }

    fn properties(&mut self, record: &mut ItemSpans) -> Option<()> {
        loop {
            self.white();
            if self.ends("prop>") {
                return Some(());
            }
            self.property(record)?;
        }
    }

    #[inline(never)]
    fn property(&mut self, record: &mut ItemSpans) -> Option<()> {
        let start = self.at();
        self.steps(self.tags.open).then_some(())?;
        let from = self.at();
        let name = self.name()?;
        let behind = self.at();
        let mut text = Some(0);
        if !self.is("/>") {
            self.is(">").then_some(())?;
            let content = self.at();
            let has_references = self.run()? == b'&';
            text = (!has_references).then(|| self.at() - content);
            if has_references {
                self.text()?;
            }
            while !self.ends(name) {
                text = None;
                self.empty_child()?;
            }
            self.is(">").then_some(())?;
        }
        let xml = XmlSpans::Canonical { start, end: self.at(), text };
        record.add_property(ElementSpans { namespace: None, name: Span::of(from, behind), xml }).ok()
    }

    /// Reads an element in a property, such as `<D:collection/>`, and the text behind it.
    fn empty_child(&mut self) -> Option<()> {
        self.steps(self.tags.open).then_some(())?;
        self.name()?;
        self.is("/>").then_some(())?;
        self.text()
    }
}
