//! Writes DAV XML: constant fragments around escaped text.
//!
//! The elements of a response come in the order of RFC 4918 section 14.24. An optional one begins with its first content.

use std::{borrow::Cow, marker::PhantomData};

use super::{
    DavXml, NameStyle,
    conditions::ConditionElements,
    fragments::{Fragments, Prefixed, Unprefixed},
    problem, propstat,
    reference::{LocationElement, reference},
};
use crate::{
    entry::{Entry, NoOutcome},
    format::{
        BodyState, Duplicates, Entries, Format, Trailer,
        text::{
            block::{WriteItem, append_item, fill},
            escape::escape,
            optional::{description, keep},
            output::{Output, append},
        },
    },
    outcome::{Outcome, StatusClass},
    text::xml::XmlText,
};

impl<O: Outcome> Format<O> for DavXml {
    fn media_types(&self) -> &'static [&'static str] {
        &["application/xml; charset=utf-8", "text/xml; charset=utf-8"]
    }

    fn start(&self, out: &mut Vec<u8>) {
        let start = match self.names {
            NameStyle::Prefixed => Prefixed::START,
            NameStyle::Unprefixed => Unprefixed::START,
        };
        out.extend_from_slice(start.as_bytes());
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        match self.names {
            NameStyle::Prefixed => append_item(Prefixed, entry, out),
            NameStyle::Unprefixed => append_item(Unprefixed, entry, out),
        }
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, _: &mut BodyState, out: &mut Vec<u8>) {
        match self.names {
            NameStyle::Prefixed => fill(Prefixed, entries, full, out),
            NameStyle::Unprefixed => fill(Unprefixed, entries, full, out),
        }
    }

    fn end(&self, trailer: &Trailer<'_>, out: &mut Vec<u8>) {
        append(256, out, |out| match self.names {
            NameStyle::Prefixed => end::<Prefixed>(trailer, out),
            NameStyle::Unprefixed => end::<Unprefixed>(trailer, out),
        });
    }

    fn duplicates(&self) -> Duplicates {
        self.duplicates
    }
}

impl<F: Fragments, O: Outcome> WriteItem<O> for F {
    #[inline(always)]
    fn write(&mut self, entry: &Entry<'_, O>, out: &mut Output<'_>) {
        out.push_str(F::RESPONSE);
        href(entry, out);
        let propstats = entry.propstats();
        let properties = !propstats.is_empty() && propstat::agree_with(&propstats, entry.status());
        if properties {
            out.push_str(F::HREF[1]);
            let end = propstat::write::<F>(&propstats, entry.key(), out.reborrow());
            out.resume(end);
        } else {
            status::<F>(entry.status().as_u16(), out);
        }
        if properties || StatusClass::of(entry.status()) == StatusClass::Failure {
            error::<F, O>(entry, out);
        }
        let start = entry.language().map(|language| in_language(F::DESCRIPTION[0], language));
        let start = start.as_deref().unwrap_or(F::DESCRIPTION[0]);
        description::<XmlText, O>(entry, [start, F::DESCRIPTION[1]], out);
        let mut location = LocationElement::<F> { out: out.reborrow(), fragments: PhantomData };
        entry.headers(&mut location);
        let end = location.out.position();
        out.resume(end);
        for element in &*entry.elements() {
            let mut rest = out.reborrow();
            propstat::element(element, F::NO_DEFAULT, &mut rest);
            let end = rest.position();
            out.resume(end);
        }
        out.push_str(F::RESPONSE_END);
    }
}

/// The start tag of a description with its language, or without it if that is not a language tag (RFC 5646 section 2.1).
#[cold]
fn in_language(start: &'static str, language: &str) -> Cow<'static, str> {
    let is_tag = !language.is_empty() && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match start.strip_suffix('>') {
        Some(open) if is_tag => Cow::Owned(format!("{open} xml:lang=\"{language}\">")),
        _ => Cow::Borrowed(start),
    }
}

#[inline(always)]
pub(crate) fn href<O: Outcome>(entry: &Entry<'_, O>, out: &mut Output<'_>) {
    match entry.key() {
        Some(key) => reference(key, out),
        None => out.push_str(itoa::Buffer::new().format(entry.index())),
    }
}

// A call would cost as much as what it does.
#[inline(always)]
fn status<F: Fragments>(code: u16, out: &mut Output<'_>) {
    match F::STATUSES.get(usize::from(code).wrapping_sub(200)) {
        Some(known) if !known.is_empty() => out.push_str(known),
        _ => {
            let end = unknown_status::<F>(code, out.reborrow());
            out.resume(end);
        }
    }
}

#[cold]
#[inline(never)]
fn unknown_status<F: Fragments>(code: u16, mut out: Output<'_>) -> usize {
    // The space is required without a reason phrase, too (RFC 9112 section 4).
    out.push_str(F::STATUS[0]);
    out.push_str(itoa::Buffer::new().format(code));
    out.push_str(F::STATUS[1]);
    out.position()
}

#[inline(always)]
fn error<F: Fragments, O: Outcome>(entry: &Entry<'_, O>, out: &mut Output<'_>) {
    let mut conditions = ConditionElements::<F>::new(entry.key(), out.reborrow());
    entry.conditions(&mut conditions);
    let (begun, end) = conditions.finish();
    out.resume(end);
    let mut open = begun;
    if problem::exists(entry) {
        let mark = out.position();
        out.push_str(if begun { "" } else { F::ERROR[0] });
        let (end, result) = problem::write(entry, out.reborrow());
        out.resume(end);
        open |= keep("problem", result, mark, out);
    }
    if open {
        out.push_str(F::ERROR[1]);
    }
}

fn end<F: Fragments>(trailer: &Trailer<'_>, out: &mut Output<'_>) {
    description_of_whole::<F>(trailer, out);
    out.push_str(F::END);
}

/// Writes the text about the batch as a whole, which says if the document is incomplete.
pub(crate) fn description_of_whole<F: Fragments>(trailer: &Trailer<'_>, out: &mut Output<'_>) {
    let failed = (!trailer.summary.complete).then_some(NoOutcome::SourceFailed.text());
    if trailer.description.is_some() || failed.is_some() {
        out.push_str(F::DESCRIPTION[0]);
        escape::<XmlText>(trailer.description.unwrap_or_default(), out);
        if trailer.description.is_some() && failed.is_some() {
            out.push_str("; ");
        }
        out.push_str(failed.unwrap_or_default());
        out.push_str(F::DESCRIPTION[1]);
    }
}
