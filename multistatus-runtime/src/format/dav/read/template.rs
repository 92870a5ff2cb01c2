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
    lanes::{between, letters, one},
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
        let mut cursor = Cursor::new(self, text, at)?;
        cursor.begins("response>").then_some(())?;
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
    pub(super) fn child(
        &self,
        text: &str,
        at: usize,
        record: &mut Record,
        status: bool,
        language: Option<&str>,
    ) -> Option<usize> {
        let mut cursor = Cursor::new(self, text, at)?;
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

    /// What stands behind it, if it is what `rest` begins with.
    #[inline(always)]
    fn strip(self, rest: &[u8]) -> Option<&[u8]> {
        let next = u64::from_le_bytes(*rest.first_chunk()?);
        if next & self.mask == self.bytes { rest.get(self.length..) } else { None }
    }
}

/// Where the matching is.
pub(super) struct Cursor<'t> {
    text: &'t str,
    /// The end of the text, from where the matching is.
    rest: &'t [u8],
    pub(super) tags: &'t Template,
}

impl<'t> Cursor<'t> {
    #[inline]
    fn new(tags: &'t Template, text: &'t str, at: usize) -> Option<Self> {
        Some(Self { text, rest: text.as_bytes().get(at..)?, tags })
    }

    /// The position in the text.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The text since a position.
    #[inline]
    pub(super) fn since(&self, start: usize) -> Option<&'t str> {
        self.text.get(start..self.at())
    }

    #[inline]
    pub(super) fn white(&mut self) {
        while let [b' ' | b'\n' | b'\t' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
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
        } else {
            self.rarer_child(record, language)?;
        }
        Some(())
    }

    /// The children that few responses have: out of line, so that it costs the others nothing.
    #[inline(never)]
    fn rarer_child(&mut self, record: &mut Record, language: Option<&str>) -> Option<()> {
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

    /// Steps over white space and a start tag, if it is this one.
    #[inline]
    pub(super) fn begins(&mut self, name: &str) -> bool {
        self.white();
        self.tag(self.tags.open, name)
    }

    /// Steps over an end tag, if it is this one.
    #[inline]
    pub(super) fn ends(&mut self, name: &str) -> bool {
        self.tag(self.tags.close, name)
    }

    #[inline(always)]
    fn tag(&mut self, start: Start, name: &str) -> bool {
        let behind = start.strip(self.rest).and_then(|rest| rest.strip_prefix(name.as_bytes()));
        self.goes_to(behind)
    }

    /// Steps over how a tag begins.
    #[inline(always)]
    pub(super) fn steps(&mut self, start: Start) -> bool {
        self.goes_to(start.strip(self.rest))
    }

    /// Steps over this text, if it is what follows.
    #[inline(always)]
    pub(super) fn is(&mut self, text: &str) -> bool {
        self.goes_to(self.rest.strip_prefix(text.as_bytes()))
    }

    #[inline(always)]
    fn goes_to(&mut self, rest: Option<&'t [u8]>) -> bool {
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    #[inline(always)]
    fn href(&mut self, record: &mut Record) -> Option<Span> {
        let start = self.at();
        let (usual, behind) = self.rest.split_at_checked(uri::usual_prefix(self.rest))?;
        let span = if !usual.is_empty() && behind.first() == Some(&b'<') {
            self.rest = behind;
            Span::of(start, self.at())
        } else {
            self.rare_href(record)?
        };
        self.ends("href>").then_some(span)
    }

    /// The text of an href that has a query, say.
    #[inline(never)]
    fn rare_href(&mut self, record: &mut Record) -> Option<Span> {
        let span = self.verbatim(record)?;
        let span = record.trimmed(span, self.text);
        let text = record.text(span, self.text);
        (!text.is_empty() && uri::is_reference(text)).then_some(span)
    }

    /// `HTTP/1.1 NNN reason`, spelled as RFC 9112 section 4 wants it.
    pub(super) fn status(&mut self) -> Option<StatusCode> {
        let line = self.rest.first_chunk::<16>()?.strip_prefix(b"HTTP/1.1 ")?;
        let (code, reason) = line.split_first_chunk::<3>()?;
        let code = StatusCode::from_bytes(code).ok().filter(|code| !code.is_informational())?;
        matches!(reason, [b' ', next, ..] if !is_white(*next)).then_some(())?;
        self.rest = self.rest.get("HTTP/1.1 200".len()..)?;
        (self.run()? == b'<' && self.ends("status>")).then_some(code)
    }

    fn error(&mut self, record: &mut Record) -> Option<()> {
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

    /// Steps over a local name.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        let start = self.at();
        loop {
            let block = u8x16::new(*self.rest.first_chunk()?);
            let length = in_name(block).to_bitmask().trailing_ones() as usize;
            self.rest = self.rest.get(length..)?;
            if length < 16 {
                break;
            }
        }
        self.since(start).filter(|name| name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_'))
    }

    /// Steps over text, up to the next tag, and notes it as it is.
    #[inline]
    fn verbatim(&mut self, record: &mut Record) -> Option<Span> {
        let start = self.at();
        if self.run()? == b'<' { Some(Span::of(start, self.at())) } else { self.unescaped(start, record) }
    }

    /// Steps over text from its first reference on, and notes it without any.
    #[inline(never)]
    fn unescaped(&mut self, start: usize, record: &mut Record) -> Option<Span> {
        let plain = self.since(start)?;
        record.decode_bytes(|out| {
            out.extend_from_slice(plain.as_bytes());
            loop {
                match self.entity() {
                    Some(byte) => out.push(byte),
                    None => out.extend_from_slice(self.reference()?.encode_utf8(&mut [0; 4]).as_bytes()),
                }
                // A copy of sixteen bytes is one instruction; what was too much is cut off.
                let next = self.scan(|block, passed| {
                    let length = out.len() + passed;
                    out.extend_from_slice(block);
                    out.truncate(length);
                });
                if next? == b'<' {
                    return Some(());
                }
            }
        })
    }

    /// Steps over one of the references that every text is escaped with; the byte that it stands for.
    #[inline]
    fn entity(&mut self) -> Option<u8> {
        let known = [("&lt;", b'<'), ("&gt;", b'>'), ("&amp;", b'&')];
        known.into_iter().find(|(reference, _)| self.is(reference)).map(|(_, byte)| byte)
    }

    /// Steps over any other reference; the character that it stands for.
    #[inline(never)]
    fn reference(&mut self) -> Option<char> {
        let start = self.at();
        let length = self.rest.iter().position(|byte| matches!(byte, b';' | b'<'))?;
        self.rest = self.rest.get(length + 1..)?;
        let name = self.since(start)?.strip_prefix('&')?.strip_suffix(';')?;
        references::character(name).ok()
    }

    /// Steps over text up to the next tag or reference; its first byte. `None` where there is what needs a closer look.
    #[inline(always)]
    fn run(&mut self) -> Option<u8> {
        self.scan(|_, _| ())
    }

    /// The same, and shows each block that it looks at, and how much of it is such text.
    #[inline(always)]
    fn scan(&mut self, mut show: impl FnMut(&[u8; 16], usize)) -> Option<u8> {
        loop {
            let block = self.rest.first_chunk()?;
            let suspects = XmlText::suspects(u8x16::new(*block)).to_bitmask();
            // One bit more stands for the end of the block.
            let plain = (suspects | 1 << 16).trailing_zeros() as usize;
            let mut passed = plain;
            if plain < 16 {
                match self.rest.get(plain..)? {
                    [found @ (b'<' | b'&'), ..] => {
                        show(block, plain);
                        self.rest = self.rest.get(plain..)?;
                        return Some(*found);
                    }
                    // Of what this byte leads, two are no characters.
                    [0xef, 0xbf, 0xbe | 0xbf, ..] => return None,
                    [b'\n' | b'\t' | 0xef, ..] => passed += 1,
                    _ => return None,
                }
            }
            show(block, passed);
            self.rest = self.rest.get(passed..)?;
        }
    }

    /// Steps over text up to the next tag, and finds out whether its references are any.
    pub(super) fn text(&mut self) -> Option<()> {
        while self.run()? == b'&' {
            self.entity().map(char::from).or_else(|| self.reference())?;
        }
        Some(())
    }
}

/// Which of these bytes may stand in a name, as far as names are in ASCII.
#[inline]
fn in_name(bytes: u8x16) -> u8x16 {
    letters(bytes) | between(bytes, b'0', b'9') | one(bytes, b'-') | one(bytes, b'.') | one(bytes, b'_')
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}
