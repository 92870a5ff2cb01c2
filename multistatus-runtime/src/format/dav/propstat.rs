//! Writes what WebDAV says of properties (RFC 4918 section 14.22), and elements that are kept as they came.

use std::marker::PhantomData;

use http::StatusCode;

use super::fragment;
use super::write::{Conditions, Fragments};
use crate::{
    format::{
        log_left_out,
        text::output::{Sink, push},
    },
    key::KeyRef,
    outcome::{Condition, Property, Propstat, StatusClass, propstat::overall, reason},
    text::xml::escape,
};

/// What is written for a status that nobody can read.
const UNKNOWN: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

/// Whether the properties say of the item what `status` says.
pub(crate) fn come_to(propstats: &[Propstat], status: StatusCode) -> bool {
    overall(propstats.iter().map(|propstat| propstat.status)).unwrap_or(UNKNOWN) == status
}

/// Writes each propstat; clients look for what succeeded in the first one.
pub(crate) fn write<F: Fragments, S: Sink>(propstats: &[Propstat], own: Option<KeyRef<'_>>, out: &mut S) {
    let succeeded =
        |propstat: &&Propstat| propstat.status.is_some_and(|status| StatusClass::of(status) == StatusClass::Success);
    let others = propstats.iter().filter(|propstat| !succeeded(propstat));
    for propstat in propstats.iter().filter(succeeded).chain(others) {
        one::<F, S>(propstat, own, out);
    }
}

fn one<F: Fragments, S: Sink>(propstat: &Propstat, own: Option<KeyRef<'_>>, out: &mut S) {
    let [open, close] = F::ELEMENT;
    for piece in [open, "propstat><D:prop", F::APART, ">"] {
        push(out, piece);
    }
    for property in &propstat.properties {
        element(property, "", out);
    }
    let status = propstat.status.unwrap_or(UNKNOWN);
    for piece in ["</D:prop>", open, "status>HTTP/1.1 ", status.as_str(), " ", reason(status), close, "status>"] {
        push(out, piece);
    }
    let mut conditions = Conditions::<F, S> { begun: false, own, out, fragments: PhantomData };
    propstat.conditions.iter().for_each(|condition| condition.visit(&mut conditions));
    if conditions.begun {
        push(out, F::ERROR[1]);
    }
    if !propstat.description.is_empty() {
        push(out, F::DESCRIPTION[0]);
        escape(&propstat.description, out);
        push(out, F::DESCRIPTION[1]);
    }
    push(out, close);
    push(out, "propstat>");
}

/// Writes an element as it was kept, or its name alone where it cannot stand in a document. `undeclare` is what it takes
/// so that names without a prefix are in no namespace.
pub(crate) fn element<S: Sink>(element: &Property, undeclare: &str, out: &mut S) {
    let name = element.xml.find([' ', '\t', '\r', '\n', '/', '>']).filter(|_| fragment::is_element(element));
    if let Some((name, rest)) = name.and_then(|end| element.xml.split_at_checked(end)) {
        let undeclare = if fragment::declares_default(&element.xml) { "" } else { undeclare };
        return [name, undeclare, rest].into_iter().for_each(|piece| push(out, piece));
    }
    match (&*element.namespace, Condition::new("urn:any", &element.name)) {
        ("", Ok(name)) => ["<", name.name(), undeclare, "/>"].into_iter().for_each(|piece| push(out, piece)),
        (namespace, Ok(name)) if Condition::new(namespace, name.name()).is_ok() => {
            let pieces = ["<X:", name.name(), " xmlns:X=\"", namespace, "\"/>"];
            pieces.into_iter().for_each(|piece| push(out, piece));
        }
        _ => log_left_out("property", &"its name cannot be written in XML"),
    }
}
