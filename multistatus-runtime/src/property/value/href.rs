//! URI references as values: one `href`, or a list of them.

use crate::{
    key::Key,
    property::{ContentWriter, FromPropertyValue, InvalidValue, PropertyFailure, PropertyValue, XmlElement},
    tokens::xml::WHITE,
};

/// One `href`, such as that of `current-user-principal`.
impl PropertyValue for Key {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.href(self);
        Ok(())
    }
}

/// Any number of `href`s, such as those of `calendar-home-set`.
impl PropertyValue for [Key] {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.iter().for_each(|key| content.href(key));
        Ok(())
    }
}

/// Any number of `href`s, such as those of `calendar-home-set`.
impl PropertyValue for Vec<Key> {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.as_slice().write(content)
    }
}

fn hrefs(element: &XmlElement) -> impl Iterator<Item = Key> {
    let hrefs = element.children().iter().filter(|child| child.name().is_dav("href"));
    hrefs.map(|href| Key::from(href.text().trim_matches(WHITE)))
}

impl FromPropertyValue for Key {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        let mut hrefs = hrefs(element);
        match (hrefs.next(), hrefs.next()) {
            (Some(href), None) => Ok(href),
            _ => Err(InvalidValue::of("one `href` of `DAV:`", element)),
        }
    }
}

/// Elements other than `href` are ignored (RFC 4918 section 17).
impl FromPropertyValue for Vec<Key> {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        if element.text().trim_matches(WHITE).is_empty() {
            return Ok(hrefs(element).collect());
        }
        Err(InvalidValue::of("`href` elements of `DAV:`", element))
    }
}
