//! Scans a document token by token. It checks what quick-xml does not: names, namespaces, attributes and nesting.
//!
//! Plain text is found without quick-xml, which does not check it for `]]>`.

use quick_xml::errors::{Error, IllFormedError, SyntaxError as MarkupError};
use quick_xml::{Reader, events::Event};

use super::namespaces::{Namespaces, TextRange};
use super::{WHITE, chars, declaration, names, references};
use crate::tokens::{Limits, Refusal, SyntaxError};

const DOCTYPE: &str = "<!DOCTYPE";

/// Reason why there is no token.
#[derive(Debug)]
pub(crate) enum XmlError {
    /// The text ends before the token does.
    Incomplete,
    /// The text ends before the token does, and no more text would make it well-formed.
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
    /// The position behind the tag.
    pub(crate) end: usize,
    pub(crate) name: TextRange,
    /// The start of the local name.
    pub(crate) local: usize,
    pub(crate) namespace: Option<usize>,
    /// The value of `xml:lang`.
    pub(crate) language: Option<TextRange>,
    pub(crate) empty: bool,
}

/// A token. Comments and processing instructions are skipped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    Start(Element),
    /// An end tag, or the end of an empty element, by the position behind it.
    End(usize),
    Text(TextRange),
    Reference(char, usize),
    Over,
}

/// Scans a text from a position on.
pub(crate) struct Scanner<'v, 's> {
    pub(crate) text: &'v str,
    /// Reads the tokens that are not plain. It is given the rest of the text for each.
    reader: Reader<&'v [u8]>,
    /// The position behind the last token.
    at: usize,
    pub(crate) names: &'s mut Namespaces,
    pub(crate) limits: Limits,
    /// The number of elements that are open around the text.
    outer: usize,
    /// True if the last token was the tag of an empty element, whose end is the next token.
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

    /// Returns the position behind the last token.
    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Moves to a later position, where the same elements are open.
    pub(crate) fn resume(&mut self, at: usize) {
        self.at = at;
    }

    #[inline]
    pub(crate) fn slice(&self, (start, end): TextRange) -> &'v str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Returns the local name of an element.
    #[inline]
    pub(crate) fn local(&self, element: &Element) -> &'v str {
        self.slice((element.local, element.name.1))
    }

    /// Returns the number of open elements.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.outer + self.names.open.len()
    }

    /// Returns the next token. An end tag without a start tag in this text is [`Token::End`], too.
    pub(crate) fn next(&mut self) -> Result<Token, XmlError> {
        if std::mem::take(&mut self.ending) {
            return Ok(self.close(self.at));
        }
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let token = match rest.first() {
                None => return Ok(Token::Over),
                Some(b'<' | b'&') => self.parsed()?,
                Some(_) => return self.plain_text(rest),
            };
            if let Some(token) = token {
                return Ok(token);
            }
        }
    }

    /// Reads text up to the next markup or reference.
    #[inline]
    fn plain_text(&mut self, rest: &[u8]) -> Result<Token, XmlError> {
        let (length, angle) = chars::text_length(rest);
        let place = (self.at, self.at + length);
        if angle && let Some(found) = self.slice(place).find("]]>") {
            // Text must not contain it (XML 1.0 section 2.4).
            let error = SyntaxError::Grammar("text must not contain `]]>`".to_owned());
            return Err(XmlError::Malformed { at: self.at + found, error });
        }
        self.at = place.1;
        Ok(Token::Text(place))
    }

    /// Reads a token with quick-xml; `None` for one that is skipped.
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
            Ok(Event::Decl(_)) if self.outer > 0 || !self.before_root(at) => Err(malformed(SyntaxError::Grammar(
                "an XML declaration is only allowed at the start of a document".to_owned(),
            ))),
            Ok(Event::Decl(_)) if !declaration::is_valid(self.slice((at, end))) => {
                Err(malformed(SyntaxError::Declaration))
            }
            Ok(Event::Decl(_)) => Ok(None),
            Ok(Event::DocType(_)) => Err(XmlError::Refused { at, refusal: Refusal::Doctype }),
            Ok(Event::Eof) => Ok(Some(Token::Over)),
            Err(error) => Err(self.stopped(error, at)),
        }
    }

    /// True if there is nothing but white space before.
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
                XmlError::Malformed {
                    at,
                    error: SyntaxError::Grammar(
                        "expected a comment, a CDATA section or a document type declaration after `<!`".to_owned(),
                    ),
                }
            }
            // A tag cannot contain another one, so this one is not closed.
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

    fn open(&mut self, start: usize, end: usize, length: usize, empty: bool) -> Result<Token, XmlError> {
        let depth = self.descend(start)?;
        let content = self.slice((start + 1, start + 1 + length));
        let white = content.bytes().position(|byte| byte <= b' ').unwrap_or(length);
        let name = content.get(..white).unwrap_or_default();
        let malformed = |error| XmlError::Malformed { at: start, error };
        let local = names::local(name).ok_or_else(|| malformed(SyntaxError::Name { name: name.to_owned() }))?;
        let language = if name.len() < length { self.attributes(start, name.len(), length, depth)? } else { None };
        self.opened(start, end, (start + 1, start + 1 + name.len()), local, language, empty)
    }

    /// Enters a level, and returns its depth.
    #[inline]
    fn descend(&mut self, start: usize) -> Result<usize, XmlError> {
        let depth = self.depth() + 1;
        if depth > self.limits.depth {
            return Err(XmlError::Refused { at: start, refusal: Refusal::Depth { limit: self.limits.depth } });
        }
        self.names.begin(depth);
        Ok(depth)
    }

    /// Adds an open element, whose declarations are in scope. `local` is the start of the local name in `name`.
    #[inline]
    fn opened(
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

    /// Skips the rest of the element that was just opened, and returns the position behind it.
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
