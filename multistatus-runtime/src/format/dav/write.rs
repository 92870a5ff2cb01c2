//! Writes DAV XML: fixed fragments around escaped text.
//!
//! Elements are written in the order of RFC 4918 section 14.24; one that may be empty begins with its first content.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::ser::{Serialize, SerializeMap};

use super::fragment;
use super::{DavXml, problem, propstat};
use crate::{
    entry::{Entry, NoOutcome},
    format::{
        Duplicates, Entries, Format, Whole,
        text::{
            block::{WriteItem, fill},
            optional::{description, part},
            output::{Sink, push},
        },
    },
    key::{KeyRef, percent_encoding},
    outcome::{Condition, ConditionVisitor, HeaderVisitor, Outcome, StatusClass, header, status::iana},
    text::xml::{Escaped, XmlText, escape},
};

/// How the elements of `DAV:` are named.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Names {
    /// `D:response`, with the prefix bound on the root.
    Prefixed,
    /// `response`, under a default namespace.
    Plain,
}

/// The fixed pieces of a body in one way of naming. Constants of a type, so that each is copied with a known length.
pub(crate) trait Fragments {
    const START: &'static str;
    /// What stands before the name of an element, where it starts and where it ends.
    const ELEMENT: [&'static str; 2];
    /// Makes kept XML mean in an element with a `D:` what it meant elsewhere: names without a prefix are in no namespace.
    const APART: &'static str;
    /// The same for an element that is kept itself.
    const NO_DEFAULT: &'static str;
    const RESPONSE: &'static str;
    const HREF: [&'static str; 2];
    const STATUS: [&'static str; 2];
    const ERROR: [&'static str; 2];
    const DESCRIPTION: [&'static str; 2];
    const LOCATION: [&'static str; 2];
    const RESPONSE_END: &'static str;
    const END: &'static str;

    /// From the end of the href to the end of the status; empty for a code that IANA's registry does not hold.
    const STATUSES: &'static Statuses;
}

macro_rules! fragments {
    ($name:ident, $d:literal, $root:literal, $declare:literal, $undeclare:literal) => {
        struct $name;

        impl Fragments for $name {
            const START: &'static str = concat!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", $root);
            const ELEMENT: [&'static str; 2] = [concat!("<", $d), concat!("</", $d)];
            const APART: &'static str = concat!($declare, $undeclare);
            const NO_DEFAULT: &'static str = $undeclare;
            const RESPONSE: &'static str = concat!("<", $d, "response><", $d, "href>");
            const HREF: [&'static str; 2] = [concat!("<", $d, "href>"), concat!("</", $d, "href>")];
            const STATUS: [&'static str; 2] =
                [concat!("</", $d, "href><", $d, "status>HTTP/1.1 "), concat!(" </", $d, "status>")];
            const ERROR: [&'static str; 2] = [concat!("<", $d, "error>"), concat!("</", $d, "error>")];
            const DESCRIPTION: [&'static str; 2] =
                [concat!("<", $d, "responsedescription>"), concat!("</", $d, "responsedescription>")];
            const LOCATION: [&'static str; 2] =
                [concat!("<", $d, "location><", $d, "href>"), concat!("</", $d, "href></", $d, "location>")];
            const RESPONSE_END: &'static str = concat!("</", $d, "response>");
            const END: &'static str = concat!("</", $d, "multistatus>");

            const STATUSES: &'static Statuses = &iana!(statuses $d);
        }
    };
}

/// A fragment for each code from 200 to 599.
type Statuses = [&'static str; 400];

macro_rules! statuses {
    ($d:literal; $($code:literal $phrase:literal,)+) => {{
        let mut statuses = [""; 400];
        $(
            statuses[$code - 200] =
                concat!("</", $d, "href><", $d, "status>HTTP/1.1 ", $code, " ", $phrase, "</", $d, "status>");
        )+
        statuses
    }};
}

fragments!(Prefixed, "D:", "<D:multistatus xmlns:D=\"DAV:\">", "", "");
fragments!(Plain, "", "<multistatus xmlns=\"DAV:\">", " xmlns:D=\"DAV:\"", " xmlns=\"\"");

impl<O: Outcome> Format<O> for DavXml {
    fn media_types(&self) -> &'static [&'static str] {
        &["application/xml; charset=utf-8", "text/xml; charset=utf-8"]
    }

    fn start(&self, out: &mut Vec<u8>) {
        push(
            out,
            match self.names {
                Names::Prefixed => Prefixed::START,
                Names::Plain => Plain::START,
            },
        );
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        match self.names {
            Names::Prefixed => Prefixed::write(entry, out),
            Names::Plain => Plain::write(entry, out),
        }
    }

    fn items(&self, entries: &mut dyn Entries<O>, full: usize, out: &mut Vec<u8>) {
        match self.names {
            Names::Prefixed => fill::<O, Prefixed>(entries, full, out),
            Names::Plain => fill::<O, Plain>(entries, full, out),
        }
    }

    fn end(&self, whole: &Whole<'_>, out: &mut Vec<u8>) {
        match self.names {
            Names::Prefixed => end::<Prefixed>(whole, out),
            Names::Plain => end::<Plain>(whole, out),
        }
    }

    fn duplicates(&self) -> Duplicates {
        self.duplicates
    }
}

impl<F: Fragments, O: Outcome> WriteItem<O> for F {
    #[inline]
    fn write<S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
        push(out, F::RESPONSE);
        href(entry, out);
        let propstats = entry.propstats();
        // Each of these is called from one place, else it is no longer inlined.
        let properties = !propstats.is_empty() && propstat::come_to(&propstats, entry.status());
        if properties {
            push(out, F::HREF[1]);
            out.lend(|out| propstat::write::<F, S::Lent<'_>>(&propstats, entry.key(), out));
        } else {
            status::<F, S>(entry.status().as_u16(), out);
        }
        if properties || StatusClass::of(entry.status()) == StatusClass::Failure {
            error::<F, O, S>(entry, out);
        }
        let start = entry.language().map(|language| in_language(F::DESCRIPTION[0], language));
        let start = start.as_deref().unwrap_or(F::DESCRIPTION[0]);
        description::<XmlText, O, S>(entry, [start, F::DESCRIPTION[1]], out);
        out.lend(|out| entry.headers(&mut Location::<F, S::Lent<'_>> { out, fragments: PhantomData }));
        for element in &*entry.elements() {
            out.lend(|out| propstat::element(element, F::NO_DEFAULT, out));
        }
        push(out, F::RESPONSE_END);
    }
}

/// The start tag of a description with its language; without it, where that is no language tag (RFC 5646 section 2.1).
#[cold]
fn in_language(start: &'static str, language: &str) -> Cow<'static, str> {
    let is_tag = !language.is_empty() && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match start.strip_suffix('>') {
        Some(open) if is_tag => Cow::Owned(format!("{open} xml:lang=\"{language}\">")),
        _ => Cow::Borrowed(start),
    }
}

#[inline]
fn href<O: Outcome, S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
    match entry.key() {
        Some(key) => reference(key, out),
        None => push(out, itoa::Buffer::new().format(entry.index())),
    }
}

/// Writes a URI reference. A key knows whether it holds an ampersand, the one character of a URI that XML must escape.
// A call would cost an eighth of an item.
#[inline(always)]
pub(crate) fn reference<S: Sink>(key: KeyRef<'_>, out: &mut S) {
    match key.plain() {
        Some(plain) => push(out, plain),
        // Writing into a `Vec` cannot fail.
        None => out.lend(|out| key.write_encoded(&mut Escaped::new(out)).unwrap_or_default()),
    }
}

// A call would cost as much as what it does.
#[inline(always)]
fn status<F: Fragments, S: Sink>(code: u16, out: &mut S) {
    match F::STATUSES.get(usize::from(code).wrapping_sub(200)) {
        Some(known) if !known.is_empty() => push(out, known),
        _ => out.lend(|out| unknown_status::<F, S::Lent<'_>>(code, out)),
    }
}

#[cold]
fn unknown_status<F: Fragments, S: Sink>(code: u16, out: &mut S) {
    // The space stays where there is no reason phrase (RFC 9112 section 4).
    push(out, F::STATUS[0]);
    push(out, itoa::Buffer::new().format(code));
    push(out, F::STATUS[1]);
}

#[inline]
fn error<F: Fragments, O: Outcome, S: Sink>(entry: &Entry<'_, O>, out: &mut S) {
    let begun = out.lend(|out| {
        let mut conditions =
            Conditions::<F, S::Lent<'_>> { begun: false, own: entry.key(), out, fragments: PhantomData };
        entry.conditions(&mut conditions);
        conditions.begun
    });
    let problem = has_problem(entry)
        && part("problem", out, |out| {
            push(out, if begun { "" } else { F::ERROR[0] });
            out.lend(|out| problem::write(entry, out))
        });
    if begun || problem {
        push(out, F::ERROR[1]);
    }
}

/// Whether the outcome has a type, a title or extension members. Most have none, and need no document for them.
#[inline]
fn has_problem<O: Outcome>(outcome: &O) -> bool {
    let mut members = Noticed(false);
    // What fails here fails again when it is written, and is logged there.
    let _ = outcome.extensions(&mut members);
    members.0 || outcome.problem_type().is_some() || outcome.title().is_some()
}

/// Whether there were any members.
struct Noticed(bool);

impl SerializeMap for Noticed {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> fmt::Result {
        self.0 = true;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> fmt::Result {
        Ok(())
    }

    fn end(self) -> fmt::Result {
        Ok(())
    }
}

/// Writes each condition as an element, its hrefs inside.
pub(crate) struct Conditions<'a, F, S> {
    /// Whether there was one, and so the element around them is open.
    pub(crate) begun: bool,
    pub(crate) own: Option<KeyRef<'a>>,
    pub(crate) out: &'a mut S,
    pub(crate) fragments: PhantomData<F>,
}

impl<F: Fragments, S: Sink> ConditionVisitor for Conditions<'_, F, S> {
    #[inline(always)]
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
        let out = &mut *self.out;
        if !self.begun {
            push(out, F::ERROR[0]);
            self.begun = true;
        }
        // Another prefix for foreign elements, so that the `href` inside them keeps its namespace in both ways of naming.
        let [open, close] = if condition.in_dav() { F::ELEMENT } else { ["<X:", "</X:"] };
        push(out, open);
        push(out, condition.name());
        if !condition.in_dav() {
            push(out, " xmlns:X=\"");
            // Nothing to escape: a `Condition` refuses such namespaces.
            push(out, condition.namespace());
            push(out, "\"");
        }
        let own = condition.own_href(self.own, hrefs);
        if hrefs.is_empty() && own.is_none() {
            return push(out, "/>");
        }
        push(out, ">");
        for href in own.iter().chain(hrefs) {
            push(out, F::HREF[0]);
            reference(*href, out);
            push(out, F::HREF[1]);
        }
        push(out, close);
        push(out, condition.name());
        push(out, ">");
    }

    #[cold]
    #[inline(never)]
    fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
        if !fragment::is_content(content) {
            return self.condition(condition, hrefs);
        }
        let out = &mut *self.out;
        if !self.begun {
            push(out, F::ERROR[0]);
            self.begun = true;
        }
        for piece in ["<X:", condition.name(), " xmlns:X=\"", condition.namespace(), "\"", F::APART, ">"] {
            push(out, piece);
        }
        for href in condition.own_href(self.own, hrefs).iter().chain(hrefs) {
            push(out, "<D:href>");
            reference(*href, out);
            push(out, "</D:href>");
        }
        for piece in [content, "</X:", condition.name(), ">"] {
            push(out, piece);
        }
    }
}

/// Writes the first `Location` field, the only one that has an element (RFC 4918 section 14.9).
struct Location<'a, F, S> {
    out: &'a mut S,
    fragments: PhantomData<F>,
}

impl<F: Fragments, S: Sink> HeaderVisitor for Location<'_, F, S> {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        if !name.eq_ignore_ascii_case("location") {
            return;
        }
        let mark = self.out.len();
        push(self.out, F::LOCATION[0]);
        let start = self.out.len();
        let written = value(&mut Raw(self.out)).is_ok();
        if !written || !header::is_value(self.out.since(start)) {
            self.out.truncate(mark);
            return header::log_dropped(name);
        }
        // A percent sign and its digits may come in two pieces, so the value is encoded once it is whole.
        let text = std::str::from_utf8(self.out.since(start)).unwrap_or_default();
        if !percent_encoding::is_reference(text) || text.contains('&') {
            let text = text.to_owned();
            self.out.truncate(start);
            // Writing into a `Vec` cannot fail.
            let _ = KeyRef::from(&*text).write_encoded(&mut Escaped::new(self.out));
        }
        push(self.out, F::LOCATION[1]);
    }
}

/// Takes text as it is.
struct Raw<'a, S>(&'a mut S);

impl<S: Sink> fmt::Write for Raw<'_, S> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push(self.0, text);
        Ok(())
    }
}

fn end<F: Fragments>(whole: &Whole<'_>, out: &mut Vec<u8>) {
    let failed = (!whole.summary.complete).then_some(NoOutcome::SourceFailed.text());
    if whole.description.is_some() || failed.is_some() {
        push(out, F::DESCRIPTION[0]);
        escape(whole.description.unwrap_or_default(), out);
        if whole.description.is_some() && failed.is_some() {
            push(out, "; ");
        }
        push(out, failed.unwrap_or_default());
        push(out, F::DESCRIPTION[1]);
    }
    push(out, F::END);
}
