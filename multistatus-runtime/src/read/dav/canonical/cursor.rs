//! Steps over tags, names and text that are as usual.
//!
//! Each step says whether it was made. What it does not expect is for the general path.

use wide::u8x16;

use super::{
    CanonicalTags,
    delimiter::{Delimiter, TagPrefix},
};
use crate::{
    item::spans::{ItemSpans, Span},
    read::tokens::xml::{names, references},
    text::{escape::Escapes, xml::XmlText},
};

/// Where the matching is.
pub(crate) struct Matcher<'t> {
    pub(crate) text: &'t str,
    /// The end of the text, from where the matching is.
    pub(crate) rest: &'t [u8],
    pub(crate) tags: &'t CanonicalTags,
}

impl<'t> Matcher<'t> {
    #[inline]
    pub(crate) fn new(tags: &'t CanonicalTags, text: &'t str, at: usize) -> Option<Self> {
        Some(Self { text, rest: text.as_bytes().get(at..)?, tags })
    }

    /// The position in the text.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The text since a position.
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

    /// Steps over white space and a start tag, if it is this one.
    #[inline]
    pub(crate) fn begins(&mut self, name: &str) -> bool {
        self.white();
        self.tag(self.tags.open, name)
    }

    /// Steps over an end tag, if it is this one.
    #[inline]
    pub(crate) fn ends(&mut self, name: &str) -> bool {
        self.tag(self.tags.close, name)
    }

    #[inline(always)]
    fn tag(&mut self, start: TagPrefix, name: &str) -> bool {
        let behind = start.strip(self.rest).and_then(|rest| rest.strip_prefix(name.as_bytes()));
        self.goes_to(behind)
    }

    /// Steps over how a tag begins.
    #[inline(always)]
    pub(crate) fn steps(&mut self, start: TagPrefix) -> bool {
        self.goes_to(start.strip(self.rest))
    }

    /// Steps over what stands between two texts, if it is this.
    #[inline(always)]
    pub(crate) fn passes(&mut self, joint: &Delimiter) -> bool {
        self.goes_to(joint.strip(self.rest))
    }

    /// Steps over this text, if it is what follows.
    #[inline(always)]
    pub(crate) fn is(&mut self, text: &str) -> bool {
        self.goes_to(self.rest.strip_prefix(text.as_bytes()))
    }

    #[inline(always)]
    fn goes_to(&mut self, rest: Option<&'t [u8]>) -> bool {
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Steps over a local name.
    pub(crate) fn name(&mut self) -> Option<&'t str> {
        let (length, local) = names::plain(self.rest)?;
        let start = self.at();
        self.rest = self.rest.get(length..)?;
        self.since(start).filter(|_| local == 0)
    }

    /// Steps over text, up to the next tag, and notes it as it is.
    #[inline]
    pub(crate) fn verbatim(&mut self, record: &mut ItemSpans) -> Option<Span> {
        let start = self.at();
        if self.run()? == b'<' { Some(Span::of(start, self.at())) } else { self.unescaped(start, record) }
    }

    /// Steps over text from its first reference on, and notes it without any.
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
    pub(crate) fn run(&mut self) -> Option<u8> {
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
            let found = block.get(plain).copied();
            let passed = match found {
                None | Some(b'<' | b'&') => plain,
                Some(b'\n' | b'\t') => plain + 1,
                // Of what this byte leads, two are no characters.
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

    /// Steps over text up to the next tag, and finds out whether its references are any.
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
