//! Reads the problem of an item (RFC 9457), and the conditions in it.

use super::builder::{COMPARED, ItemBuilder};
use crate::read::tokens::json::{Cursor, JsonError, JsonText, Value, ValueKind, elements_of, members_named};
use crate::{
    item::{
        DefectKind,
        spans::{ConditionSpans, Span},
    },
    outcome::{Condition, problem::ABOUT_BLANK},
};

/// Names of the members that RFC 9457 defines, and of the one for conditions.
pub(crate) const KNOWN: [&str; 5] = ["type", "title", "detail", "status", "conditions"];

/// Reads a problem, which is the next value. A member of another type than its own is ignored (RFC 9457 section 3.1).
pub(crate) fn read(item: &mut ItemBuilder<'_>, cursor: &mut Cursor<'_>) -> Result<Value, JsonError> {
    let before = (item.record.defects.len(), item.record.conditions.len(), item.record.condition_hrefs.len());
    let mut seen = [false; KNOWN.len()];
    let mut huge = false;
    cursor.expect(b'{', "an object")?;
    let start = cursor.at - 1;
    cursor.enter().ok_or(JsonError::TooDeep { at: cursor.at })?;
    let mut more = !cursor.take(b'}')?;
    while more {
        let name = cursor.name()?;
        let value = cursor.value()?;
        huge |= value.huge;
        member(item, &mut seen, name, value);
        more = cursor.more(b'}', "`,` or `}` after a member")?;
    }
    cursor.leave();
    if huge {
        // Such a body is dropped whole.
        item.record.problem_type = None;
        item.record.title = None;
        item.record.description = None;
        item.record.members.clear();
        item.record.defects.truncate(before.0);
        item.record.conditions.truncate(before.1);
        item.record.condition_hrefs.truncate(before.2);
    } else {
        defaults(item);
        let [_, _, detail, ..] = seen;
        item.has_detail = detail;
        item.has_problem = true;
    }
    Ok(Value { start, end: cursor.at, kind: ValueKind::Object, huge })
}

fn member(item: &mut ItemBuilder<'_>, seen: &mut [bool; KNOWN.len()], name: JsonText, value: Value) {
    let span = item.span(name);
    let role = KNOWN.iter().position(|known| *known == item.text_of(span));
    if let Some(seen) = role.and_then(|role| seen.get_mut(role))
        && std::mem::replace(seen, true)
    {
        return item.defect(name.start, DefectKind::RepeatedElement);
    }
    match role {
        Some(0) => item.record.problem_type = item.string(value),
        Some(1) => item.record.title = item.string(value),
        Some(2) => item.record.description = item.string(value),
        Some(3) => status(item, value),
        Some(_) if conditions(item, value, None) => {}
        _ => extension(item, span, value),
    }
}

pub(crate) fn extension(item: &mut ItemBuilder<'_>, name: Span, value: Value) {
    let text = item.text_of(name);
    if item.record.members.iter().take(COMPARED).any(|(known, _)| item.text_of(*known) == text) {
        return item.defect(value.start, DefectKind::RepeatedElement);
    }
    item.record.members.push((name, Span::of(value.start, value.end)));
}

/// Drops `about:blank` with the reason phrase, which add nothing to the status (RFC 9457 section 4.2.1).
pub(crate) fn defaults(item: &mut ItemBuilder<'_>) {
    let blank = item.record.problem_type.is_some_and(|span| item.text_of(span) == ABOUT_BLANK);
    let plain = blank || item.record.problem_type.is_none();
    match item.record.title {
        Some(title) if plain && item.is_reason(title) => {
            item.record.problem_type = None;
            item.record.title = None;
        }
        // Without the type, a writer would add the phrase, which the sender left out.
        None if item.has_reason() => {}
        _ if blank => item.record.problem_type = None,
        _ => {}
    }
}

fn status(item: &mut ItemBuilder<'_>, value: Value) {
    let text = item.text.get(value.start..value.end).unwrap_or_default();
    let known = item.record.status.map(|status| status.as_u16());
    match value.kind {
        ValueKind::Number if text.parse().ok() == known => {}
        ValueKind::Number => item.defect(value.start, DefectKind::ProblemStatusDiffers),
        _ => item.defect(value.start, DefectKind::WrongType),
    }
}

/// Reads conditions as this crate writes them, of the item or of one of its propstats; false if the member is another
/// extension of that name.
pub(crate) fn conditions(item: &mut ItemBuilder<'_>, value: Value, propstat: Option<usize>) -> bool {
    let before = (item.record.defects.len(), item.record.conditions.len(), item.record.condition_hrefs.len());
    let mut elements = elements_of(item.text, value).peekable();
    let mut ours = elements.peek().is_some();
    for element in elements {
        let [name, hrefs, content] = members_named(item.text, element, ["name", "hrefs", "content"]);
        let Some(name) = name.and_then(|name| name.string()) else {
            ours = false;
            break;
        };
        let name = item.span(name);
        condition(item, name, element, [hrefs, content], propstat);
    }
    if !ours {
        item.record.defects.truncate(before.0);
        item.record.conditions.truncate(before.1);
        item.record.condition_hrefs.truncate(before.2);
    }
    ours
}

fn condition(
    item: &mut ItemBuilder<'_>,
    clark: Span,
    element: Value,
    [hrefs, content]: [Option<Value>; 2],
    propstat: Option<usize>,
) {
    let Some((namespace, name)) = condition_names(item, clark) else {
        return item.defect(element.start, DefectKind::InvalidCondition);
    };
    let content = content.and_then(|content| item.string(content));
    let first = item.record.condition_hrefs.len();
    for href in hrefs.into_iter().flat_map(|hrefs| elements_of(item.text, hrefs)) {
        if let Some(href) = item.string(href) {
            item.record.condition_hrefs.push(href);
        }
    }
    item.record.conditions.push(ConditionSpans {
        propstat,
        namespace,
        name,
        hrefs: (first, item.record.condition_hrefs.len()),
        content,
    });
}

/// Splits the name of a condition into its namespace and its local name, if a condition may have them.
pub(crate) fn condition_names(item: &ItemBuilder<'_>, clark: Span) -> Option<(Span, Span)> {
    let (namespace, name) = names(item, clark)?;
    Condition::new(item.text_of(namespace), item.text_of(name)).is_ok().then_some((namespace, name))
}

/// Splits a name in Clark notation.
pub(crate) fn names(item: &ItemBuilder<'_>, clark: Span) -> Option<(Span, Span)> {
    let (namespace, name) = item.text_of(clark).strip_prefix('{')?.rsplit_once('}')?;
    let (start, end) = (clark.start + 1, clark.end);
    Some((Span { start, end: start + namespace.len(), ..clark }, Span { start: end - name.len(), end, ..clark }))
}
