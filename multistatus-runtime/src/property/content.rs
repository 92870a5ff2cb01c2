//! `ContentWriter`: writes the content of a property's element.

use super::{PropertyFailure, PropertyName, PropertyValue};
use crate::{
    format::{
        dav::reference::reference,
        text::{escape::escape, output::Output},
    },
    key::KeyRef,
    outcome::DAV,
    text::xml::XmlText,
};

/// Writes the content of a property's element: text, elements and hrefs. It escapes text and declares namespaces, so what it
/// writes is always well-formed.
pub struct ContentWriter<'b> {
    pub(super) out: Output<'b>,
}

impl ContentWriter<'_> {
    /// Writes text.
    pub fn text(&mut self, text: &str) {
        escape::<XmlText>(text, &mut self.out);
    }

    /// Writes `href` of `DAV:` (RFC 4918 section 14.7).
    pub fn href<'k>(&mut self, key: impl Into<KeyRef<'k>>) {
        self.out.push_str("<D:href>");
        reference(key.into(), &mut self.out);
        self.out.push_str("</D:href>");
    }

    /// Writes an element with content.
    ///
    /// # Errors
    ///
    /// Returns the failure that writing the content returns.
    pub fn element<V: PropertyValue + ?Sized>(
        &mut self,
        name: &PropertyName,
        value: &V,
    ) -> Result<(), PropertyFailure> {
        self.start(name, ">");
        let written = value.write(self);
        self.end(name);
        written
    }

    /// Writes an element without content.
    pub fn empty(&mut self, name: &PropertyName) {
        self.start(name, "/>");
    }

    pub(super) fn start(&mut self, name: &PropertyName, close: &str) {
        let out = &mut self.out;
        match name.namespace() {
            DAV => ["<D:", name.local()].into_iter().for_each(|piece| out.push_str(piece)),
            // `D` is the only prefix in scope, so a name without a prefix has no namespace.
            "" => ["<", name.local()].into_iter().for_each(|piece| out.push_str(piece)),
            namespace => {
                ["<X:", name.local(), " xmlns:X=\""].into_iter().for_each(|piece| out.push_str(piece));
                escape_attribute(namespace, out);
                out.push_str("\"");
            }
        }
        out.push_str(close);
    }

    pub(super) fn end(&mut self, name: &PropertyName) {
        let prefix = match name.namespace() {
            DAV => "D:",
            "" => "",
            _ => "X:",
        };
        ["</", prefix, name.local(), ">"].into_iter().for_each(|piece| self.out.push_str(piece));
    }
}

fn escape_attribute(value: &str, out: &mut Output<'_>) {
    for (number, piece) in value.split('"').enumerate() {
        if number > 0 {
            out.push_str("&quot;");
        }
        escape::<XmlText>(piece, out);
    }
}
