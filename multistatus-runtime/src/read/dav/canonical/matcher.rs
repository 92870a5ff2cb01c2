//! Skips the tags, names and text of a canonical response. Each step returns false or `None` if something else comes next.

use wide::u8x16;

use super::tags::{CanonicalTags, Delimiter, TagPrefix};
use crate::item::spans::{ItemSpans, Span};
use crate::text::{escape::Escapes, xml::XmlText};
use crate::tokens::xml::{names, references};

/// A position in a response.
pub(crate) struct Matcher<'t> {
    pub(crate) text: &'t str,
    /// The text from the position on.
    pub(crate) rest: &'t [u8],
    pub(crate) tags: &'t CanonicalTags,
}

impl<'t> Matcher<'t> {
    #[inline]
    pub(crate) fn new(tags: &'t CanonicalTags, text: &'t str, at: usize) -> Option<Self> {
        Some(Self { text, rest: text.as_bytes().get(at..)?, tags })
    }

    /// Returns the position in the text.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// Returns the text since a position.
    #[inline]
    pub(crate) fn since(&self, start: usize) -> Option<&'t str> {
        self.text.get(start..self.at())
    }

    #[inline]
    pub(crate) fn white(&mut self) {
        while let [b' ' | b'\n' | b'\t' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Skips white space and this start tag.
    #[inline]
    pub(crate) fn begins(&mut self, name: &str) -> bool {
        self.white();
        self.tag(self.tags.open, name)
    }

    /// Skips this end tag.
    #[inline]
    pub(crate) fn ends(&mut self, name: &str) -> bool {
        self.tag(self.tags.close, name)
    }

    #[inline(always)]
    fn tag(&mut self, start: TagPrefix, name: &str) -> bool {
        let behind = start.strip(self.rest).and_then(|rest| rest.strip_prefix(name.as_bytes()));
        self.goes_to(behind)
    }

    /// Skips the start of a tag.
    #[inline(always)]
    pub(crate) fn steps(&mut self, start: TagPrefix) -> bool {
        self.goes_to(start.strip(self.rest))
    }

    /// Skips this markup.
    #[inline(always)]
    pub(crate) fn passes(&mut self, joint: &Delimiter) -> bool {
        self.goes_to(joint.strip(self.rest))
    }

    /// Skips this text.
    #[inline(always)]
    pub(crate) fn is(&mut self, text: &str) -> bool {
        self.goes_to(self.rest.strip_prefix(text.as_bytes()))
    }

    #[inline(always)]
    fn goes_to(&mut self, rest: Option<&'t [u8]>) -> bool {
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads a local name.
    pub(crate) fn name(&mut self) -> Option<&'t str> {
        let (length, local) = names::plain(self.rest)?;
        let start = self.at();
        self.rest = self.rest.get(length..)?;
        self.since(start).filter(|_| local == 0)
    }

    /// Reads text up to the next tag, with the white space around it.
    #[inline]
    pub(crate) fn verbatim(&mut self, record: &mut ItemSpans) -> Option<Span> {
        let start = self.at();
        if self.run()? == b'<' { Some(Span::of(start, self.at())) } else { self.unescaped(start, record) }
    }

    /// Reads text that has references; the position is at the first one.
    #[inline(never)]
    fn unescaped(&mut self, start: usize, record: &mut ItemSpans) -> Option<Span> {
        let plain = self.since(start)?;
        record.decode_bytes(|out| {
            out.extend_from_slice(plain.as_bytes());
            loop {
                match self.entity() {
                    Some(byte) => out.push(byte),
                    None => out.extend_from_slice(self.reference()?.encode_utf8(&mut [0; 4]).as_bytes()),
                }
                // To copy sixteen bytes takes one instruction. The rest is cut off.
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

    /// Reads one of the references that most texts are escaped with, and returns the byte that it stands for.
    #[inline]
    fn entity(&mut self) -> Option<u8> {
        let known = [("&lt;", b'<'), ("&gt;", b'>'), ("&amp;", b'&')];
        known.into_iter().find(|(reference, _)| self.is(reference)).map(|(_, byte)| byte)
    }

    /// Reads any other reference, and returns the character that it stands for.
    #[inline(never)]
    fn reference(&mut self) -> Option<char> {
        let start = self.at();
        let length = self.rest.iter().position(|byte| matches!(byte, b';' | b'<'))?;
        self.rest = self.rest.get(length + 1..)?;
        let name = self.since(start)?.strip_prefix('&')?.strip_suffix(';')?;
        references::character(name).ok()
    }

    /// Skips text up to the next tag or reference, and returns the first byte of that. `None` if a character needs more
    /// checks.
    #[inline(always)]
    pub(crate) fn run(&mut self) -> Option<u8> {
        self.scan(|_, _| ())
    }

    /// As [`run`](Matcher::run); it passes each block to `show`, with the number of its bytes that are text.
    #[inline(always)]
    fn scan(&mut self, mut show: impl FnMut(&[u8; 16], usize)) -> Option<u8> {
        loop {
            let block = self.rest.first_chunk()?;
            let suspects = XmlText::needs_escape(u8x16::new(*block)).to_bitmask();
            // One more bit marks the end of the block.
            let plain = (suspects | 1 << 16).trailing_zeros() as usize;
            let found = block.get(plain).copied();
            let passed = match found {
                None | Some(b'<' | b'&') => plain,
                Some(b'\n' | b'\t') => plain + 1,
                // Two of the characters with this first byte are not legal in XML.
                Some(0xef) if !matches!(self.rest.get(plain + 1..), Some([0xbf, 0xbe | 0xbf, ..])) => plain + 1,
                Some(_) => return None,
            };
            show(block, passed);
            self.rest = self.rest.get(passed..)?;
            if let Some(b'<' | b'&') = found {
                return found;
            }
        }
    }

    /// Skips text up to the next tag. Its references must stand for characters.
    pub(crate) fn text(&mut self) -> Option<()> {
        while self.run()? == b'&' {
            self.entity().map(char::from).or_else(|| self.reference())?;
        }
        Some(())
    }
}

pub(crate) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}
