//! Writes the status of properties (RFC 4918 section 14.22), and elements that were kept as text.

use http::StatusCode;

use super::{conditions::ConditionElements, fragments::Fragments, raw_xml};
use crate::{
    format::text::{escape::escape, output::Output},
    key::KeyRef,
    outcome::{
        Condition, Property, Propstat, StatusClass,
        logging::log_left_out,
        propstat::overall,
        reason,
        status::{final_status, is_item_status},
    },
    text::xml::XmlText,
};

/// The status that is written for a propstat without a readable one.
const UNKNOWN: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

/// True if the properties together have this status.
pub(crate) fn agree_with(propstats: &[Propstat], status: StatusCode) -> bool {
    let overall = overall(propstats.iter().map(|propstat| propstat.status));
    overall.filter(|overall| is_item_status(*overall)).unwrap_or(UNKNOWN) == status
}

/// Writes each propstat, the successful ones first: clients look for values in the first one. Returns the position behind.
pub(crate) fn write<F: Fragments>(propstats: &[Propstat], own: Option<KeyRef<'_>>, mut out: Output<'_>) -> usize {
    let succeeded = |propstat: &&Propstat| {
        let status = propstat.status.filter(|status| is_item_status(*status));
        status.is_some_and(|status| StatusClass::of(status) == StatusClass::Success)
    };
    let others = propstats.iter().filter(|propstat| !succeeded(propstat));
    for propstat in propstats.iter().filter(succeeded).chain(others) {
        one::<F>(propstat, own, &mut out);
    }
    out.position()
}

fn one<F: Fragments>(propstat: &Propstat, own: Option<KeyRef<'_>>, out: &mut Output<'_>) {
    let [open, _] = F::ELEMENT;
    for piece in [open, "propstat><D:prop", F::FOREIGN_CONTENT, ">"] {
        out.push_str(piece);
    }
    for property in &propstat.properties {
        element(property, "", out);
    }
    let position = end::<F>(propstat, own, out.reborrow());
    out.resume(position);
}

/// Writes what comes behind the properties of a propstat: the end of `prop`, the status, the conditions that failed, and the
/// description. Returns the position behind.
pub(crate) fn end<F: Fragments>(propstat: &Propstat, own: Option<KeyRef<'_>>, mut out: Output<'_>) -> usize {
    let [open, close] = F::ELEMENT;
    let status = propstat.status.map_or(UNKNOWN, final_status);
    for piece in ["</D:prop>", open, "status>HTTP/1.1 ", status.as_str(), " ", reason(status), close, "status>"] {
        out.push_str(piece);
    }
    let mut conditions = ConditionElements::<F>::new(own, out.reborrow());
    propstat.conditions.iter().for_each(|condition| condition.visit(&mut conditions));
    let (begun, end) = conditions.finish();
    out.resume(end);
    if begun {
        out.push_str(F::ERROR[1]);
    }
    if !propstat.description.is_empty() {
        out.push_str(F::DESCRIPTION[0]);
        escape::<XmlText>(&propstat.description, &mut out);
        out.push_str(F::DESCRIPTION[1]);
    }
    out.push_str(close);
    out.push_str("propstat>");
    out.position()
}

/// Writes an element as it was kept, or its name alone if it is not well-formed by itself. `undeclare` is the declaration
/// that puts names without a prefix into no namespace.
pub(crate) fn element(element: &Property, undeclare: &str, out: &mut Output<'_>) {
    let name = element.xml.find([' ', '\t', '\r', '\n', '/', '>']).filter(|_| raw_xml::is_element(element));
    if let Some((name, rest)) = name.and_then(|end| element.xml.split_at_checked(end)) {
        let undeclare = if raw_xml::declares_default(&element.xml) { "" } else { undeclare };
        return [name, undeclare, rest].into_iter().for_each(|piece| out.push_str(piece));
    }
    match (&*element.namespace, Condition::new("urn:any", &element.name)) {
        ("", Ok(name)) => ["<", name.name(), undeclare, "/>"].into_iter().for_each(|piece| out.push_str(piece)),
        (namespace, Ok(name)) if Condition::new(namespace, name.name()).is_ok() => {
            let pieces = ["<X:", name.name(), " xmlns:X=\"", namespace, "\"/>"];
            pieces.into_iter().for_each(|piece| out.push_str(piece));
        }
        _ => log_left_out("property", &"its name cannot be written in XML"),
    }
}
