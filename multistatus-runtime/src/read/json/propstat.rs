//! The member `propstats` of an item: what WebDAV says of properties, as the default shape carries it.

use http::StatusCode;

use super::{
    item::{Notes, elements_of, members_named},
    problem,
};
use crate::item::{
    DefectKind,
    spans::{ElementSpans, PropstatSpans},
};
use crate::read::tokens::json::{Kind, Value};

/// Notes propstats as this crate writes them; anything else is a defect.
pub(crate) fn note(notes: &mut Notes<'_>, propstats: Value) {
    if !matches!(propstats.kind, Kind::Array | Kind::Null) || propstats.huge {
        return notes.defect(propstats.start, DefectKind::WrongType);
    }
    for element in elements_of(notes.text, propstats) {
        if element.kind == Kind::Object {
            propstat(notes, element);
        } else {
            notes.defect(element.start, DefectKind::WrongType);
        }
    }
}

fn propstat(notes: &mut Notes<'_>, element: Value) {
    let text = notes.text;
    let number = notes.record.propstats.len();
    let first = notes.record.properties.len();
    let [status, properties, conditions, description] =
        members_named(text, element, ["status", "properties", "conditions", "description"]);
    let status = status.filter(|status| status.kind != Kind::Null);
    let code = status.and_then(|status| StatusCode::from_u16(notes.code(status)?).ok());
    if let (Some(status), None) = (status, code) {
        notes.defect(status.start, DefectKind::InvalidStatus);
    }
    if let Some(properties) = properties {
        elements_of(text, properties).for_each(|property| self::property(notes, property));
    }
    if let Some(conditions) = conditions
        && !problem::conditions(notes, conditions, Some(number))
    {
        notes.defect(conditions.start, DefectKind::WrongType);
    }
    let description = description.and_then(|description| notes.string(description));
    let properties = (first, notes.record.properties.len());
    notes.record.propstats.push(PropstatSpans { status: code, description, properties });
}

/// The XML is kept as it was sent; who writes XML checks it.
fn property(notes: &mut Notes<'_>, property: Value) {
    let [name, xml] = members_named(notes.text, property, ["name", "xml"]);
    let names = name.and_then(|name| name.string()).and_then(|name| {
        let clark = notes.span(name);
        problem::names(notes, clark)
    });
    let Some((namespace, name)) = names else {
        return notes.defect(property.start, DefectKind::WrongType);
    };
    let xml = xml.and_then(|xml| notes.string(xml)).unwrap_or_default();
    notes.record.properties.push(ElementSpans { namespace, name, xml });
}
