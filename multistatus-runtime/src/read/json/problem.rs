//! Reads the problem of an item (RFC 9457), and the conditions in it.

use super::builder::{COMPARED, ItemBuilder};
use crate::item::spans::{ConditionSpans, Span};
use crate::item::{DefectKind, defect::DefectMark};
use crate::outcome::{Condition, problem::ABOUT_BLANK};
use crate::tokens::json::{Cursor, JsonError, JsonText, JsonValue, ValueKind};

/// Names of the members that RFC 9457 defines, and of the one for conditions.
pub(crate) const KNOWN: [&str; 6] = ["type", "title", "detail", "instance", "status", "conditions"];

/// Reads a problem, which is the next value. A member of another type than its own is ignored (RFC 9457 section 3.1).
pub(crate) fn read(item: &mut ItemBuilder<'_>, cursor: &mut Cursor<'_>) -> Result<JsonValue, JsonError> {
    let before = Mark::of(item);
    let mut seen = [false; KNOWN.len()];
    cursor.next()?;
    let problem = cursor.object(|cursor, name| member(item, cursor, &mut seen, name))?;
    if problem.huge {
        // Such a body is dropped whole.
        item.record.problem_type = None;
        item.record.title = None;
        item.record.instance = None;
        item.record.description = None;
        item.record.members.clear();
        before.restore(item);
    } else {
        defaults(item);
        let [_, _, detail, ..] = seen;
        item.seen.detail = detail;
        item.seen.problem = true;
    }
    Ok(problem)
}

fn member(
    item: &mut ItemBuilder<'_>,
    cursor: &mut Cursor<'_>,
    seen: &mut [bool; KNOWN.len()],
    name: JsonText,
) -> Result<(), JsonError> {
    let span = item.span(name);
    let text = item.text_of(span);
    let role = KNOWN.iter().position(|known| *known == text);
    if let Some(seen) = role.and_then(|role| seen.get_mut(role))
        && std::mem::replace(seen, true)
    {
        item.defect(name.start, DefectKind::RepeatedElement);
        return cursor.value().map(drop);
    }
    if role == Some(5) {
        let (value, are_conditions) = conditions(item, cursor, None)?;
        if !are_conditions {
            extension(item, span, value)?;
        }
        return Ok(());
    }
    let value = cursor.value()?;
    match role {
        Some(0) => item.record.problem_type = item.string(value),
        Some(1) => item.record.title = item.string(value),
        Some(2) => item.record.description = item.string(value),
        Some(3) if value.string().is_some() => item.record.instance = item.string(value),
        Some(3) => extension(item, span, value)?,
        Some(_) => status(item, value),
        None => extension(item, span, value)?,
    }
    Ok(())
}

pub(crate) fn extension(item: &mut ItemBuilder<'_>, name: Span, value: JsonValue) -> Result<(), JsonError> {
    item.count_member(value.start)?;
    item.count_values(value)?;
    let text = item.text_of(name);
    if item.record.members.iter().take(COMPARED).any(|(known, _)| item.text_of(*known) == text) {
        item.defect(value.start, DefectKind::RepeatedElement);
        return Ok(());
    }
    item.record.members.push((name, Span::of(value.start, value.end)));
    Ok(())
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

fn status(item: &mut ItemBuilder<'_>, value: JsonValue) {
    let text = item.text.get(value.start..value.end).unwrap_or_default();
    let known = item.record.status.map(|status| status.as_u16());
    match value.kind {
        ValueKind::Number if known.is_some() && text.parse().ok() == known => {}
        ValueKind::Number => item.defect(value.start, DefectKind::ProblemStatusDiffers),
        _ => item.defect(value.start, DefectKind::WrongType),
    }
}

/// Reads conditions, which are the next value, of the item or of one of its propstats. False, and nothing kept, if they
/// are not as this crate writes them: then the member is another extension of that name.
pub(crate) fn conditions(
    item: &mut ItemBuilder<'_>,
    cursor: &mut Cursor<'_>,
    propstat: Option<usize>,
) -> Result<(JsonValue, bool), JsonError> {
    if cursor.next()? != b'[' {
        return Ok((cursor.value()?, false));
    }
    let before = Mark::of(item);
    let (mut any, mut all) = (false, true);
    let list = cursor.array(|cursor| {
        any = true;
        all &= condition(item, cursor, propstat)?;
        Ok(())
    })?;
    if !all {
        before.restore(item);
    }
    Ok((list, any && all))
}

/// Reads a condition; false if it has no name.
fn condition(item: &mut ItemBuilder<'_>, cursor: &mut Cursor<'_>, propstat: Option<usize>) -> Result<bool, JsonError> {
    if cursor.next()? != b'{' {
        return cursor.value().map(|_| false);
    }
    let before = Mark::of(item);
    let (mut clark, mut hrefs, mut content) = (None, None, None);
    let value = cursor.object(|cursor, name| {
        match &*name.decoded(item.text) {
            "name" if clark.is_none() => clark = Some(cursor.value()?.string()),
            "hrefs" if hrefs.is_none() => hrefs = Some(self::hrefs(item, cursor)?),
            "content" if content.is_none() => content = Some(cursor.value().map(|value| item.string(value))?),
            _ => drop(cursor.value()?),
        }
        Ok(())
    })?;
    let Some(clark) = clark.flatten() else { return Ok(false) };
    let clark = item.span(clark);
    let Some((namespace, name)) = condition_names(item, clark) else {
        before.restore(item);
        item.defect(value.start, DefectKind::InvalidCondition);
        return Ok(true);
    };
    let end = item.record.condition_hrefs.len();
    let hrefs = hrefs.unwrap_or((end, end));
    let content = content.flatten();
    let added = item.record.add_condition(ConditionSpans { propstat, namespace, name, hrefs, content });
    item.allowed(value.start, added)?;
    Ok(true)
}

/// Reads the hrefs of a condition, which are the next value, and returns their range.
fn hrefs(item: &mut ItemBuilder<'_>, cursor: &mut Cursor<'_>) -> Result<(usize, usize), JsonError> {
    let first = item.record.condition_hrefs.len();
    if cursor.next()? == b'[' {
        cursor.array(|cursor| {
            let value = cursor.value()?;
            let Some(href) = item.string(value) else { return Ok(()) };
            let added = item.record.add_condition_href(href);
            item.allowed(value.start, added)
        })?;
    } else {
        cursor.value()?;
    }
    Ok((first, item.record.condition_hrefs.len()))
}

/// The lengths of the lists that conditions are kept in, to drop what was added since.
struct Mark {
    defects: DefectMark,
    conditions: usize,
    hrefs: usize,
}

impl Mark {
    fn of(item: &ItemBuilder<'_>) -> Self {
        let record = &item.record;
        Self {
            defects: record.defects.mark(),
            conditions: record.conditions.len(),
            hrefs: record.condition_hrefs.len(),
        }
    }

    fn restore(self, item: &mut ItemBuilder<'_>) {
        item.record.defects.restore(self.defects);
        item.record.conditions.truncate(self.conditions);
        item.record.condition_hrefs.truncate(self.hrefs);
    }
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
