//! A body that is being read: its unread text, its parser, and the verdict.

#[cfg(feature = "xml")]
use super::dav::DavParser;
use super::document::{Document, Ending};
use super::encoding::{Decoder, Undecodable, charset, is_utf8, is_xml, valid_prefix};
#[cfg(feature = "json")]
use super::json::JsonParser;
#[cfg(feature = "xml")]
use super::replacements::ends_in_reference;
use super::verdict::{Truncation, Verdict};
use super::window::{Progress, Window};
use super::{buffer::Buffer, reader::Reader, replacements::Replacements, signature};
#[cfg(feature = "dialects")]
use super::{multipart::MultipartParser, partial::PartialParser, xml_shape::XmlShapeParser};
use crate::item::defect::{Defect, DefectKind, DefectList};
use crate::item::{ItemRef, spans::ItemSpans};
use crate::tokens::{Limits, Refusal, SyntaxError};

/// A body that is being read, whole or in chunks. It keeps only the response that is not complete yet.
///
/// An incomplete response is read again when there is twice as much of it, so the last items may come after
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
    buffer: Buffer<'b, str>,
    replacements: Replacements,
    /// The number of bytes that were fed.
    fed: u64,
    /// The reason why the body ends behind the buffer, if it is not decoded to its end.
    broken: Option<Undecodable>,
    parser: Option<Parser>,
    record: ItemSpans,
    responses: usize,
    /// The defects outside of the items.
    defects: DefectList,
    verdict: Option<Verdict>,
}

/// The parser for the syntax of the body.
enum Parser {
    #[cfg(feature = "xml")]
    Dav(Box<DavParser>),
    #[cfg(feature = "json")]
    Json(Box<JsonParser>),
    #[cfg(feature = "dialects")]
    Multipart(Box<MultipartParser>),
    #[cfg(feature = "dialects")]
    XmlShape(Box<XmlShapeParser>),
    #[cfg(feature = "dialects")]
    Partial(Box<PartialParser>),
}

/// The facts about a body besides its text.
struct Undecoded<'u> {
    /// The name of another format that its first bytes show.
    signature: Option<&'static str>,
    /// The reason why the text ends before the body.
    broken: Option<&'u Undecodable>,
}

impl Reader {
    /// Starts to read a whole body. Its items borrow from it.
    pub fn whole<'b>(&self, body: &'b [u8]) -> Reading<'b> {
        Reading::whole(self.clone(), body)
    }

    /// Starts to read a body that arrives in chunks.
    pub fn chunks(&self) -> Reading<'static> {
        Reading::chunks(self.clone())
    }

    /// Reads a whole body into memory.
    pub fn read(&self, body: &[u8]) -> Document {
        let mut reading = self.whole(body);
        let mut items = Vec::new();
        while let Some(item) = reading.next_item() {
            items.push(item.to_item());
        }
        Document { items, ending: reading.ending() }
    }
}

impl<'b> Reading<'b> {
    fn new(reader: Reader, buffer: Buffer<'b, str>) -> Self {
        let (limits, lenient) = (reader.limits, reader.lenient);
        Self {
            reader,
            decoder: Decoder::new(lenient),
            buffer,
            replacements: Replacements::default(),
            fed: 0,
            broken: None,
            parser: None,
            record: ItemSpans::new(limits),
            responses: 0,
            defects: DefectList::default(),
            verdict: None,
        }
    }

    fn chunks(reader: Reader) -> Self {
        Self::new(reader, Buffer::new(String::new()))
    }

    fn of_chunk(reader: Reader, body: &[u8]) -> Self {
        let mut reading = Self::chunks(reader);
        reading.feed(body);
        reading.end();
        reading
    }

    fn whole(reader: Reader, body: &'b [u8]) -> Self {
        let within_limit = usize::try_from(reader.limits.bytes).is_ok_and(|limit| body.len() <= limit);
        let charset = reader.content_type.as_deref().and_then(charset);
        let Some(mark) = is_utf8(body, charset).filter(|_| within_limit) else {
            return Self::of_chunk(reader, body);
        };
        // UTF-8 is read without a copy.
        let (text, rest) = valid_prefix(&body[mark..]);
        if !rest.is_empty() && reader.lenient && is_xml(text.as_bytes()) {
            return Self::of_chunk(reader, body);
        }
        let mut reading = Self::new(reader, Buffer::whole(text, mark as u64));
        reading.decoder.signature = signature::of(body);
        reading.broken =
            (!rest.is_empty()).then_some(Undecodable::Malformed(SyntaxError::Encoding { encoding: "UTF-8" }));
        reading
    }

    /// Appends the next bytes of the body. Bytes after the end, or after a verdict, are ignored.
    pub fn feed(&mut self, chunk: &[u8]) {
        if self.buffer.last || self.verdict.is_some() || self.broken.is_some() {
            return;
        }
        let limit = self.reader.limits.bytes;
        let allowed = usize::try_from(limit - self.fed).unwrap_or(usize::MAX);
        let kept = chunk.get(..allowed).unwrap_or(chunk);
        self.fed += kept.len() as u64;
        self.decode(kept, false);
        if kept.len() < chunk.len() && self.broken.is_none() {
            self.broken = Some(Undecodable::Refused(Refusal::Bytes { limit }));
        }
    }

    /// Marks the end of the body.
    pub fn end(&mut self) {
        if !self.buffer.last {
            self.decode(&[], true);
            self.buffer.last = true;
        }
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        self.report_outside(self.buffer.at);
        self.replacements.drop_start(self.buffer.at);
        let text = self.buffer.append();
        let charset = self.reader.content_type.as_deref().and_then(charset);
        if self.broken.is_none() {
            self.broken = self.decoder.push(bytes, last, charset, text, &mut self.replacements).err();
            self.buffer.base += self.decoder.mark() as u64;
        }
    }

    /// Returns the next item; `None` if that takes more bytes, or if the body is at its end. Until the verdict is known,
    /// an item is not confirmed: see [`Verdict::confirms_items`].
    pub fn next_item(&mut self) -> Option<ItemRef<'_>> {
        let last = self.buffer.last || self.broken.is_some();
        if self.verdict.is_some() || !last && !self.buffer.is_enough() {
            return None;
        }
        let at = self.buffer.at;
        let mut window = Window { text: self.buffer.content(), start: at, at, base: self.buffer.base, last };
        let parser = match &mut self.parser {
            Some(parser) => Ok(parser),
            unknown => {
                let undecoded = Undecoded { signature: self.decoder.signature, broken: self.broken.as_ref() };
                let parser = Parser::of(&window, &self.reader, &mut self.record, undecoded);
                parser.map(|parser| unknown.insert(parser))
            }
        };
        let mut progress = match parser {
            Ok(parser) => parser.advance(&mut window, &mut self.record),
            Err(progress) => progress,
        };
        let (start, end) = (window.start, window.at);
        self.buffer.at = end;
        let Progress::Item = progress else {
            if self.replaces(&mut progress, last) {
                return self.next_item();
            }
            self.stop(progress, last);
            return None;
        };
        let Limits { text, responses, .. } = self.reader.limits;
        let is_usual = end - start <= text && self.responses < responses && self.replacements.are_none();
        if !is_usual && !self.allows(start, end) {
            return None;
        }
        self.responses += 1;
        Some(ItemRef::new(&self.record, self.buffer.content()))
    }

    /// True if an item is within the limits. Reports what was replaced in it.
    #[cold]
    fn allows(&mut self, start: usize, end: usize) -> bool {
        let Limits { text, responses, .. } = self.reader.limits;
        if self.length(start, end) > text as u64 {
            self.refuse(start, Refusal::Text { limit: text });
        } else if self.responses >= responses {
            self.refuse(start, Refusal::Responses { limit: responses });
        } else if !self.replacements.are_none() {
            self.report_replacements(start, end);
        }
        self.verdict.is_none()
    }

    /// Adds a defect for each replacement up to the end of an item, and corrects the positions of its other defects.
    fn report_replacements(&mut self, start: usize, end: usize) {
        let Self { replacements, buffer, record, .. } = self;
        record.defects.move_each(|at| shifted(at, replacements.shift((at - buffer.base) as usize)));
        self.report_outside(start);
        while let Some(at) = self.replacements.report(end) {
            self.record.defect(self.position(at), DefectKind::ReplacedCharacter);
        }
    }

    /// Adds a defect for each replacement before a position, which is outside of the items.
    fn report_outside(&mut self, end: usize) {
        while let Some(at) = self.replacements.report(end) {
            let defect = Defect::new(self.position(at), DefectKind::ReplacedCharacter);
            self.defects.add(defect, self.reader.limits.defects);
        }
    }

    /// Returns the position in the body of a position in the buffer.
    fn position(&self, at: usize) -> u64 {
        shifted(self.buffer.base + at as u64, self.replacements.shift(at))
    }

    /// Returns the number of bytes that a range of the buffer has in the body.
    fn length(&self, start: usize, end: usize) -> u64 {
        if self.replacements.are_none() { (end - start) as u64 } else { self.position(end) - self.position(start) }
    }

    /// Replaces what XML does not allow in a part that is malformed, if the mode is lenient. Returns true if the part is to
    /// be read again.
    #[cfg(feature = "xml")]
    #[cold]
    fn replaces(&mut self, progress: &mut Progress, last: bool) -> bool {
        let is_malformed = matches!(progress, Progress::Ended(Verdict::Malformed { .. }));
        if !(is_malformed && self.reader.lenient && self.record.dav) {
            return false;
        }
        let at = self.buffer.at;
        if let Some(rest) = self.replacements.replace(self.buffer.content(), at) {
            self.buffer.replace_rest(at, &rest);
            return true;
        }
        if !last && ends_in_reference(self.buffer.content()) {
            // It may be one that is replaced.
            *progress = Progress::Incomplete;
        }
        false
    }

    #[cfg(not(feature = "xml"))]
    fn replaces(&mut self, _: &mut Progress, _: bool) -> bool {
        false
    }

    /// Stops at the end of the document, or until more of an item arrives.
    #[cold]
    fn stop(&mut self, progress: Progress, last: bool) {
        let (at, limit) = (self.buffer.at, self.reader.limits.text);
        match progress {
            Progress::Ended(Verdict::Malformed { at: error, .. } | Verdict::Refused { at: error, .. })
                if self.length(at, (error - self.buffer.base) as usize) > limit as u64 =>
            {
                // In chunks, it would not have been read so far.
                self.refuse(at, Refusal::Text { limit });
            }
            Progress::Ended(verdict) => self.conclude(verdict),
            _ if self.length(at, self.buffer.content().len()) > limit as u64 => {
                self.refuse(at, Refusal::Text { limit })
            }
            _ if last => self.conclude(Verdict::Truncated { at: self.buffer.end(), by: Truncation::Input }),
            _ => self.buffer.is_unfinished(at),
        }
    }

    #[cold]
    fn refuse(&mut self, at: usize, refusal: Refusal) {
        self.verdict = Some(Verdict::Refused { at: self.position(at), refusal });
    }

    /// Sets the verdict. An error behind the buffer takes precedence over a document that ends in it.
    fn conclude(&mut self, mut verdict: Verdict) {
        if let Verdict::Truncated { at, .. } | Verdict::Malformed { at, .. } | Verdict::Refused { at, .. } =
            &mut verdict
        {
            *at = self.position((*at - self.buffer.base) as usize);
        }
        self.report_outside(self.buffer.at);
        let at = self.position(self.buffer.content().len());
        let broken = self.broken.take().filter(|_| matches!(verdict, Verdict::Complete | Verdict::Truncated { .. }));
        self.verdict = Some(match broken {
            Some(Undecodable::Malformed(error)) => Verdict::Malformed { at, error },
            Some(Undecodable::Refused(refusal)) => Verdict::Refused { at, refusal },
            None => verdict,
        });
    }

    /// True if the verdict is known: no further byte changes it.
    pub fn is_over(&self) -> bool {
        self.verdict.is_some()
    }

    /// Returns the verdict, and what the document says about the batch as a whole. Items that were not read are skipped.
    pub fn ending(mut self) -> Ending {
        self.end();
        while self.next_item().is_some() {}
        let at = self.position(self.buffer.at);
        let mut ending = self.parser.map_or_else(Ending::new, Parser::into_ending);
        ending.status = self.reader.status;
        ending.defects.extend_from_slice(self.defects.kept());
        ending.verdict = self.verdict.unwrap_or(Verdict::Truncated { at, by: Truncation::Input });
        ending
    }
}

impl Parser {
    /// Returns the parser for a body by its first character.
    #[cold]
    fn of(
        window: &Window<'_>,
        reader: &Reader,
        record: &mut ItemSpans,
        undecoded: Undecoded<'_>,
    ) -> Result<Self, Progress> {
        let rest = window.rest().trim_start_matches([' ', '\t', '\r', '\n']);
        let first = rest.chars().next();
        record.dav = first == Some('<');
        #[cfg(feature = "dialects")]
        if let Some(parser) = MultipartParser::detect(rest, window.last, reader)? {
            return Ok(Self::Multipart(Box::new(parser)));
        }
        #[cfg(feature = "dialects")]
        if let Some(parser) = XmlShapeParser::detect(rest, window.last, reader)? {
            record.dav = false;
            return Ok(Self::XmlShape(Box::new(parser)));
        }
        #[cfg(feature = "dialects")]
        if let Some(parser) = PartialParser::detect(rest, window.last, reader)? {
            return Ok(Self::Partial(Box::new(parser)));
        }
        match first {
            #[cfg(feature = "xml")]
            Some('<') => Ok(Self::Dav(Box::new(DavParser::new(reader)))),
            #[cfg(feature = "json")]
            Some('{' | '[') => Ok(Self::Json(Box::new(JsonParser::new(reader)))),
            None if !window.last => Err(Progress::Incomplete),
            #[cfg(feature = "json")]
            None if undecoded.broken.is_none()
                && let Some(parser) = JsonParser::of_empty_body(reader) =>
            {
                Ok(Self::Json(Box::new(parser)))
            }
            // Not even the first character was decoded.
            None if matches!(undecoded.broken, Some(Undecodable::Refused(_))) => Err(Progress::Incomplete),
            first => {
                let found = match (undecoded.signature, first) {
                    (Some(signature), _) => signature,
                    #[cfg(not(feature = "xml"))]
                    (None, Some('<')) => "XML, which needs the feature `xml`",
                    #[cfg(not(feature = "json"))]
                    (None, Some('{' | '[')) => "JSON, which needs the feature `json`",
                    (None, Some(first)) if first.is_control() => "binary data",
                    (None, None) if undecoded.broken.is_some() => "binary data",
                    (None, Some(_)) => "text",
                    (None, None) => "an empty body",
                };
                let under = reader.status.map(|status| format!(" under status {}", status.as_u16()));
                let found = format!("{found}{}", under.unwrap_or_default());
                Err(Progress::Ended(Verdict::NotMultiStatus { found }))
            }
        }
    }

    fn advance(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Progress {
        record.clear();
        match self {
            #[cfg(feature = "xml")]
            Self::Dav(parser) => parser.advance(window, record),
            #[cfg(feature = "json")]
            Self::Json(parser) => parser.advance(window, record),
            #[cfg(feature = "dialects")]
            _ => self.advance_other(window, record),
        }
    }

    /// Advances the parser of a convention that is no shape. Out of line, so that the other parsers do not pay for it.
    #[cfg(feature = "dialects")]
    #[cold]
    fn advance_other(&mut self, window: &mut Window<'_>, record: &mut ItemSpans) -> Progress {
        match self {
            Self::Multipart(parser) => parser.advance(window, record),
            Self::XmlShape(parser) => parser.advance(window, record),
            Self::Partial(parser) => parser.advance(window, record),
            Self::Dav(parser) => parser.advance(window, record),
            Self::Json(parser) => parser.advance(window, record),
        }
    }

    fn into_ending(self) -> Ending {
        match self {
            #[cfg(feature = "xml")]
            Self::Dav(parser) => parser.into_ending(),
            #[cfg(feature = "json")]
            Self::Json(parser) => parser.into_ending(),
            #[cfg(feature = "dialects")]
            Self::Multipart(parser) => parser.into_ending(),
            #[cfg(feature = "dialects")]
            Self::XmlShape(parser) => parser.into_ending(),
            #[cfg(feature = "dialects")]
            Self::Partial(parser) => parser.into_ending(),
        }
    }
}

fn shifted(at: u64, shift: i64) -> u64 {
    at.saturating_add_signed(shift)
}
