//! Checks XML that was kept as text before it is written again: is it well-formed by itself?
//!
//! It may come from a store or from JSON, so it is not trusted. Nothing is changed here.

use quick_xml::{Reader, events::Event, name::PrefixDeclaration};

use crate::tokens::xml::{Namespaces, Scanner, Token, XmlError, chars};
use crate::{outcome::Property, tokens::Limits};

/// `xmlns`, without a prefix.
const DEFAULT: Option<PrefixDeclaration<'_>> = Some(PrefixDeclaration::Default);

/// True if the XML is one well-formed element of the property's name that declares each prefix it uses.
pub(crate) fn is_element(property: &Property) -> bool {
    let named = |namespace: &str, name: &str| namespace == &*property.namespace && name == &*property.name;
    stands_alone(&property.xml, named).unwrap_or(false)
}

/// True if the element declares a default namespace.
pub(crate) fn declares_default(xml: &str) -> bool {
    match Reader::from_str(xml).read_event() {
        Ok(Event::Start(start) | Event::Empty(start)) => {
            start.attributes().flatten().any(|attribute| attribute.key.as_namespace_binding() == DEFAULT)
        }
        _ => false,
    }
}

/// True if this is text and elements that an element may hold.
pub(crate) fn is_content(content: &str) -> bool {
    let whole = ["<content>", content, "</content>"].concat();
    stands_alone(&whole, |_, _| true).unwrap_or(false)
}

fn stands_alone(xml: &str, named: impl Fn(&str, &str) -> bool) -> Result<bool, XmlError> {
    let mut names = Namespaces::new();
    let mut scanner = Scanner::new(xml, 0, &mut names, 0, Limits::default());
    match scanner.next()? {
        Token::Start(root) if root.start == 0 => {
            let name = scanner.local(&root);
            if !named(scanner.names.uri(root.namespace), name) {
                return Ok(false);
            }
        }
        _ => return Ok(false),
    }
    Ok(scanner.skip()? == xml.len() && chars::illegal(xml).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_xml_that_is_well_formed_by_itself_is_accepted() {
        for content in ["", "text", "<a/>", "<x:a xmlns:x='urn:x'><b/></x:a> and <c/>", "&amp;&#65;", "<![CDATA[<]]>"] {
            assert!(is_content(content), "{content}");
        }
        for content in [
            "<a>",
            "</a>",
            "</content><content>",
            "</content>",
            "<x:a/>",
            "<a b/>",
            "&",
            "&nbsp;",
            "\u{1}",
            "<!DOCTYPE a>",
        ] {
            assert!(!is_content(content), "{content}");
        }
        let element = |namespace: &str, name: &str, xml: &str| {
            is_element(&Property { namespace: namespace.into(), name: name.into(), xml: xml.into() })
        };
        assert!(element("urn:x", "a", "<x:a xmlns:x='urn:x'>1</x:a>"));
        assert!(element("", "a", "<a/>"));
        for xml in ["", "a", " <a/>", "<a/> ", "<a/><a/>", "<b/>", "<a xmlns='urn:x'/>", "<?xml version='1.0'?><a/>"] {
            assert!(!element("", "a", xml), "{xml}");
        }
    }
}
