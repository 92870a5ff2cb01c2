//! Fast path: reads a response as most servers write it, tag by tag. Its tags have no attributes, so no prefix can change
//! its meaning.
//!
//! - Speeds up: [`ResponseReader::response`](super::content::ResponseReader::response), by five times for such responses.
//! - Gates: `decode-xml` and `decode-propstat` of `multistatus-runtime/benches/src/bin/instructions.rs`.
//! - Equal to the general path: `tests/reading/dav_spelling.rs`.
//!
//! `None` at any step: the general path reads the response, or its child, from the start. So nothing here decides what is
//! a defect or an error.

mod matcher;
mod property;
mod tags;

use http::StatusCode;

use self::matcher::{Matcher, is_white};
pub(crate) use self::tags::CanonicalTags;
use self::tags::{Delimiters, VERSION};
use crate::item::spans::{ConditionSpans, ItemSpans, Span};
use crate::{key::percent_encoding, outcome::DAV};

impl CanonicalTags {
    /// Reads the response that begins at `at`, behind white space, and returns the position behind it.
    pub(crate) fn response(
        &self,
        text: &str,
        at: usize,
        record: &mut ItemSpans,
        language: Option<&str>,
    ) -> Option<usize> {
        let mut matcher = Matcher::new(self, text, at)?;
        matcher.white();
        match &self.delimiters {
            Some(delimiters) if matcher.passes(&delimiters.before) => {
                if matcher.delimited(delimiters, record)? {
                    return Some(matcher.at());
                }
            }
            _ => matcher.begins("response>").then_some(())?,
        }
        loop {
            matcher.white();
            if !matcher.steps(self.open) {
                // The general path counts the copies that several hrefs take.
                let is_complete = record.keys.len() == 1 && record.status.is_some() == record.propstats.is_empty();
                return (matcher.ends("response>") && is_complete).then(|| matcher.at());
            }
            let status = record.status.is_some();
            matcher.child(record, status, language)?;
        }
    }

    /// Reads one child of a response that is not canonical as a whole, and returns the position behind it. `status` is true
    /// if there was a status before.
    #[inline(never)]
    pub(crate) fn child(
        &self,
        text: &str,
        at: usize,
        record: &mut ItemSpans,
        status: bool,
        language: Option<&str>,
    ) -> Option<usize> {
        let mut matcher = Matcher::new(self, text, at)?;
        matcher.white();
        matcher.steps(self.open).then_some(())?;
        let lists = (record.properties.len(), record.conditions.len(), record.condition_hrefs.len());
        let found = matcher.child(record, status, language);
        if found.is_none() {
            record.properties.truncate(lists.0);
            record.conditions.truncate(lists.1);
            record.condition_hrefs.truncate(lists.2);
        }
        found.map(|()| matcher.at())
    }
}

impl Matcher<'_> {
    /// Reads the href of a response, and the status if that is next. Returns true if the response ends there.
    #[inline(always)]
    fn delimited(&mut self, delimiters: &Delimiters, record: &mut ItemSpans) -> Option<bool> {
        let href = self.reference_text(record)?;
        record.keys.push(href);
        if !self.passes(&delimiters.between) {
            return self.ends("href>").then_some(false);
        }
        record.status = Some(self.code()?);
        if self.passes(&delimiters.behind) {
            return Some(true);
        }
        self.ends("status>").then_some(false)
    }

    /// Reads a child of a response behind the start of its tag. If it is not canonical, the record may have longer lists,
    /// and is otherwise as before.
    #[inline(always)]
    fn child(&mut self, record: &mut ItemSpans, status: bool, language: Option<&str>) -> Option<()> {
        if self.is("href>") {
            let href = self.href(record)?;
            record.add_key(href).ok()?;
        } else if !status && self.is("status>") {
            record.status = Some(self.status()?);
        } else {
            self.rarer_child(record, language)?;
        }
        Some(())
    }

    /// Reads a child that few responses have. Out of line, so that the others do not pay for it.
    #[inline(never)]
    fn rarer_child(&mut self, record: &mut ItemSpans, language: Option<&str>) -> Option<()> {
        if record.description.is_none() && self.is("responsedescription>") {
            let description = self.verbatim(record)?;
            self.ends("responsedescription>").then_some(())?;
            record.description = Some(description);
            record.language = language.map(|language| record.decode(|out| out.push_str(language)));
        } else if self.is("error>") {
            self.error(record)?;
        } else if self.is("propstat>") {
            self.propstat(record)?;
        } else if record.location.is_none() && self.is("location>") {
            self.begins("href>").then_some(())?;
            let href = self.href(record)?;
            self.white();
            self.ends("location>").then_some(())?;
            record.location = Some(href);
        } else {
            return None;
        }
        Some(())
    }

    fn href(&mut self, record: &mut ItemSpans) -> Option<Span> {
        let span = self.reference_text(record)?;
        self.ends("href>").then_some(span)
    }

    /// Reads the text of an href, which is a URI reference.
    #[inline(always)]
    fn reference_text(&mut self, record: &mut ItemSpans) -> Option<Span> {
        let start = self.at();
        let (usual, behind) = self.rest.split_at_checked(percent_encoding::usual_prefix(self.rest))?;
        if !usual.is_empty() && behind.first() == Some(&b'<') {
            self.rest = behind;
            return Some(Span::of(start, self.at()));
        }
        self.rarer_reference_text(record)
    }

    /// Reads an href with characters that few have.
    #[inline(never)]
    fn rarer_reference_text(&mut self, record: &mut ItemSpans) -> Option<Span> {
        let span = self.verbatim(record)?;
        let span = record.trimmed(span, self.text);
        let text = record.text(span, self.text);
        (!text.is_empty() && percent_encoding::is_reference(text)).then_some(span)
    }

    /// Reads `HTTP/1.1 NNN reason`, in the spelling of RFC 9112 section 4.
    pub(crate) fn status(&mut self) -> Option<StatusCode> {
        self.is(VERSION).then_some(())?;
        let code = self.code()?;
        self.ends("status>").then_some(code)
    }

    /// Reads `NNN reason`.
    #[inline(always)]
    fn code(&mut self) -> Option<StatusCode> {
        let (code, reason) = self.rest.split_first_chunk::<3>()?;
        let code = StatusCode::from_bytes(code).ok().filter(|code| !code.is_informational())?;
        matches!(reason, [b' ', next, ..] if !is_white(*next)).then_some(())?;
        self.rest = reason;
        (self.run()? == b'<').then_some(code)
    }

    fn error(&mut self, record: &mut ItemSpans) -> Option<()> {
        loop {
            self.white();
            if self.ends("error>") {
                return Some(());
            }
            self.steps(self.tags.open).then_some(())?;
            let start = self.at();
            let name = self.name()?;
            let first = record.condition_hrefs.len();
            if !self.is("/>") {
                self.is(">").then_some(())?;
                while self.begins("href>") {
                    let href = self.href(record)?;
                    record.add_condition_href(href).ok()?;
                }
                (self.ends(name) && self.is(">")).then_some(())?;
            }
            let namespace = record.decode(|out| out.push_str(DAV));
            let name = Span::of(start, start + name.len());
            let hrefs = (first, record.condition_hrefs.len());
            record.add_condition(ConditionSpans { propstat: None, namespace, name, hrefs, content: None }).ok()?;
        }
    }
}
