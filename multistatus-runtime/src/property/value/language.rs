//! Languages, and text in one.

use crate::{
    property::{
        ContentWriter, FromPropertyValue, InvalidValue, Language, PropertyFailure, PropertyValue, XmlElement,
        from_value::{from_text, plain_text},
    },
    tokens::xml::WHITE,
};

impl PropertyValue for Language {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.text(self.as_str());
        Ok(())
    }
}

from_text!(Language, "a language such as `de-CH`", |text: &str| text.trim_matches(WHITE).parse().ok());

/// Text for people and its language, as `displayname` may have it: `<D:displayname xml:lang="de">Fotos</D:displayname>`.
///
/// ```
/// use multistatus::webdav::{Language, LocalizedText};
///
/// let name = LocalizedText { text: "Fotos".into(), language: Some(Language::new("de")?) };
/// assert_eq!(LocalizedText::from("Photos").language, None);
/// # Ok::<(), multistatus::webdav::InvalidLanguage>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LocalizedText {
    /// The text.
    pub text: Box<str>,
    /// The language, if it is known.
    pub language: Option<Language>,
}

impl From<&str> for LocalizedText {
    fn from(text: &str) -> Self {
        Self { text: text.into(), language: None }
    }
}

impl PropertyValue for LocalizedText {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        if let Some(language) = &self.language {
            content.language(language);
        }
        content.text(&self.text);
        Ok(())
    }
}

/// A language that is not a language tag is ignored.
impl FromPropertyValue for LocalizedText {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        let text = plain_text(element, "text without elements")?.into();
        let language = element.language().and_then(|tag| tag.parse().ok());
        Ok(Self { text, language })
    }
}
