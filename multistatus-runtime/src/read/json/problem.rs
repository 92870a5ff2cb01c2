//! The problem of an item (RFC 9457) and the conditions in it, as the record holds them.

use super::item::{COMPARED, Notes, elements_of, member_of, members_named, members_of};
use crate::read::tokens::json::{Kind, Value};
use crate::{
    item::{
        DefectKind,
        spans::{ConditionSpans, Span},
    },
    outcome::{Condition, problem::ABOUT_BLANK},
};

/// The members that RFC 9457 defines, and the one for conditions.
pub(crate) const KNOWN: [&str; 5] = ["type", "title", "detail", "status", "conditions"];

/// Notes a problem. A member of another type than its own is ignored (RFC 9457 section 3.1).
pub(crate) fn note(notes: &mut Notes<'_>, problem: Value) {
    let mut seen = [false; KNOWN.len()];
    for member in members_of(notes.text, problem) {
        let name = notes.span(member.name);
        let role = KNOWN.iter().position(|known| *known == notes.text_of(name));
        if let Some(seen) = role.and_then(|role| seen.get_mut(role))
            && std::mem::replace(seen, true)
        {
            notes.defect(member.name.start, DefectKind::RepeatedElement);
            continue;
        }
        match role {
            Some(0) => notes.record.problem_type = notes.string(member.value),
            Some(1) => notes.record.title = notes.string(member.value),
            Some(2) => notes.record.description = notes.string(member.value),
            Some(3) => status(notes, member.value),
            Some(_) if conditions(notes, member.value, None) => {}
            _ => extension(notes, name, member.value),
        }
    }
    defaults(notes);
}

pub(crate) fn extension(notes: &mut Notes<'_>, name: Span, value: Value) {
    let text = notes.text_of(name);
    if notes.record.members.iter().take(COMPARED).any(|(known, _)| notes.text_of(*known) == text) {
        return notes.defect(value.start, DefectKind::RepeatedElement);
    }
    notes.record.members.push((name, Span::of(value.start, value.end)));
}

/// `about:blank` with the reason phrase says what the status says (RFC 9457 section 4.2.1).
pub(crate) fn defaults(notes: &mut Notes<'_>) {
    let blank = notes.record.problem_type.is_some_and(|span| notes.text_of(span) == ABOUT_BLANK);
    let plain = blank || notes.record.problem_type.is_none();
    match notes.record.title {
        Some(title) if plain && notes.is_reason(title) => {
            notes.record.problem_type = None;
            notes.record.title = None;
        }
        // Without it a writer would add the phrase that this sender left out.
        None if notes.has_reason() => {}
        _ if blank => notes.record.problem_type = None,
        _ => {}
    }
}

fn status(notes: &mut Notes<'_>, value: Value) {
    let text = notes.text.get(value.start..value.end).unwrap_or_default();
    let known = notes.record.status.map(|status| status.as_u16());
    match value.kind {
        Kind::Number if text.parse().ok() == known => {}
        Kind::Number => notes.defect(value.start, DefectKind::ProblemStatusDiffers),
        _ => notes.defect(value.start, DefectKind::WrongType),
    }
}

/// Notes conditions as this crate writes them, of the item or of one of its propstats; `false` where the member is
/// somebody's extension of that name.
pub(crate) fn conditions(notes: &mut Notes<'_>, value: Value, propstat: Option<usize>) -> bool {
    let text = notes.text;
    let name = |element: Value| member_of(text, element, "name").and_then(|name| name.string());
    let mut elements = elements_of(text, value).peekable();
    if elements.peek().is_none() || elements.any(|element| name(element).is_none()) {
        return false;
    }
    for element in elements_of(text, value) {
        if let Some(name) = name(element) {
            let name = notes.span(name);
            condition(notes, name, element, propstat);
        }
    }
    true
}

fn condition(notes: &mut Notes<'_>, clark: Span, element: Value, propstat: Option<usize>) {
    let Some((namespace, name)) = condition_names(notes, clark) else {
        return notes.defect(element.start, DefectKind::InvalidCondition);
    };
    let [hrefs, content] = members_named(notes.text, element, ["hrefs", "content"]);
    let content = content.and_then(|content| notes.string(content));
    let first = notes.record.condition_hrefs.len();
    for href in hrefs.into_iter().flat_map(|hrefs| elements_of(notes.text, hrefs)) {
        if let Some(href) = notes.string(href) {
            notes.record.condition_hrefs.push(href);
        }
    }
    notes.record.conditions.push(ConditionSpans {
        propstat,
        namespace,
        name,
        hrefs: (first, notes.record.condition_hrefs.len()),
        content,
    });
}

/// The two parts of the name of a condition, where they can be such.
pub(crate) fn condition_names(notes: &Notes<'_>, clark: Span) -> Option<(Span, Span)> {
    let (namespace, name) = names(notes, clark)?;
    Condition::new(notes.text_of(namespace), notes.text_of(name)).is_ok().then_some((namespace, name))
}

/// The two parts of a name in Clark notation.
pub(crate) fn names(notes: &Notes<'_>, clark: Span) -> Option<(Span, Span)> {
    let (namespace, name) = notes.text_of(clark).strip_prefix('{')?.rsplit_once('}')?;
    let (start, end) = (clark.start + 1, clark.end);
    Some((Span { start, end: start + namespace.len(), ..clark }, Span { start: end - name.len(), end, ..clark }))
}
