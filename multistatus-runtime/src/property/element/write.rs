//! Writes an `XmlElement` as XML that can be put into any document.

use std::collections::HashSet;

use super::{node::XmlElement, scope::Scope};
use crate::{outcome::Property, tokens::xml::escape_attribute};

impl XmlElement {
    /// Returns the element as XML: exactly as it was read, with the declarations and the language of the elements around it
    /// that apply to it. It means the same in any document.
    ///
    /// A prefix that occurs only in text or in the value of an attribute, such as that of `xsi:type="xs:string"`, keeps its
    /// declaration.
    ///
    /// ```
    /// use multistatus::webdav::XmlElement;
    ///
    /// let request = "<D:set xmlns:D='DAV:' xmlns:x='urn:x' xml:lang='en'><D:prop><x:a>1</x:a></D:prop></D:set>";
    /// let set = XmlElement::parse(request)?;
    /// let property = &set.children()[0].children()[0];
    /// assert_eq!(property.to_xml(), r#"<x:a xmlns:x="urn:x" xml:lang="en">1</x:a>"#);
    /// # Ok::<(), multistatus::webdav::InvalidXml>(())
    /// ```
    pub fn to_xml(&self) -> String {
        let mut xml = self.slice(self.start, self.name_end).to_owned();
        self.declare(&mut xml);
        if let Some(language) = self.language().filter(|_| !self.has_language) {
            xml.push_str(" xml:lang=\"");
            escape_attribute(language, &mut xml);
            xml.push('"');
        }
        xml.push_str(self.slice(self.name_end, self.end));
        xml
    }

    /// Returns the element as a document of its own, so that it does not keep the document that it was read from in memory.
    pub(crate) fn detached(&self) -> Self {
        Self::parse(&self.to_xml()).unwrap_or_else(|_| self.clone())
    }

    /// Returns the element as a property: its name and its XML.
    pub fn to_property(&self) -> Property {
        Property {
            namespace: self.name().namespace().into(),
            name: self.name().local().into(),
            xml: self.to_xml().into_boxed_str(),
        }
    }

    /// Appends the declarations from outside of the element that apply to it.
    fn declare(&self, xml: &mut String) {
        let scope = self.scope.as_deref();
        let (own, outer) = if self.declares {
            (scope.map_or(&[][..], Scope::own), scope.and_then(Scope::outer))
        } else {
            (&[][..], scope)
        };
        let mut known: HashSet<&str> = own.iter().map(|(prefix, _)| &**prefix).collect();
        let mut used = None;
        let mut declarations: Vec<_> = outer
            .into_iter()
            .flat_map(Scope::declarations)
            // The innermost declaration of a prefix counts.
            .filter(|(prefix, _)| known.insert(prefix))
            .filter(|(prefix, uri)| {
                // A value may use the default namespace without a prefix.
                let is_default = prefix.is_empty() && !uri.is_empty();
                is_default || used.get_or_insert_with(|| prefixes(self.slice(self.start, self.end))).contains(prefix)
            })
            .collect();
        let has_default = own
            .iter()
            .map(|(prefix, _)| &**prefix)
            .chain(declarations.iter().map(|(prefix, _)| *prefix))
            .any(str::is_empty);
        if !has_default && self.has_no_namespace() {
            declarations.push(("", ""));
        }
        for (prefix, uri) in declarations.iter().rev() {
            xml.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            xml.push_str(prefix);
            xml.push_str("=\"");
            escape_attribute(uri, xml);
            xml.push('"');
        }
    }

    /// True if the element or one inside has no namespace, so that a default namespace around it would change it.
    fn has_no_namespace(&self) -> bool {
        self.name.namespace().is_empty() || self.children.iter().any(Self::has_no_namespace)
    }
}

/// Returns each name before a colon, anywhere in the text.
fn prefixes(xml: &str) -> HashSet<&str> {
    let is_name = |character: char| character.is_alphanumeric() || !character.is_ascii() || "-._".contains(character);
    let colons = xml.match_indices(':').map(|(at, _)| xml.get(..at).unwrap_or_default());
    colons.map(|before| before.get(before.trim_end_matches(is_name).len()..).unwrap_or_default()).collect()
}
