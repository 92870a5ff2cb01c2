//! Events of a document, each checked for what quick-xml does not check: names, namespaces, attributes, nesting.

use quick_xml::{
    Reader,
    errors::{Error, IllFormedError, SyntaxError},
    events::Event,
};

use super::{
    WHITE, names,
    namespaces::{Namespaces, Place},
    references,
};
use crate::{
    Limits,
    format::{Fault, Refusal},
};

const DOCTYPE: &str = "<!DOCTYPE";

/// The longest language that is kept: what is around an item is repeated on each, and RFC 5646 section 4.4 needs 35.
const LANGUAGE: usize = 256;

/// Why there is no event.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The text ends within something.
    Unfinished,
    /// So it does, and no end that could follow would make it right: which fault it is, the end says.
    Unclosed {
        at: usize,
        fault: Fault,
    },
    Malformed {
        at: usize,
        fault: Fault,
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
    pub(crate) name: Place,
    /// Where the local name begins.
    pub(crate) local: usize,
    pub(crate) namespace: Option<usize>,
    /// The value of `xml:lang`.
    pub(crate) language: Option<Place>,
    pub(crate) empty: bool,
}

/// An event. Comments and processing instructions say nothing, and are none.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    Start(Element),
    /// Behind the end tag.
    End(usize),
    Text(Place),
    Reference(char, usize),
    Over,
}

/// Reads a text from one of its positions on.
pub(crate) struct Scanner<'v, 's> {
    pub(crate) text: &'v str,
    reader: Reader<&'v [u8]>,
    from: usize,
    pub(crate) names: &'s mut Namespaces,
    pub(crate) limits: Limits,
    /// How many elements were open before `from`.
    outer: usize,
    /// The tag before was one of an empty element, whose end is the next event.
    ending: bool,
}

impl<'v, 's> Scanner<'v, 's> {
    pub(crate) fn new(text: &'v str, from: usize, names: &'s mut Namespaces, outer: usize, limits: Limits) -> Self {
        let rest = text.get(from..).unwrap_or_default();
        // A mark is left out by quick-xml, and not counted.
        let from = if rest.starts_with('\u{FEFF}') { from + '\u{FEFF}'.len_utf8() } else { from };
        let mut reader = Reader::from_str(rest);
        let config = reader.config_mut();
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.check_comments = true;
        config.trim_markup_names_in_closing_tags = true;
        names.leave(outer);
        names.open.clear();
        names.watch(false);
        Self { text, reader, from, names, limits, outer, ending: false }
    }

    /// The position behind the last event.
    pub(crate) fn position(&self) -> usize {
        self.from + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    pub(crate) fn slice(&self, (start, end): Place) -> &'v str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.outer + self.names.open.len()
    }

    /// The next event. An end tag beyond those of this text is given out as it is, with [`Token::End`].
    pub(crate) fn next(&mut self) -> Result<Token, Stop> {
        if std::mem::take(&mut self.ending) {
            return Ok(self.close(self.position()));
        }
        loop {
            let at = self.position();
            let event = self.reader.read_event();
            let end = self.position();
            let malformed = |fault| Stop::Malformed { at, fault };
            return match event {
                Ok(Event::Start(tag)) => self.open(at, end, tag.len(), false),
                Ok(Event::Empty(tag)) => self.open(at, end, tag.len(), true),
                Ok(Event::End(tag)) => match self.names.open.last() {
                    Some(place) if self.slice(*place) != &*tag => {
                        let expected = self.slice(*place).to_owned();
                        Err(malformed(Fault::EndTag { expected, found: tag.to_string() }))
                    }
                    _ => Ok(self.close(end)),
                },
                Ok(Event::Text(text)) => match closes_section(&text) {
                    Some(found) => {
                        let fault = Fault::Syntax("`]]>` must not stand in text".to_owned());
                        Err(Stop::Malformed { at: at + found, fault })
                    }
                    None => Ok(Token::Text((end - text.len(), end))),
                },
                Ok(Event::CData(_)) => Ok(Token::Text((at + "<![CDATA[".len(), end - "]]>".len()))),
                Ok(Event::GeneralRef(name)) => {
                    references::character(&name).map(|character| Token::Reference(character, at)).map_err(malformed)
                }
                Ok(Event::Comment(_)) => continue,
                Ok(Event::PI(target)) => {
                    let name = target.target();
                    if name.eq_ignore_ascii_case("xml") || names::local(name) != Some(0) {
                        return Err(malformed(Fault::Name { name: name.to_owned() }));
                    }
                    continue;
                }
                Ok(Event::Decl(_)) if self.outer > 0 || !self.before_root(at) => {
                    Err(malformed(Fault::Syntax("an XML declaration may only begin a document".to_owned())))
                }
                Ok(Event::Decl(_)) => continue,
                Ok(Event::DocType(_)) => Err(Stop::Refused { at, refusal: Refusal::Doctype }),
                Ok(Event::Eof) => Ok(Token::Over),
                Err(error) => Err(self.stopped(error, at)),
            };
        }
    }

    /// Whether there is nothing but white space before.
    fn before_root(&self, at: usize) -> bool {
        self.slice((0, at)).trim_start_matches(WHITE).is_empty()
    }

    #[cold]
    fn stopped(&self, error: Error, at: usize) -> Stop {
        let rest = self.text.get(at..).unwrap_or_default();
        match error {
            Error::Syntax(SyntaxError::UnclosedDoctype) | Error::IllFormed(IllFormedError::MissingDoctypeName)
                if rest.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE)) =>
            {
                Stop::Refused { at, refusal: Refusal::Doctype }
            }
            Error::Syntax(SyntaxError::InvalidBangMarkup)
                if !["<!--", "<![CDATA[", DOCTYPE].iter().any(|markup| markup.starts_with(rest)) =>
            {
                Stop::Malformed { at, fault: Fault::Syntax("`<!` begins nothing that is known".to_owned()) }
            }
            // A tag cannot hold another one: this one was never closed.
            Error::Syntax(SyntaxError::UnclosedTag) if rest.get(1..).is_some_and(|rest| rest.contains('<')) => {
                Stop::Unclosed { at, fault: Fault::Syntax("a tag is not closed".to_owned()) }
            }
            Error::Syntax(_) => Stop::Unfinished,
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                let name = rest.get(1..).unwrap_or_default();
                match name.find(['<', '&', ' ', '\n', '\r', '\t', '>']) {
                    None => Stop::Unfinished,
                    Some(end) => {
                        let closed = name.contains(['<', '&']);
                        let fault = Fault::Reference { name: name.get(..end).unwrap_or_default().to_owned() };
                        if closed { Stop::Malformed { at, fault } } else { Stop::Unclosed { at, fault } }
                    }
                }
            }
            other => Stop::Malformed { at, fault: Fault::Syntax(other.to_string()) },
        }
    }

    fn close(&mut self, end: usize) -> Token {
        if self.names.open.pop().is_some() {
            self.names.leave(self.depth());
        }
        Token::End(end)
    }

    fn open(&mut self, start: usize, end: usize, length: usize, empty: bool) -> Result<Token, Stop> {
        let depth = self.depth() + 1;
        if depth > self.limits.depth {
            return Err(Stop::Refused { at: start, refusal: Refusal::Depth { limit: self.limits.depth } });
        }
        self.names.begin(depth);
        let content = self.slice((start + 1, start + 1 + length));
        let white = content.bytes().position(|byte| byte <= b' ').unwrap_or(length);
        let name = content.get(..white).unwrap_or_default();
        let malformed = |fault| Stop::Malformed { at: start, fault };
        let local = names::local(name).ok_or_else(|| malformed(Fault::Name { name: name.to_owned() }))?;
        let language = if name.len() < length { self.attributes(start, name.len(), length, depth)? } else { None };
        let prefix = name.get(..local.saturating_sub(1)).unwrap_or_default();
        let namespace = self.names.resolve(prefix);
        if namespace.is_none() && local > 0 {
            return Err(malformed(Fault::Prefix { prefix: prefix.to_owned() }));
        }
        let place = (start + 1, start + 1 + name.len());
        self.names.open.push(place);
        self.ending = empty;
        let local = place.0 + local;
        Ok(Token::Start(Element { start, end, name: place, local, namespace, language, empty }))
    }

    /// Checks the attributes of a tag, binds what they declare, and finds the language.
    fn attributes(&mut self, start: usize, name: usize, length: usize, depth: usize) -> Result<Option<Place>, Stop> {
        let content = self.slice((start + 1, start + 1 + length));
        let malformed = |fault| Stop::Malformed { at: start, fault };
        let mut language = None;
        let mut value = String::new();
        self.names.attributes.clear();
        let mut rest = content.get(name..).unwrap_or_default();
        loop {
            let trimmed = rest.trim_start_matches(WHITE);
            if trimmed.is_empty() {
                break;
            }
            let (name, raw, behind) = attribute(trimmed).ok_or_else(|| malformed(Fault::Attribute))?;
            let local = names::local(name).ok_or_else(|| malformed(Fault::Name { name: name.to_owned() }))?;
            let at = start + 1 + length - trimmed.len();
            if trimmed.len() == rest.len() {
                return Err(malformed(Fault::Attribute));
            }
            let too_many = || Stop::Refused { at, refusal: Refusal::Attributes { limit: self.limits.attributes } };
            if self.names.attributes.len() == self.limits.attributes {
                return Err(too_many());
            }
            value.clear();
            references::value(raw, &mut value).map_err(malformed)?;
            let prefix = match name {
                "xmlns" => Some(""),
                _ => name.strip_prefix("xmlns:"),
            };
            if let Some(prefix) = prefix {
                let bound = self.names.bind(prefix, &value, depth);
                bound.ok_or_else(|| malformed(Fault::Prefix { prefix: prefix.to_owned() }))?;
                if self.names.are_too_many() {
                    return Err(too_many());
                }
            } else if name == "xml:lang" && raw == value && raw.len() <= LANGUAGE {
                let from = start + 1 + length - behind.len() - 1 - raw.len();
                language = Some((from, from + raw.len()));
            }
            self.names.attributes.push(((at, at + name.len()), at + local));
            rest = behind;
        }
        self.unique(start)?;
        Ok(language)
    }

    /// No attribute stands twice, not even under two prefixes (Namespaces in XML 1.0 section 6.3).
    fn unique(&mut self, start: usize) -> Result<(), Stop> {
        let attributes = std::mem::take(&mut self.names.attributes);
        let mut known: Vec<(&str, Option<usize>)> = Vec::new();
        let mut result = Ok(());
        for (name, local) in &attributes {
            let prefix = self.slice((name.0, local.saturating_sub(1).max(name.0)));
            // Declarations are in a namespace of their own.
            let namespace = match prefix {
                "" => None,
                "xmlns" => Some(usize::MAX),
                _ => match self.names.resolve(prefix) {
                    None => {
                        let fault = Fault::Prefix { prefix: prefix.to_owned() };
                        result = Err(Stop::Malformed { at: name.0, fault });
                        break;
                    }
                    found => found,
                },
            };
            if attributes.len() == 1 {
                break;
            }
            let this = (self.slice((*local, name.1)), namespace);
            let same = |other: &(&str, Option<usize>)| {
                let uris = || self.names.uri(other.1) == self.names.uri(this.1);
                other.0 == this.0
                    && (other.1 == this.1
                        || other.1.is_some() && this.1.is_some() && uris() && {
                            other.1 != Some(usize::MAX) && this.1 != Some(usize::MAX)
                        })
            };
            if known.iter().any(same) {
                result = Err(Stop::Malformed { at: start, fault: Fault::Attribute });
                break;
            }
            known.push(this);
        }
        self.names.attributes = attributes;
        result
    }

    /// Goes on behind the end of an element that was just begun, however deep it is.
    pub(crate) fn skip(&mut self) -> Result<usize, Stop> {
        let outside = self.depth() - 1;
        loop {
            match self.next()? {
                Token::End(end) if self.depth() == outside => return Ok(end),
                Token::Over => return Err(Stop::Unfinished),
                _ => {}
            }
        }
    }
}

/// Where `]]>` stands, which text must not hold (XML 1.0 section 2.4). Most text has no `>` at all.
#[inline]
fn closes_section(text: &str) -> Option<usize> {
    if text.as_bytes().contains(&b'>') { text.find("]]>") } else { None }
}

/// The name and the raw value of the attribute that text begins with, and what stands behind it.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('=')?;
    let rest = rest.trim_start_matches(WHITE);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, behind) = rest.get(1..)?.split_once(quote)?;
    Some((name.trim_end_matches(WHITE), value, behind))
}
