//! Reads the member `propstats` of an item: the properties of WebDAV, as the default shape carries them.

use http::StatusCode;

use super::{builder::ItemBuilder, problem, status::GivenStatuses};
use crate::item::DefectKind;
use crate::item::spans::{ElementSpans, PropstatSpans, XmlSpans};
use crate::outcome::propstat::status_of_item;
use crate::tokens::json::{Cursor, DEPTH, JsonError, JsonValue, ValueKind, elements_of, members_named, members_of};

/// Reads propstats as this crate writes them; anything else is a defect.
pub(crate) fn read(item: &mut ItemBuilder<'_>, propstats: JsonValue) -> Result<(), JsonError> {
    if !matches!(propstats.kind, ValueKind::Array | ValueKind::Null) || propstats.huge {
        item.defect(propstats.start, DefectKind::WrongType);
        return Ok(());
    }
    for element in elements_of(item.text, propstats) {
        if element.kind == ValueKind::Object {
            propstat(item, element)?;
        } else {
            item.defect(element.start, DefectKind::WrongType);
        }
    }
    check_status(item, propstats);
    Ok(())
}

/// Reports a failure among the properties that the status of the item does not mention. It counts.
fn check_status(item: &mut ItemBuilder<'_>, propstats: JsonValue) {
    let Some(status) = item.record.status else { return };
    // One that cannot be read is a defect of its own.
    let of_properties = item.record.propstats.iter().map(|propstat| propstat.status).filter(Option::is_some);
    if status_of_item(Some(status), false, of_properties) != status {
        item.defect(propstats.start, DefectKind::StatusBesidePropstat);
    }
}

fn propstat(item: &mut ItemBuilder<'_>, element: JsonValue) -> Result<(), JsonError> {
    let text = item.text;
    let number = item.record.propstats.len();
    let first = item.record.properties.len();
    let [properties, conditions, description] =
        members_named(text, element, ["properties", "conditions", "description"]);
    let status = status(item, element);
    if let Some(properties) = properties {
        elements_of(text, properties).try_for_each(|property| self::property(item, property))?;
    }
    if let Some(conditions) = conditions {
        let mut cursor = Cursor::new(text.as_bytes(), conditions.start, DEPTH);
        let (_, are_conditions) = problem::conditions(item, &mut cursor, Some(number))?;
        if !are_conditions {
            item.defect(conditions.start, DefectKind::WrongType);
        }
    }
    let description = description.and_then(|description| item.string(description));
    let properties = (first, item.record.properties.len());
    let added = item.record.add_propstat(PropstatSpans { status, description, properties });
    item.allowed(element.start, added)
}

/// Returns the status of a propstat; `None` if it has none that can be read.
fn status(item: &mut ItemBuilder<'_>, element: JsonValue) -> Option<StatusCode> {
    let mut statuses = GivenStatuses::default();
    for member in members_of(item.text, element).filter(|member| member.name.is(item.text, "status")) {
        statuses.add(item.text, member.value);
    }
    if let Some(at) = statuses.repeated() {
        item.defect(at, DefectKind::RepeatedStatus);
    }
    let (at, status) = statuses.counted()?;
    if status.is_none() {
        item.defect(at, DefectKind::InvalidStatus);
    }
    status
}

/// Keeps the XML as it was sent. The writer of XML checks it.
fn property(item: &mut ItemBuilder<'_>, property: JsonValue) -> Result<(), JsonError> {
    let [name, xml] = members_named(item.text, property, ["name", "xml"]);
    let names = name.and_then(|name| name.string()).and_then(|name| {
        let clark = item.span(name);
        problem::names(item, clark)
    });
    let Some((namespace, name)) = names else {
        item.defect(property.start, DefectKind::WrongType);
        return Ok(());
    };
    let xml = xml.and_then(|xml| item.string(xml)).unwrap_or_default();
    let element = ElementSpans { namespace: Some(namespace), name, xml: XmlSpans::Whole(xml) };
    let added = item.record.add_property(element);
    item.allowed(property.start, added)
}
