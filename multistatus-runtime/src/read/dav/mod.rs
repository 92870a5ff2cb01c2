//! Reads DAV XML, one response after another: what stands before, between and behind them is kept here.

mod canonical;
mod content;
mod error;
mod problem;
mod propstat;
mod response;
mod status;

use self::{
    canonical::Template,
    content::{Content, Name},
};
use super::{
    Reader,
    reading::{Closing, Progress, View},
    tokens::xml::{
        WHITE, chars, is_white,
        namespaces::Namespaces,
        scanner::{Element, Scanner, Stop, Token},
    },
    verdict::{Fault, Limits, Truncation, Verdict},
};
use crate::{entry::NoOutcome, item::spans::ItemSpans, outcome::DAV};

/// Where the reader is between two calls.
enum State {
    /// The root has not begun.
    Before,
    Inside,
    After,
}

pub(crate) struct Parser {
    lenient: bool,
    limits: Limits,
    state: State,
    /// The name of the root as it was written.
    root: String,
    /// The language of the root.
    language: Option<String>,
    /// What a response looks like that is spelled as usual.
    template: Option<Template>,
    names: Namespaces,
    scratch: String,
    closing: Closing,
}

impl Parser {
    pub(crate) fn new(reader: &Reader) -> Self {
        Self {
            lenient: reader.lenient,
            limits: reader.limits,
            state: State::Before,
            root: String::new(),
            language: None,
            template: None,
            names: Namespaces::new(),
            scratch: String::new(),
            closing: Closing::default(),
        }
    }

    /// Reads up to the end of the next response.
    #[inline]
    pub(crate) fn advance(&mut self, view: &mut View<'_>, record: &mut ItemSpans) -> Progress {
        loop {
            if let Some(end) = self.usual(view, record) {
                view.at = end;
                return Progress::Item;
            }
            if let Some(progress) = self.step(view, record) {
                return progress;
            }
        }
    }

    /// Reads what is not a response that is spelled as usual, out of line, so that it costs those nothing.
    #[inline(never)]
    fn step(&mut self, view: &mut View<'_>, record: &mut ItemSpans) -> Option<Progress> {
        let before = view.at;
        let step = match self.state {
            State::Before => self.begin(view),
            State::Inside => self.child(view, record),
            State::After => self.finish(view),
        };
        let progress = step.unwrap_or_else(|stop| Some(stopped(stop, view)));
        let read = view.text.get(before..view.at).unwrap_or_default();
        match chars::illegal(read) {
            Some((at, character)) => {
                let at = view.position(before + at);
                Some(Progress::Ended(Verdict::Malformed { at, fault: Fault::Character { character } }))
            }
            None => progress,
        }
    }

    /// Reads a response that is spelled as usual; the position behind it.
    fn usual(&self, view: &View<'_>, record: &mut ItemSpans) -> Option<usize> {
        let template = self.template.as_ref().filter(|_| matches!(self.state, State::Inside))?;
        let end = template.response(view.text, view.at, record, self.language.as_deref());
        if end.is_none() {
            record.clear();
        }
        end
    }

    pub(crate) fn closing(&mut self) -> Closing {
        std::mem::take(&mut self.closing)
    }

    /// Reads the start tag of the root.
    fn begin(&mut self, view: &mut View<'_>) -> Result<Option<Progress>, Stop> {
        let mut scanner = Scanner::new(view.text, view.at, &mut self.names, 0, self.limits);
        let root = loop {
            let at = scanner.position();
            match scanner.next()? {
                Token::Start(root) => break root,
                Token::Text(place) if is_white(scanner.slice(place)) => {}
                Token::Text(place) if place.1 == view.text.len() && !view.last => return Err(Stop::Unfinished),
                Token::Over => return Err(Stop::Unfinished),
                Token::End(_) => return Err(unmatched(&scanner, at, "")),
                Token::Text(_) | Token::Reference(..) => {
                    let fault = Fault::Syntax("there is text before the root element".to_owned());
                    return Err(Stop::Malformed { at, fault });
                }
            }
        };
        let local = scanner.slice((root.local, root.name.1));
        let namespace = scanner.names.uri(root.namespace);
        let ours = namespace == DAV || namespace.is_empty() && self.lenient;
        if local != "multistatus" || !ours {
            let found = if namespace.is_empty() { local.to_owned() } else { format!("{{{namespace}}}{local}") };
            return Ok(Some(Progress::Ended(Verdict::NotMultiStatus { found })));
        }
        scanner.slice(root.name).clone_into(&mut self.root);
        // So deep does a response go that is spelled as usual.
        self.template = (namespace == DAV && self.limits.depth >= 5).then(|| Template::of(&self.root)).flatten();
        self.language = root.language.map(|place| scanner.slice(place).to_owned());
        self.state = if root.empty { State::After } else { State::Inside };
        view.at = root.end;
        Ok(None)
    }

    /// Reads one child of the root, or its end.
    fn child(&mut self, view: &mut View<'_>, record: &mut ItemSpans) -> Result<Option<Progress>, Stop> {
        let scanner = Scanner::new(view.text, view.at, &mut self.names, 1, self.limits);
        let (base, lenient) = (view.base, self.lenient);
        let template = self.template.as_ref();
        let mut content = Content { scanner, record, base, lenient, scratch: &mut self.scratch, template };
        let element = loop {
            let at = content.scanner.position();
            match content.scanner.next()? {
                Token::Start(element) => break element,
                Token::End(end) => {
                    let name = content.scanner.slice((at + 2, end - 1)).trim_end_matches(WHITE);
                    if name != self.root {
                        return Err(unmatched(&content.scanner, at, &self.root));
                    }
                    view.at = end;
                    return Ok(self.over(view.position(end)));
                }
                Token::Over => return Err(Stop::Unfinished),
                // Nothing says what text between the responses should mean.
                Token::Text(_) | Token::Reference(..) => {}
            }
        };
        let name = content.name(&element);
        let progress = match name {
            Name::Response => {
                content.response(&element, self.language.as_deref())?;
                Some(Progress::Item)
            }
            Name::SyncToken | Name::Description => {
                let text = if name == Name::SyncToken { content.text()? } else { content.verbatim()? };
                let text = content.record.text(text, view.text).to_owned();
                let language = element.language.map(|place| content.scanner.slice(place).to_owned());
                keep(&mut self.closing, name, text, language.or_else(|| self.language.clone()));
                None
            }
            _ => {
                content.scanner.skip()?;
                None
            }
        };
        view.at = content.scanner.position();
        if progress.is_none() {
            // What was noted belongs to no response.
            record.clear();
        }
        Ok(progress)
    }

    /// The end of the root: the sender may say there that its source failed.
    fn over(&mut self, at: u64) -> Option<Progress> {
        let failed =
            self.closing.description.as_ref().is_some_and(|text| text.ends_with(NoOutcome::SourceFailed.text()));
        self.state = State::After;
        failed.then_some(Progress::Ended(Verdict::Truncated { at, by: Truncation::Sender }))
    }

    /// Reads what stands behind the root: nothing but comments and the like.
    fn finish(&mut self, view: &mut View<'_>) -> Result<Option<Progress>, Stop> {
        if view.rest().starts_with('\u{FEFF}') {
            return Err(Stop::Malformed { at: view.at, fault: Fault::AfterRoot });
        }
        let mut scanner = Scanner::new(view.text, view.at, &mut self.names, 1, self.limits);
        loop {
            let at = scanner.position();
            match scanner.next()? {
                Token::Text(place) if is_white(scanner.slice(place)) => {}
                Token::Text(place) if place.1 == view.text.len() && !view.last => return Ok(Some(Progress::More)),
                Token::Over if view.last => {
                    view.at = view.text.len();
                    return Ok(Some(Progress::Ended(Verdict::Complete)));
                }
                Token::Over => return Ok(Some(Progress::More)),
                _ => return Err(Stop::Malformed { at, fault: Fault::AfterRoot }),
            }
        }
    }
}

fn keep(closing: &mut Closing, name: Name, text: String, language: Option<String>) {
    match name {
        Name::SyncToken if closing.sync_token.is_none() => closing.sync_token = Some(text),
        Name::Description if closing.description.is_none() => {
            closing.description = Some(text);
            closing.language = language;
        }
        _ => {}
    }
}

fn unmatched(scanner: &Scanner<'_, '_>, at: usize, expected: &str) -> Stop {
    let found = scanner.slice((at + 2, scanner.position().saturating_sub(1))).to_owned();
    Stop::Malformed { at, fault: Fault::EndTag { expected: expected.to_owned(), found } }
}

fn stopped(stop: Stop, view: &View<'_>) -> Progress {
    match stop {
        Stop::Unclosed { at, fault } if view.last => {
            Progress::Ended(Verdict::Malformed { at: view.position(at), fault })
        }
        Stop::Unfinished | Stop::Unclosed { .. } => Progress::More,
        Stop::Malformed { at, fault } => Progress::Ended(Verdict::Malformed { at: view.position(at), fault }),
        Stop::Refused { at, refusal } => Progress::Ended(Verdict::Refused { at: view.position(at), refusal }),
    }
}

impl Content<'_, '_> {
    /// Which element of `DAV:` this is.
    fn name(&mut self, element: &Element) -> Name {
        let name = Name::of(self.scanner.slice((element.local, element.name.1)));
        match self.scanner.names.uri(element.namespace) {
            DAV => name,
            "" if self.lenient && name != Name::Other => {
                self.record.defect(self.base + element.start as u64, crate::item::DefectKind::NoNamespace);
                name
            }
            _ => Name::Other,
        }
    }
}
