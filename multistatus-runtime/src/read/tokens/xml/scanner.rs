//! Events of a document, each checked for what quick-xml does not check: names, namespaces, attributes, nesting.
//!
//! Plain text and tags that hold nothing but a name need no parser: they are found here. All else is for quick-xml.

use quick_xml::{
    Reader,
    errors::{Error, IllFormedError, SyntaxError as MarkupError},
    events::Event,
};

use super::{
    WHITE, chars, names,
    namespaces::{Namespaces, TextRange},
    references,
};
use crate::read::verdict::{Limits, Refusal, SyntaxError};

const DOCTYPE: &str = "<!DOCTYPE";

/// Why there is no event.
#[derive(Debug)]
pub(crate) enum XmlError {
    /// The text ends within something.
    Incomplete,
    /// So it does, and no end that could follow would make it right: which fault it is, the end says.
    Unclosed {
        at: usize,
        error: SyntaxError,
    },
    Malformed {
        at: usize,
        error: SyntaxError,
    },
    Refused {
        at: usize,
        refusal: Refusal,
    },
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element {
    pub(crate) start: usize,
    /// Behind the tag.
    pub(crate) end: usize,
    pub(crate) name: TextRange,
    /// Where the local name begins.
    pub(crate) local: usize,
    pub(crate) namespace: Option<usize>,
    /// The value of `xml:lang`.
    pub(crate) language: Option<TextRange>,
    pub(crate) empty: bool,
}

/// An event. Comments and processing instructions say nothing, and are none.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    Start(Element),
    /// Behind the end tag.
    End(usize),
    Text(TextRange),
    Reference(char, usize),
    Over,
}

/// Reads a text from one of its positions on.
pub(crate) struct Scanner<'v, 's> {
    pub(crate) text: &'v str,
    /// Is given what is not read yet, wherever it takes one to read it.
    reader: Reader<&'v [u8]>,
    /// Behind the last event.
    at: usize,
    pub(crate) names: &'s mut Namespaces,
    pub(crate) limits: Limits,
    /// How many elements were open before.
    outer: usize,
    /// The tag before was one of an empty element, whose end is the next event.
    ending: bool,
}

impl<'v, 's> Scanner<'v, 's> {
    pub(crate) fn new(text: &'v str, from: usize, names: &'s mut Namespaces, outer: usize, limits: Limits) -> Self {
        let mut reader = Reader::from_str("");
        let config = reader.config_mut();
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.check_comments = true;
        config.trim_markup_names_in_closing_tags = true;
        names.leave(outer);
        names.open.clear();
        names.watch(false);
        Self { text, reader, at: from, names, limits, outer, ending: false }
    }

    /// The position behind the last event.
    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Goes on at a later position, at which the same elements are open.
    pub(crate) fn resume(&mut self, at: usize) {
        self.at = at;
    }

    #[inline]
    pub(crate) fn slice(&self, (start, end): TextRange) -> &'v str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// How many elements are open.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.outer + self.names.open.len()
    }

    /// The next event. An end tag beyond those of this text is given out as it is, with [`Token::End`].
    pub(crate) fn next(&mut self) -> Result<Token, XmlError> {
        if std::mem::take(&mut self.ending) {
            return Ok(self.close(self.at));
        }
        loop {
            let text = self.text;
            let begin = self.at;
            let rest = text.as_bytes().get(begin..).unwrap_or_default();
            let token = match rest {
                [] => return Ok(Token::Over),
                [b'<', b'/', name @ ..] => match self.expected(name) {
                    Some(length) => {
                        self.at += "</>".len() + length;
                        return Ok(self.close(self.at));
                    }
                    None => self.parsed()?,
                },
                [b'<', tag @ ..] => match PlainTag::of(tag) {
                    Some(tag) => return self.plain(tag),
                    None => self.parsed()?,
                },
                [b'&', name @ ..] => match self.reference(name) {
                    Some(character) => return Ok(Token::Reference(character, begin)),
                    None => self.parsed()?,
                },
                _ => return self.words(rest),
            };
            if let Some(token) = token {
                return Ok(token);
            }
        }
    }

    /// The length of the name of an end tag, where it is the one that comes next.
    #[inline]
    fn expected(&self, tag: &[u8]) -> Option<usize> {
        let name = self.slice(*self.names.open.last()?).as_bytes();
        let behind = tag.strip_prefix(name)?;
        behind.starts_with(b">").then_some(name.len())
    }

    /// Steps over a reference behind its `&`, where it is one that stands for a character.
    fn reference(&mut self, rest: &[u8]) -> Option<char> {
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'#')?;
        let name = self.slice((self.at + 1, self.at + 1 + length));
        let character = references::character(name).ok().filter(|_| rest.get(length) == Some(&b';'))?;
        self.at += "&;".len() + length;
        Some(character)
    }

    /// Text up to the next markup or reference.
    #[inline]
    fn words(&mut self, rest: &[u8]) -> Result<Token, XmlError> {
        let (length, angle) = chars::words(rest);
        let place = (self.at, self.at + length);
        if angle && let Some(found) = self.slice(place).find("]]>") {
            // Text must not hold it (XML 1.0 section 2.4).
            let error = SyntaxError::Grammar("`]]>` must not stand in text".to_owned());
            return Err(XmlError::Malformed { at: self.at + found, error });
        }
        self.at = place.1;
        Ok(Token::Text(place))
    }

    /// What quick-xml finds; `None` where it says nothing.
    fn parsed(&mut self) -> Result<Option<Token>, XmlError> {
        let at = self.at;
        *self.reader.get_mut() = self.text.as_bytes().get(at..).unwrap_or_default();
        let event = self.reader.read_event();
        let end = self.text.len() - self.reader.get_ref().len();
        self.at = end;
        let malformed = |error| XmlError::Malformed { at, error };
        match event {
            Ok(Event::Start(tag)) => self.open(at, end, tag.len(), false).map(Some),
            Ok(Event::Empty(tag)) => self.open(at, end, tag.len(), true).map(Some),
            Ok(Event::End(tag)) => match self.names.open.last() {
                Some(place) if self.slice(*place) != &*tag => {
                    let expected = self.slice(*place).to_owned();
                    Err(malformed(SyntaxError::EndTag { expected, found: tag.to_string() }))
                }
                _ => Ok(Some(self.close(end))),
            },
            Ok(Event::Text(text)) => Ok(Some(Token::Text((end - text.len(), end)))),
            Ok(Event::CData(_)) => Ok(Some(Token::Text((at + "<![CDATA[".len(), end - "]]>".len())))),
            Ok(Event::GeneralRef(name)) => {
                let character = references::character(&name).map_err(malformed)?;
                Ok(Some(Token::Reference(character, at)))
            }
            Ok(Event::Comment(_)) => Ok(None),
            Ok(Event::PI(target)) => {
                let name = target.target();
                if name.eq_ignore_ascii_case("xml") || names::local(name) != Some(0) {
                    return Err(malformed(SyntaxError::Name { name: name.to_owned() }));
                }
                Ok(None)
            }
            Ok(Event::Decl(_)) if self.outer > 0 || !self.before_root(at) => {
                Err(malformed(SyntaxError::Grammar("an XML declaration may only begin a document".to_owned())))
            }
            Ok(Event::Decl(_)) => Ok(None),
            Ok(Event::DocType(_)) => Err(XmlError::Refused { at, refusal: Refusal::Doctype }),
            Ok(Event::Eof) => Ok(Some(Token::Over)),
            Err(error) => Err(self.stopped(error, at)),
        }
    }

    /// Whether there is nothing but white space before.
    fn before_root(&self, at: usize) -> bool {
        self.slice((0, at)).trim_start_matches(WHITE).is_empty()
    }

    #[cold]
    fn stopped(&self, error: Error, at: usize) -> XmlError {
        let rest = self.text.get(at..).unwrap_or_default();
        match error {
            Error::Syntax(MarkupError::UnclosedDoctype) | Error::IllFormed(IllFormedError::MissingDoctypeName)
                if rest.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE)) =>
            {
                XmlError::Refused { at, refusal: Refusal::Doctype }
            }
            Error::Syntax(MarkupError::InvalidBangMarkup)
                if !["<!--", "<![CDATA[", DOCTYPE].iter().any(|markup| markup.starts_with(rest)) =>
            {
                XmlError::Malformed { at, error: SyntaxError::Grammar("`<!` begins nothing that is known".to_owned()) }
            }
            // A tag cannot hold another one: this one was never closed.
            Error::Syntax(MarkupError::UnclosedTag) if rest.get(1..).is_some_and(|rest| rest.contains('<')) => {
                XmlError::Unclosed { at, error: SyntaxError::Grammar("a tag is not closed".to_owned()) }
            }
            Error::Syntax(_) => XmlError::Incomplete,
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                let name = rest.get(1..).unwrap_or_default();
                match name.find(['<', '&', ' ', '\n', '\r', '\t', '>']) {
                    None => XmlError::Incomplete,
                    Some(end) => {
                        let closed = name.contains(['<', '&']);
                        let error = SyntaxError::Reference { name: name.get(..end).unwrap_or_default().to_owned() };
                        if closed { XmlError::Malformed { at, error } } else { XmlError::Unclosed { at, error } }
                    }
                }
            }
            other => XmlError::Malformed { at, error: SyntaxError::Grammar(other.to_string()) },
        }
    }

    #[inline]
    fn close(&mut self, end: usize) -> Token {
        if self.names.open.pop().is_some() {
            self.names.leave(self.depth());
        }
        Token::End(end)
    }

    /// Begins an element whose tag holds its name and nothing else.
    #[inline]
    fn plain(&mut self, tag: PlainTag) -> Result<Token, XmlError> {
        let start = self.at;
        self.descend(start)?;
        self.at = start + tag.end;
        self.begun(start, self.at, (start + 1, start + tag.name), tag.local, None, tag.empty)
    }

    fn open(&mut self, start: usize, end: usize, length: usize, empty: bool) -> Result<Token, XmlError> {
        let depth = self.descend(start)?;
        let content = self.slice((start + 1, start + 1 + length));
        let white = content.bytes().position(|byte| byte <= b' ').unwrap_or(length);
        let name = content.get(..white).unwrap_or_default();
        let malformed = |error| XmlError::Malformed { at: start, error };
        let local = names::local(name).ok_or_else(|| malformed(SyntaxError::Name { name: name.to_owned() }))?;
        let language = if name.len() < length { self.attributes(start, name.len(), length, depth)? } else { None };
        self.begun(start, end, (start + 1, start + 1 + name.len()), local, language, empty)
    }

    /// Goes one level deeper; how deep that is.
    #[inline]
    fn descend(&mut self, start: usize) -> Result<usize, XmlError> {
        let depth = self.depth() + 1;
        if depth > self.limits.depth {
            return Err(XmlError::Refused { at: start, refusal: Refusal::Depth { limit: self.limits.depth } });
        }
        self.names.begin(depth);
        Ok(depth)
    }

    /// Notes an element as open, its declarations being bound. `local` is where in `name` the local name begins.
    #[inline]
    fn begun(
        &mut self,
        start: usize,
        end: usize,
        name: TextRange,
        local: usize,
        language: Option<TextRange>,
        empty: bool,
    ) -> Result<Token, XmlError> {
        let prefix = self.slice((name.0, name.0 + local.saturating_sub(1)));
        let namespace = self.names.resolve(prefix);
        if namespace.is_none() && local > 0 {
            return Err(XmlError::Malformed { at: start, error: SyntaxError::Prefix { prefix: prefix.to_owned() } });
        }
        self.names.open.push(name);
        self.ending = empty;
        Ok(Token::Start(Element { start, end, name, local: name.0 + local, namespace, language, empty }))
    }

    /// Goes on behind the end of an element that was just begun, however deep it is.
    pub(crate) fn skip(&mut self) -> Result<usize, XmlError> {
        let outside = self.depth() - 1;
        loop {
            match self.next()? {
                Token::End(end) if self.depth() == outside => return Ok(end),
                Token::Over => return Err(XmlError::Incomplete),
                _ => {}
            }
        }
    }
}

/// A start tag without attributes, whose name is plain ASCII. Positions are those in the tag.
struct PlainTag {
    /// Where the local name begins in the name.
    local: usize,
    /// Where the name ends.
    name: usize,
    end: usize,
    empty: bool,
}

impl PlainTag {
    /// The tag that ends first in `tag`, which stands behind `<`.
    #[inline]
    fn of(tag: &[u8]) -> Option<Self> {
        let (length, local) = names::plain(tag)?;
        let name = 1 + length;
        match tag.get(length..)? {
            [b'>', ..] => Some(Self { local, name, end: name + 1, empty: false }),
            [b'/', b'>', ..] => Some(Self { local, name, end: name + 2, empty: true }),
            _ => None,
        }
    }
}
