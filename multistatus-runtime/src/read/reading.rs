//! A body that is being read: the window of text that is not done with, and what became of it.

use std::borrow::Cow;

#[cfg(feature = "xml")]
use super::dav;
#[cfg(feature = "json")]
use super::json;
use super::verdict::{Fault, Refusal, Truncation, Verdict};
use super::{
    Ending, Reader,
    encoding::{Decoder, Undecodable, charset, is_utf8, valid_prefix},
};
use crate::{
    item::{ItemRef, spans::ItemSpans},
    summary::Summary,
};

/// A body that is being read, whole or as its chunks come: it keeps no more of it than the response that is not over.
///
/// A response is looked at once more only when there is enough of it to be worth that, so the last items may come after
/// [`end`](Reading::end).
///
/// ```
/// use multistatus::Reader;
///
/// let mut chunks = [r#"{"responses":[{"id":"a","index":0,"sta"#, r#"tus":204}],"summary":null}"#].into_iter();
/// let mut reading = Reader::new().chunks();
/// loop {
///     let chunk = chunks.next();
///     match chunk {
///         Some(chunk) => reading.feed(chunk.as_bytes()),
///         None => reading.end(),
///     }
///     while let Some(item) = reading.next_item() {
///         assert_eq!((item.key(), item.status().as_u16()), (Some("a"), 204));
///     }
///     if chunk.is_none() {
///         break;
///     }
/// }
/// assert!(reading.ending().verdict.is_complete());
/// ```
pub struct Reading<'b> {
    reader: Reader,
    decoder: Decoder,
    /// Text that is not done with, from `at` on.
    window: Cow<'b, str>,
    at: usize,
    /// The position of the window in the body.
    base: u64,
    /// How many bytes were fed.
    fed: u64,
    /// Whether the window holds the rest of the body.
    last: bool,
    /// How long the window must be before it is looked at again: twice what was not enough, so that a response that comes
    /// in many chunks is not read from its start for each of them.
    wanted: usize,
    /// What ends the body behind the window.
    broken: Option<Undecodable>,
    syntax: Option<Syntax>,
    record: ItemSpans,
    responses: usize,
    verdict: Option<Verdict>,
}

/// So few bytes are read from their start again for each chunk, however small those are: items come as soon as they can.
const CHEAP: usize = 1024;

/// The parser of what stands in the window.
enum Syntax {
    #[cfg(feature = "xml")]
    Dav(Box<dav::Parser>),
    #[cfg(feature = "json")]
    Json(Box<json::Parser>),
}

/// What a parser sees: text from `at` on is not done with.
pub(crate) struct View<'v> {
    pub(crate) text: &'v str,
    /// What is done with; the parser moves it.
    pub(crate) at: usize,
    /// The position of `text` in the body.
    pub(crate) base: u64,
    /// Whether there is no more text behind this.
    pub(crate) last: bool,
}

impl<'v> View<'v> {
    /// The text that is not done with.
    pub(crate) fn rest(&self) -> &'v str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The position in the body of a position in the text.
    pub(crate) fn position(&self, at: usize) -> u64 {
        self.base + at as u64
    }
}

/// How far a parser came.
#[derive(Debug, PartialEq)]
pub(crate) enum Progress {
    /// There is an item in the record; `at` stands behind it.
    Item,
    /// What begins at `at` does not end in this text, which is not the last.
    More,
    /// The body is over, one way or another.
    Ended(Verdict),
}

/// What a parser knows of the whole, at its end.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    pub(crate) description: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) sync_token: Option<String>,
    pub(crate) summary: Option<Summary>,
}

impl<'b> Reading<'b> {
    fn new(reader: Reader, window: Cow<'b, str>) -> Self {
        Self {
            reader,
            decoder: Decoder::new(),
            window,
            at: 0,
            base: 0,
            fed: 0,
            last: false,
            wanted: 0,
            broken: None,
            syntax: None,
            record: ItemSpans::default(),
            responses: 0,
            verdict: None,
        }
    }

    pub(crate) fn chunks(reader: Reader) -> Self {
        Self::new(reader, Cow::Owned(String::new()))
    }

    pub(crate) fn whole(reader: Reader, body: &'b [u8]) -> Self {
        let within = usize::try_from(reader.limits.bytes).is_ok_and(|limit| body.len() <= limit);
        let charset = reader.content_type.as_deref().and_then(charset);
        let Some(mark) = is_utf8(body, charset).filter(|_| within) else {
            let mut reading = Self::new(reader, Cow::Owned(String::new()));
            reading.feed(body);
            reading.end();
            return reading;
        };
        // UTF-8 is read where it stands.
        let (text, rest) = valid_prefix(&body[mark..]);
        let mut reading = Self::new(reader, Cow::Borrowed(text));
        reading.base = mark as u64;
        reading.last = true;
        reading.broken = (!rest.is_empty()).then_some(Undecodable::Fault(Fault::Encoding { encoding: "UTF-8" }));
        reading
    }

    /// Takes the next bytes of the body. Whatever is fed after the end, or after a verdict, is ignored.
    pub fn feed(&mut self, chunk: &[u8]) {
        if self.last || self.verdict.is_some() || self.broken.is_some() {
            return;
        }
        let limit = self.reader.limits.bytes;
        let room = usize::try_from(limit - self.fed).unwrap_or(usize::MAX);
        let kept = chunk.get(..room).unwrap_or(chunk);
        self.fed += kept.len() as u64;
        self.decode(kept, false);
        if kept.len() < chunk.len() && self.broken.is_none() {
            self.broken = Some(Undecodable::Refusal(Refusal::Bytes { limit }));
        }
    }

    /// Says that there are no more bytes.
    pub fn end(&mut self) {
        if !self.last {
            self.decode(&[], true);
            self.last = true;
        }
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        let window = self.window.to_mut();
        window.drain(..self.at);
        self.base += self.at as u64;
        self.wanted = self.wanted.saturating_sub(self.at);
        self.at = 0;
        let charset = self.reader.content_type.as_deref().and_then(charset);
        if self.broken.is_none() {
            self.broken = self.decoder.push(bytes, last, charset, window).err();
            self.base += self.decoder.mark() as u64;
        }
    }

    /// The next item; `None` where it takes more bytes, or the body is over. Until the verdict is known, an item is not
    /// confirmed: see [`Verdict::confirms_items`].
    pub fn next_item(&mut self) -> Option<ItemRef<'_>> {
        let last = self.last || self.broken.is_some();
        if self.verdict.is_some() || !last && self.window.len() < self.wanted {
            return None;
        }
        let mut view = View { text: &self.window, at: self.at, base: self.base, last };
        let advance = match &mut self.syntax {
            Some(syntax) => syntax.advance(&mut view, &mut self.record),
            None => match Syntax::of(&mut view, &self.reader) {
                Ok(syntax) => {
                    self.record.dav = syntax.is_dav();
                    self.syntax.insert(syntax).advance(&mut view, &mut self.record)
                }
                Err(advance) => advance,
            },
        };
        let began = std::mem::replace(&mut self.at, view.at);
        let limits = &self.reader.limits;
        match advance {
            Progress::Item if self.at - began > limits.text => self.refuse(began, Refusal::Text { limit: limits.text }),
            Progress::Item if self.responses == limits.responses => {
                self.refuse(began, Refusal::Responses { limit: limits.responses })
            }
            Progress::Item => {
                self.responses += 1;
                return Some(ItemRef::new(&self.record, &self.window));
            }
            Progress::More => {
                let unfinished = self.window.len() - self.at;
                if unfinished > limits.text {
                    self.refuse(self.at, Refusal::Text { limit: limits.text });
                } else if last {
                    self.over(Verdict::Truncated { at: self.base + self.window.len() as u64, by: Truncation::Input });
                }
                self.wanted = if unfinished < CHEAP { 0 } else { self.at + unfinished * 2 };
            }
            Progress::Ended(verdict) => self.over(verdict),
        }
        None
    }

    fn refuse(&mut self, at: usize, refusal: Refusal) {
        self.verdict = Some(Verdict::Refused { at: self.base + at as u64, refusal });
    }

    /// Keeps the verdict, unless what stands behind the window has a say in it.
    fn over(&mut self, verdict: Verdict) {
        let at = self.base + self.window.len() as u64;
        let behind = self.broken.take().filter(|_| matches!(verdict, Verdict::Complete | Verdict::Truncated { .. }));
        self.verdict = Some(match behind {
            Some(Undecodable::Fault(fault)) => Verdict::Malformed { at, fault },
            Some(Undecodable::Refusal(refusal)) => Verdict::Refused { at, refusal },
            None => verdict,
        });
    }

    /// Whether the verdict is known: no further byte changes anything.
    pub fn is_over(&self) -> bool {
        self.verdict.is_some()
    }

    /// What is known at the end of the body. Items that were not asked for are skipped.
    pub fn ending(mut self) -> Ending {
        self.end();
        while self.next_item().is_some() {}
        let Closing { description, language, sync_token, summary } =
            self.syntax.as_mut().map(Syntax::closing).unwrap_or_default();
        let at = self.base + self.at as u64;
        let verdict = self.verdict.unwrap_or(Verdict::Truncated { at, by: Truncation::Input });
        Ending { verdict, description, language, sync_token, summary }
    }
}

impl Syntax {
    /// The parser for a body that begins like this: its first character tells.
    fn of(view: &mut View<'_>, reader: &Reader) -> Result<Self, Progress> {
        let rest = view.rest().trim_start_matches([' ', '\t', '\r', '\n']);
        match rest.chars().next() {
            #[cfg(feature = "xml")]
            Some('<') => Ok(Self::Dav(Box::new(dav::Parser::new(reader)))),
            #[cfg(feature = "json")]
            Some('{' | '[') => Ok(Self::Json(Box::new(json::Parser::new(reader)))),
            None if !view.last => Err(Progress::More),
            first => {
                let found = if first.is_some() { "text" } else { "an empty body" };
                let under = reader.status.map(|status| format!(" under status {}", status.as_u16()));
                let found = format!("{found}{}", under.unwrap_or_default());
                Err(Progress::Ended(Verdict::NotMultiStatus { found }))
            }
        }
    }

    fn is_dav(&self) -> bool {
        match self {
            #[cfg(feature = "xml")]
            Self::Dav(_) => true,
            #[cfg(feature = "json")]
            Self::Json(_) => false,
        }
    }

    fn advance(&mut self, view: &mut View<'_>, record: &mut ItemSpans) -> Progress {
        record.clear();
        match self {
            #[cfg(feature = "xml")]
            Self::Dav(parser) => parser.advance(view, record),
            #[cfg(feature = "json")]
            Self::Json(parser) => parser.advance(view, record),
        }
    }

    fn closing(&mut self) -> Closing {
        match self {
            #[cfg(feature = "xml")]
            Self::Dav(parser) => parser.closing(),
            #[cfg(feature = "json")]
            Self::Json(parser) => parser.closing(),
        }
    }
}
