//! The response that most servers write, matched tag by tag: no attributes, so no prefix can change its meaning.
//!
//! It knows only what is as it should be. Whatever it does not expect, the general path reads from the start of the
//! response; so nothing here decides what is odd or wrong.

use http::StatusCode;
use wide::u8x16;

use crate::{
    condition::DAV,
    format::{
        scan::Escapes,
        xml::{read::references, write::XmlText},
    },
    item::{ConditionSpans, Record, Span},
    uri,
};

/// How the tags of `DAV:` begin in a body.
pub(super) struct Template {
    /// `<D:`, or `<` under a default namespace.
    pub(super) open: Start,
    close: Start,
    /// What makes an element on its own whole.
    pub(super) declaration: String,
}

impl Template {
    /// The template for a root of this qualified name, which is in `DAV:`.
    pub(super) fn of(root: &str) -> Option<Self> {
        let prefix = root.strip_suffix("multistatus").unwrap_or_default();
        let declaration = match prefix.strip_suffix(':') {
            Some(prefix) => format!(" xmlns:{prefix}=\"{DAV}\""),
            None => format!(" xmlns=\"{DAV}\""),
        };
        let (open, close) = (Start::of(&format!("<{prefix}"))?, Start::of(&format!("</{prefix}"))?);
        Some(Self { open, close, declaration })
    }

    /// Reads the response that begins at `at`, behind white space; the position behind it. `None` leaves it, and what is
    /// in the record by then, to the general path.
    pub(super) fn response(&self, text: &str, at: usize, record: &mut Record, language: Option<&str>) -> Option<usize> {
        let mut cursor = Cursor { text, at, tags: self };
        cursor.begins("response>").then_some(())?;
        loop {
            cursor.white();
            if !cursor.steps(&self.open) {
                let told = match record.propstats.len() {
                    0 => record.status.is_some() && !record.keys.is_empty(),
                    _ => record.status.is_none() && record.keys.len() == 1,
                };
                return (cursor.ends("response>") && told).then_some(cursor.at);
            }
            let status = record.status.is_some();
            cursor.child(record, status, language)?;
        }
    }

    /// Reads one child of a response that has something else about it that is odd; the position behind it. `None` leaves
    /// the child to the general path. `status` says whether there was one.
    #[inline(never)]
    pub(super) fn child(
        &self,
        text: &str,
        at: usize,
        record: &mut Record,
        status: bool,
        language: Option<&str>,
    ) -> Option<usize> {
        let mut cursor = Cursor { text, at, tags: self };
        cursor.white();
        cursor.steps(&self.open).then_some(())?;
        let lists = (record.properties.len(), record.conditions.len(), record.condition_hrefs.len());
        let found = cursor.child(record, status, language);
        if found.is_none() {
            record.properties.truncate(lists.0);
            record.conditions.truncate(lists.1);
            record.condition_hrefs.truncate(lists.2);
        }
        found.map(|()| cursor.at)
    }
}

/// How a tag begins: at most eight bytes, compared as one number.
#[derive(Clone, Copy)]
pub(super) struct Start {
    bytes: u64,
    mask: u64,
    length: usize,
}

impl Start {
    /// `None` where a prefix is too long for it.
    fn of(start: &str) -> Option<Self> {
        let mut bytes = [0; 8];
        bytes.get_mut(..start.len())?.copy_from_slice(start.as_bytes());
        let mut mask = [0; 8];
        mask.get_mut(..start.len())?.fill(0xff);
        Some(Self { bytes: u64::from_le_bytes(bytes), mask: u64::from_le_bytes(mask), length: start.len() })
    }
}

/// Where the matching is.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) tags: &'t Template,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn white(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.rest().first() {
            self.at += 1;
        }
    }

    /// Reads a child of a response behind the start of its tag. But for lists that have grown, the record stays as it was
    /// where this is not as usual.
    #[inline(always)]
    fn child(&mut self, record: &mut Record, status: bool, language: Option<&str>) -> Option<()> {
        if self.is("href>") {
            let href = self.href(record)?;
            record.keys.push(href);
        } else if !status && self.is("status>") {
            record.status = Some(self.status()?);
        } else if record.description.is_none() && self.is("responsedescription>") {
            let description = self.verbatim(record)?;
            self.ends("responsedescription>").then_some(())?;
            record.description = Some(description);
            record.language = language.map(|language| record.decode(|out| out.push_str(language)));
        } else if self.is("propstat>") {
            self.propstat(record)?;
        } else if self.is("error>") {
            self.error(record)?;
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

    /// Steps over white space and a start tag, if it is this one.
    #[inline(always)]
    pub(super) fn begins(&mut self, name: &str) -> bool {
        self.white();
        let tags = self.tags;
        self.tag(&tags.open, name)
    }

    /// Steps over an end tag, if it is this one.
    #[inline(always)]
    pub(super) fn ends(&mut self, name: &str) -> bool {
        let tags = self.tags;
        self.tag(&tags.close, name)
    }

    #[inline(always)]
    fn tag(&mut self, start: &Start, name: &str) -> bool {
        let before = self.at;
        let found = self.steps(start) && self.is(name);
        if !found {
            self.at = before;
        }
        found
    }

    /// Steps over how a tag begins.
    #[inline(always)]
    pub(super) fn steps(&mut self, start: &Start) -> bool {
        let next = self.rest().first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
        let found = next.is_some_and(|next| next & start.mask == start.bytes);
        self.at += if found { start.length } else { 0 };
        found
    }

    /// Steps over the rest of a tag, if it is this one.
    #[inline(always)]
    pub(super) fn is(&mut self, name: &str) -> bool {
        let found = self.rest().starts_with(name.as_bytes());
        self.at += if found { name.len() } else { 0 };
        found
    }

    #[inline]
    fn href(&mut self, record: &mut Record) -> Option<Span> {
        let span = self.content(record)?;
        let text = record.text(span, self.text);
        (!text.is_empty() && uri::is_reference(text) && self.ends("href>")).then_some(span)
    }

    /// `HTTP/1.1 NNN reason`, spelled as RFC 9112 section 4 wants it.
    pub(super) fn status(&mut self) -> Option<StatusCode> {
        let (code, reason) = self.rest().strip_prefix(b"HTTP/1.1 ")?.split_first_chunk::<3>()?;
        let code = StatusCode::from_bytes(code).ok().filter(|code| !code.is_informational())?;
        let spelled = matches!(reason, [b' ', next, ..] if !is_white(*next));
        self.at += "HTTP/1.1 200".len();
        let plain = !self.scan()?;
        (spelled && plain && self.ends("status>")).then_some(code)
    }

    fn error(&mut self, record: &mut Record) -> Option<()> {
        loop {
            self.white();
            if self.ends("error>") {
                return Some(());
            }
            let tags = self.tags;
            self.steps(&tags.open).then_some(())?;
            let start = self.at;
            let name = self.name()?;
            let first = record.condition_hrefs.len();
            let rest = self.rest();
            if rest.starts_with(b"/>") {
                self.at += 2;
            } else {
                rest.starts_with(b">").then_some(())?;
                self.at += 1;
                while self.begins("href>") {
                    let href = self.href(record)?;
                    record.condition_hrefs.push(href);
                }
                (self.ends(name) && self.rest().starts_with(b">")).then_some(())?;
                self.at += 1;
            }
            let namespace = record.decode(|out| out.push_str(DAV));
            let name = Span::of(start, start + name.len());
            let hrefs = (first, record.condition_hrefs.len());
            record.conditions.push(ConditionSpans { propstat: None, namespace, name, hrefs, content: None });
        }
    }

    /// Steps over a local name.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        let start = self.at;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        self.at += self.rest().iter().position(|byte| !is_name(byte))?;
        let text = self.text;
        let name = text.get(start..self.at)?;
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_').then_some(name)
    }

    /// Steps over text, up to the next tag, and notes it as it is.
    #[inline]
    fn verbatim(&mut self, record: &mut Record) -> Option<Span> {
        let start = self.at;
        let escaped = self.scan()?;
        if escaped { decode(self.text.get(start..self.at)?, record) } else { Some(Span::of(start, self.at)) }
    }

    /// Steps over text, up to the next tag, and notes it without the white space around it.
    #[inline]
    fn content(&mut self, record: &mut Record) -> Option<Span> {
        let start = self.at;
        let escaped = self.scan()?;
        let raw = self.text.get(start..self.at)?;
        if escaped {
            return decode(raw, record).map(|span| trimmed(span, record));
        }
        let start = self.at - raw.trim_ascii_start().len();
        Some(Span::of(start, start + raw.trim_ascii().len()))
    }

    /// Steps over text; says whether there is a reference in it. `None` where there is what needs a closer look.
    #[inline(always)]
    pub(super) fn scan(&mut self) -> Option<bool> {
        let mut escaped = false;
        loop {
            let text = self.text;
            let rest = text.as_bytes().get(self.at..)?;
            let block = rest.first_chunk::<16>()?;
            let suspect = XmlText::suspects(u8x16::new(*block)).to_bitmask().trailing_zeros() as usize;
            self.at += suspect.min(16);
            match block.get(suspect) {
                None => {}
                Some(b'<') => return Some(escaped),
                Some(b'&') => {
                    escaped = true;
                    self.at += 1;
                }
                Some(b'\n' | b'\t') => self.at += 1,
                // Of what this byte leads, two are no characters.
                Some(0xef) if !matches!(rest.get(suspect..), Some([_, 0xbf, 0xbe | 0xbf, ..])) => self.at += 3,
                Some(_) => return None,
            }
        }
    }
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// Resolves the references in a text.
#[inline(never)]
pub(super) fn decode(raw: &str, record: &mut Record) -> Option<Span> {
    let mut known = true;
    let span = record.decode(|out| {
        let mut rest = raw;
        // The pieces are short: to call a search costs more than to look at each byte.
        while let Some((plain, behind)) = divided(rest, b'&') {
            out.push_str(plain);
            let reference = divided(behind, b';');
            let character = reference.and_then(|(name, _)| references::character(name).ok());
            known &= character.is_some();
            out.push(character.unwrap_or('&'));
            rest = reference.map_or("", |(_, behind)| behind);
        }
        out.push_str(rest);
    });
    known.then_some(span)
}

/// A decoded text without the white space around it.
fn trimmed(span: Span, record: &Record) -> Span {
    let text = record.text(span, "");
    let start = span.end - text.trim_ascii_start().len();
    Span { start, end: start + text.trim_ascii().len(), ..span }
}

/// What stands before the first such byte, which is one of ASCII, and behind it.
fn divided(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|other| other == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}
