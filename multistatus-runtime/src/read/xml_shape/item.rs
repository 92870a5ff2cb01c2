//! Reads one item: its key, its code and its message.

use http::StatusCode;

use crate::dialect::xml_shape::XmlShape;
use crate::entry::NoOutcome;
use crate::item::{DefectKind, spans::Span};
use crate::read::dav::content::{ResponseReader, refused};
use crate::tokens::xml::{Element, XmlError};

/// What an element is in place of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Success,
    Failure,
    /// An element of another name, which may report a failure.
    Unknown,
}

/// Reads an item that was just opened. Returns the position behind it, and true if it reports that the source of the items
/// failed.
pub(crate) fn read(
    mut reader: ResponseReader<'_, '_>,
    shape: &XmlShape,
    element: &Element,
    kind: ItemKind,
) -> Result<(usize, bool), XmlError> {
    let (mut code, mut key, mut others) = (None, None, Vec::new());
    if kind == ItemKind::Unknown {
        reader.defect(element.start, DefectKind::UnknownElement);
    }
    while let Some(child) = reader.child()? {
        reader.record.count_member().map_err(refused(&child))?;
        let name = reader.scanner.local(&child);
        let at = child.start;
        if name == shape.key {
            let span = reader.verbatim()?;
            let differs = key.is_some_and(|known| reader.read(known) != reader.read(span));
            key.get_or_insert(span);
            if differs || reader.read(span).is_empty() {
                reader.record.keys.clear();
                reader.defect(at, DefectKind::InvalidId);
            } else if reader.record.keys.is_empty() {
                reader.record.keys.push(span);
            }
        } else if name == "Code" {
            let span = reader.text()?;
            match code {
                None => code = Some(span),
                Some(_) => reader.defect(at, DefectKind::RepeatedElement),
            }
        } else if name == "Message" && kind != ItemKind::Success {
            let span = reader.verbatim()?;
            match reader.record.description {
                None => reader.record.description = Some(span).filter(|span| span.start < span.end),
                Some(_) => reader.defect(at, DefectKind::RepeatedElement),
            }
        } else {
            let name = Span::of(child.local, child.name.1);
            let value = reader.verbatim()?;
            others.push((name, value));
        }
    }
    if key.is_none() {
        reader.defect(element.start, DefectKind::InvalidId);
    }
    status(&mut reader, shape, element, kind, code.filter(|code| code.start < code.end));
    other_elements(&mut reader, element, kind, &others)?;
    let description = reader.record.description.map(|span| reader.read(span));
    let source_failed = description == Some(NoOutcome::SourceFailed.text());
    Ok((reader.scanner.position(), source_failed))
}

/// Sets the status. A success with a code failed.
fn status(
    reader: &mut ResponseReader<'_, '_>,
    shape: &XmlShape,
    element: &Element,
    kind: ItemKind,
    code: Option<Span>,
) {
    let status = code.map(|code| status_of(shape, reader.read(code)));
    reader.record.error_code = code;
    reader.record.status = match (kind, status) {
        (ItemKind::Success, None) => Some(shape.success),
        (_, Some(status)) => Some(status),
        (_, None) => None,
    };
    match (kind, code) {
        (ItemKind::Success, Some(_)) => reader.defect(element.start, DefectKind::RepeatedStatus),
        (ItemKind::Failure | ItemKind::Unknown, None) => reader.defect(element.start, DefectKind::MissingStatus),
        _ => {}
    }
}

/// Keeps the other elements: as the body of a success, and as extension members of a failure.
fn other_elements(
    reader: &mut ResponseReader<'_, '_>,
    element: &Element,
    kind: ItemKind,
    others: &[(Span, Span)],
) -> Result<(), XmlError> {
    if others.is_empty() {
        return Ok(());
    }
    let text = |span| serde_json::to_string(reader.read(span)).unwrap_or_default();
    let members: Vec<_> = others.iter().map(|(name, value)| (*name, text(*name), text(*value))).collect();
    let length = members.iter().map(|(_, name, value)| name.len() + value.len() + 2).sum();
    reader.record.count_copied(length).map_err(refused(element))?;
    if kind == ItemKind::Success {
        let members: Vec<_> = members.iter().map(|(_, name, value)| format!("{name}:{value}")).collect();
        let body = reader.record.decode(|out| {
            out.push('{');
            out.push_str(&members.join(","));
            out.push('}');
        });
        reader.record.body = Some(body);
        reader.record.sent_body = Some(body);
        return Ok(());
    }
    reader.record.untyped = true;
    for (name, _, json) in members {
        let value = reader.record.decode(|out| out.push_str(&json));
        reader.record.members.push((name, value));
    }
    Ok(())
}

/// Returns the status that a code stands for, which is that of a failure. One that is not known is a 500.
fn status_of(shape: &XmlShape, code: &str) -> StatusCode {
    let status = shape.codes.status(code).and_then(|status| StatusCode::from_u16(status).ok());
    status.filter(|status| status.as_u16() >= 400).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
