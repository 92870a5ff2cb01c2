//! XML as a value: content that was checked, and whole elements.

use crate::{
    property::{
        ContentWriter, FromPropertyValue, InvalidValue, InvalidXml, PropertyFailure, PropertyValue, XmlElement,
    },
    tokens::xml::WHITE,
};

/// XML that becomes the content of a property's element as it is: text and elements, which were checked.
///
/// For a whole element with its attributes, such as a property that a client has set, use [`XmlElement`].
///
/// ```
/// use multistatus::webdav::RawXml;
///
/// let xml = RawXml::new("<c:comp xmlns:c='urn:ietf:params:xml:ns:caldav' name='VEVENT'/>")?;
/// assert!(RawXml::new("<c:comp name='VEVENT'/>").is_err());
/// assert!(RawXml::new("a < b").is_err());
/// # Ok::<(), multistatus::webdav::InvalidXml>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RawXml(Box<str>);

const START: &str = "<content>\n";

impl RawXml {
    /// Checks XML: text, references, elements, CDATA sections and comments.
    ///
    /// # Errors
    ///
    /// Returns an error if the XML is not well-formed, or uses a prefix that it does not declare.
    pub fn new(xml: impl Into<Box<str>>) -> Result<Self, InvalidXml> {
        let xml = xml.into();
        match XmlElement::parse(&[START, &xml, "</content>"].concat()) {
            Ok(_) => Ok(Self(xml)),
            Err(error) => Err(error.inside(&xml)),
        }
    }

    /// Returns the XML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PropertyValue for RawXml {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.plain(&self.0);
        Ok(())
    }
}

/// Text, or elements with white space between them. Each element gets the declarations and the language that apply to it.
impl FromPropertyValue for RawXml {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        match element.children() {
            [] => Ok(Self(quick_xml::escape::escape(element.text()).into())),
            children if element.text().trim_matches(WHITE).is_empty() => {
                Ok(Self(children.iter().map(XmlElement::to_xml).collect::<String>().into()))
            }
            _ => Err(InvalidValue::of("text or elements, not both", element)),
        }
    }
}

/// The element is the whole property, with its attributes and its language. It must have the name of the property.
impl PropertyValue for XmlElement {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.replace_element(self.name(), &self.to_xml());
        Ok(())
    }
}

impl FromPropertyValue for XmlElement {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        Ok(element.clone())
    }
}
