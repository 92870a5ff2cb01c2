//! Writes the status of properties (RFC 4918 section 14.22) as the member `propstats`.

use super::conditions::ConditionObjects;
use crate::{
    format::text::{escape::escape, output::Output},
    key::KeyRef,
    outcome::{Property, Propstat, status::final_status},
    text::json::JsonString,
};

/// Writes the member behind a comma, and returns the position behind it. Few items have one, so this is never inlined.
#[cold]
#[inline(never)]
pub(crate) fn member(propstats: &[Propstat], own: Option<KeyRef<'_>>, mut out: Output<'_>) -> usize {
    out.push_str(",\"propstats\":");
    array(propstats, own, &mut out);
    out.position()
}

/// Writes the array. `own` is the key of the item, for a condition that requires an href and has none.
pub(crate) fn array(propstats: &[Propstat], own: Option<KeyRef<'_>>, out: &mut Output<'_>) {
    for (position, propstat) in propstats.iter().enumerate() {
        out.push_str(if position == 0 { "[" } else { "," });
        object(propstat, own, out);
    }
    out.push_str("]");
}

fn object(propstat: &Propstat, own: Option<KeyRef<'_>>, out: &mut Output<'_>) {
    out.push_str("{\"status\":");
    match propstat.status.map(final_status) {
        Some(status) => out.push_str(status.as_str()),
        None => out.push_str("null"),
    }
    out.push_str(",\"properties\":[");
    for (position, property) in propstat.properties.iter().enumerate() {
        out.push_str(if position == 0 { "" } else { "," });
        self::property(property, out);
    }
    out.push_str("]");
    if !propstat.conditions.is_empty() {
        out.push_str(",\"conditions\":[");
        let mut conditions = ConditionObjects::new(own, out.reborrow());
        propstat.conditions.iter().for_each(|condition| condition.visit(&mut conditions));
        let (_, end) = conditions.finish();
        out.resume(end);
        out.push_str("]");
    }
    if !propstat.description.is_empty() {
        out.push_str(",\"description\":\"");
        escape::<JsonString>(&propstat.description, out);
        out.push_str("\"");
    }
    out.push_str("}");
}

fn property(property: &Property, out: &mut Output<'_>) {
    out.push_str("{\"name\":\"");
    escape::<JsonString>(&property.to_string(), out);
    out.push_str("\",\"xml\":\"");
    escape::<JsonString>(&property.xml, out);
    out.push_str("\"}");
}
