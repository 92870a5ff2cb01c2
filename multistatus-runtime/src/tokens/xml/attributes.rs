//! Reads the attributes of a start tag: checks them, and adds their namespace declarations.

use super::scanner::{Scanner, XmlError};
use super::{WHITE, attribute, names, namespaces::TextRange, references};
use crate::tokens::{Refusal, SyntaxError};

/// Maximum length of a language: the root gives its own to each item. RFC 5646 section 4.4 asks for 35.
const LANGUAGE: usize = 256;

impl Scanner<'_, '_> {
    /// Checks the attributes of a tag, adds their declarations, and returns the language.
    pub(crate) fn attributes(
        &mut self,
        start: usize,
        name: usize,
        length: usize,
        depth: usize,
    ) -> Result<Option<TextRange>, XmlError> {
        let content = self.slice((start + 1, start + 1 + length));
        let malformed = |error| XmlError::Malformed { at: start, error };
        let mut language = None;
        self.names.attributes.clear();
        let mut rest = content.get(name..).unwrap_or_default();
        loop {
            let trimmed = rest.trim_start_matches(WHITE);
            if trimmed.is_empty() {
                break;
            }
            let (name, raw, behind) = attribute(trimmed).ok_or_else(|| malformed(SyntaxError::Attribute))?;
            let local = names::local(name).ok_or_else(|| malformed(SyntaxError::Name { name: name.to_owned() }))?;
            let at = start + 1 + length - trimmed.len();
            if trimmed.len() == rest.len() {
                return Err(malformed(SyntaxError::Attribute));
            }
            let limit = self.limits.attributes;
            if self.names.attributes.len() == limit {
                return Err(XmlError::Refused { at, refusal: Refusal::Attributes { limit } });
            }
            let value = references::value(raw).map_err(malformed)?;
            let prefix = match name {
                "xmlns" => Some(""),
                _ => name.strip_prefix("xmlns:"),
            };
            if let Some(prefix) = prefix {
                let bound = self.names.bind(prefix, &value, depth);
                bound.ok_or_else(|| malformed(SyntaxError::Prefix { prefix: prefix.to_owned() }))?;
                if self.names.are_too_many() {
                    return Err(XmlError::Refused { at, refusal: Refusal::Declarations });
                }
            } else if name == "xml:lang" && raw == value && raw.len() <= LANGUAGE {
                let from = start + 1 + length - behind.len() - 1 - raw.len();
                language = Some((from, from + raw.len()));
            }
            self.names.attributes.push(((at, at + name.len()), at + local));
            rest = behind;
        }
        self.unique(start)?;
        Ok(language)
    }

    /// Checks that no attribute is repeated, not even with another prefix (Namespaces in XML 1.0 section 6.3).
    fn unique(&mut self, start: usize) -> Result<(), XmlError> {
        let attributes = std::mem::take(&mut self.names.attributes);
        let mut known: Vec<(&str, Option<usize>)> = Vec::new();
        let mut result = Ok(());
        for (name, local) in &attributes {
            let prefix = self.slice((name.0, local.saturating_sub(1).max(name.0)));
            // Declarations have a namespace of their own.
            let namespace = match prefix {
                "" => None,
                "xmlns" => Some(usize::MAX),
                _ => match self.names.resolve(prefix) {
                    None => {
                        let error = SyntaxError::Prefix { prefix: prefix.to_owned() };
                        result = Err(XmlError::Malformed { at: name.0, error });
                        break;
                    }
                    found => found,
                },
            };
            if attributes.len() == 1 {
                break;
            }
            let this = (self.slice((*local, name.1)), namespace);
            let same = |other: &(&str, Option<usize>)| {
                let uris = || self.names.uri(other.1) == self.names.uri(this.1);
                other.0 == this.0
                    && (other.1 == this.1
                        || other.1.is_some() && this.1.is_some() && uris() && {
                            other.1 != Some(usize::MAX) && this.1 != Some(usize::MAX)
                        })
            };
            if known.iter().any(same) {
                result = Err(XmlError::Malformed { at: start, error: SyntaxError::Attribute });
                break;
            }
            known.push(this);
        }
        self.names.attributes = attributes;
        result
    }
}
