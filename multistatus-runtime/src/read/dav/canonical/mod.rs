//! The response that most servers write, matched tag by tag: no attributes, so no prefix can change its meaning.
//!
//! It knows only what is as it should be. Whatever it does not expect, the general path reads from the start of the
//! response; so nothing here decides what is odd or wrong.

mod cursor;
mod delimiter;
mod property;

use http::StatusCode;

use self::{
    cursor::{Matcher, is_white},
    delimiter::{Delimiter, TagPrefix},
};
use crate::{
    item::spans::{ConditionSpans, ItemSpans, Span},
    key::percent_encoding,
    outcome::DAV,
};

/// How the tags of `DAV:` look in a body.
pub(crate) struct CanonicalTags {
    /// `<D:`, or `<` under a default namespace.
    pub(crate) open: TagPrefix,
    pub(crate) close: TagPrefix,
    joints: Option<Delimiters>,
    /// What makes an element on its own whole.
    pub(crate) declaration: String,
}

/// What stands around the two texts of a response that says no more than it must, and no white space between.
struct Delimiters {
    /// Before the href.
    before: Delimiter,
    /// Between the href and the code.
    between: Delimiter,
    /// Behind the status line.
    behind: Delimiter,
}

impl Delimiters {
    fn of(prefix: &str) -> Option<Self> {
        Some(Self {
            before: Delimiter::of(&["<", prefix, "response><", prefix, "href>"])?,
            between: Delimiter::of(&["</", prefix, "href><", prefix, "status>", VERSION])?,
            behind: Delimiter::of(&["</", prefix, "status></", prefix, "response>"])?,
        })
    }
}

/// What a status line begins with.
const VERSION: &str = "HTTP/1.1 ";

impl CanonicalTags {
    /// The template for a root of this qualified name, which is in `DAV:`.
    pub(crate) fn of(root: &str) -> Option<Self> {
        let prefix = root.strip_suffix("multistatus").unwrap_or_default();
        let declaration = match prefix.strip_suffix(':') {
            Some(prefix) => format!(" xmlns:{prefix}=\"{DAV}\""),
            None => format!(" xmlns=\"{DAV}\""),
        };
        let (open, close) = (TagPrefix::of(&["<", prefix])?, TagPrefix::of(&["</", prefix])?);
        Some(Self { open, close, joints: Delimiters::of(prefix), declaration })
    }

    /// Reads the response that begins at `at`, behind white space; the position behind it. `None` leaves it, and what is
    /// in the record by then, to the general path.
    pub(crate) fn response(
        &self,
        text: &str,
        at: usize,
        record: &mut ItemSpans,
        language: Option<&str>,
    ) -> Option<usize> {
        let mut cursor = Matcher::new(self, text, at)?;
        cursor.white();
        match &self.joints {
            Some(joints) if cursor.passes(&joints.before) => {
                if cursor.joined(joints, record)? {
                    return Some(cursor.at());
                }
            }
            _ => cursor.begins("response>").then_some(())?,
        }
        loop {
            cursor.white();
            if !cursor.steps(self.open) {
                let told = match record.propstats.len() {
                    0 => record.status.is_some() && !record.keys.is_empty(),
                    _ => record.status.is_none() && record.keys.len() == 1,
                };
                return (cursor.ends("response>") && told).then(|| cursor.at());
            }
            let status = record.status.is_some();
            cursor.child(record, status, language)?;
        }
    }

    /// Reads one child of a response that has something else about it that is odd; the position behind it. `None` leaves
    /// the child to the general path. `status` says whether there was one.
    #[inline(never)]
    pub(crate) fn child(
        &self,
        text: &str,
        at: usize,
        record: &mut ItemSpans,
        status: bool,
        language: Option<&str>,
    ) -> Option<usize> {
        let mut cursor = Matcher::new(self, text, at)?;
        cursor.white();
        cursor.steps(self.open).then_some(())?;
        let lists = (record.properties.len(), record.conditions.len(), record.condition_hrefs.len());
        let found = cursor.child(record, status, language);
        if found.is_none() {
            record.properties.truncate(lists.0);
            record.conditions.truncate(lists.1);
            record.condition_hrefs.truncate(lists.2);
        }
        found.map(|()| cursor.at())
    }
}

impl Matcher<'_> {
    /// Reads the href of a response, and the status if that is next; whether the response ends there.
    #[inline(always)]
    fn joined(&mut self, joints: &Delimiters, record: &mut ItemSpans) -> Option<bool> {
        let href = self.reference_text(record)?;
        record.keys.push(href);
        if !self.passes(&joints.between) {
            return self.ends("href>").then_some(false);
        }
        record.status = Some(self.code()?);
        if self.passes(&joints.behind) {
            return Some(true);
        }
        self.ends("status>").then_some(false)
    }

    /// Reads a child of a response behind the start of its tag. But for lists that have grown, the record stays as it was
    /// where this is not as usual.
    #[inline(always)]
    fn child(&mut self, record: &mut ItemSpans, status: bool, language: Option<&str>) -> Option<()> {
        if self.is("href>") {
            let href = self.href(record)?;
            record.keys.push(href);
        } else if !status && self.is("status>") {
            record.status = Some(self.status()?);
        } else {
            self.rarer_child(record, language)?;
        }
        Some(())
    }

    /// The children that few responses have: out of line, so that it costs the others nothing.
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

    /// The text of an href, which is a URI reference.
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

    /// The same with a query, say.
    #[inline(never)]
    fn rarer_reference_text(&mut self, record: &mut ItemSpans) -> Option<Span> {
        let span = self.verbatim(record)?;
        let span = record.trimmed(span, self.text);
        let text = record.text(span, self.text);
        (!text.is_empty() && percent_encoding::is_reference(text)).then_some(span)
    }

    /// `HTTP/1.1 NNN reason`, spelled as RFC 9112 section 4 wants it.
    pub(crate) fn status(&mut self) -> Option<StatusCode> {
        self.is(VERSION).then_some(())?;
        let code = self.code()?;
        self.ends("status>").then_some(code)
    }

    /// `NNN reason`.
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
                    record.condition_hrefs.push(href);
                }
                (self.ends(name) && self.is(">")).then_some(())?;
            }
            let namespace = record.decode(|out| out.push_str(DAV));
            let name = Span::of(start, start + name.len());
            let hrefs = (first, record.condition_hrefs.len());
            record.conditions.push(ConditionSpans { propstat: None, namespace, name, hrefs, content: None });
        }
    }
}
