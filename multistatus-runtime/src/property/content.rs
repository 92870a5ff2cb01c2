//! `PropertyValue`, and `ContentWriter`, which it writes the content of a property's element with.

use std::fmt::{self, Write};

use http::StatusCode;
use thiserror::Error;

use super::{Language, PropertyFailure, PropertyName, tag};
use crate::{
    format::{
        dav::reference::reference,
        text::{
            escape::{EscapeWriter, escape},
            output::Output,
        },
    },
    key::KeyRef,
    text::xml::XmlText,
    tokens::xml::{attribute, names},
};

/// A value that becomes the content of a property's element.
///
/// Implemented for text, integers, `bool`, [`Key`](crate::Key) (an `href`) and `Vec<Key>`, [`ETag`](crate::webdav::ETag),
/// [`HttpDate`](super::HttpDate), [`Rfc3339Date`](super::Rfc3339Date), [`Language`], [`LocalizedText`](super::LocalizedText),
/// [`ResourceType`](super::ResourceType), [`SupportedLock`](super::SupportedLock), [`RawXml`](super::RawXml),
/// [`XmlElement`](super::XmlElement), and [`Serialized`](super::Serialized) for everything that implements `Serialize`. `None` is a property that the resource does
/// not have. The `Err` of a `Result` is the outcome of a property that failed.
///
/// ```
/// use multistatus::webdav::{ContentWriter, PropertyFailure, PropertyName, PropertyValue};
///
/// /// `<X:rating scale="5">4</X:rating>`
/// struct Rating(u8);
///
/// const RATING: PropertyName = PropertyName::declared("urn:example", "rating");
///
/// impl PropertyValue for Rating {
///     fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
///         content.element_with(&RATING, |content| {
///             content.attribute("scale", "5");
///             self.0.write(content)
///         })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the value of a property",
    label = "does not implement `PropertyValue`",
    note = "use text, a number, a `Key`, a typed value of `multistatus::webdav` such as `HttpDate`, or an `Option` of one",
    note = "for a type that implements `Serialize`, use `multistatus::webdav::Serialized`"
)]
pub trait PropertyValue {
    /// Writes the content.
    ///
    /// It may be called more than once for one property of one response.
    ///
    /// # Errors
    ///
    /// Returns the failure of the property: [`PropertyFailure::ABSENT`] if there is no value.
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure>;
}

/// Writes the content of a property's element: text, elements and hrefs.
///
/// It escapes text, declares namespaces and closes elements, so what it writes is always well-formed. A character that XML
/// cannot hold becomes U+FFFD. A misuse, such as an attribute behind the text, makes the property a 500 and is logged.
///
/// ```
/// use multistatus::webdav::{ContentWriter, PropertyFailure, PropertyName, PropertyValue, names};
///
/// /// `<D:resourcetype><D:collection/><X:album xmlns:X="urn:example"/></D:resourcetype>`
/// struct Album;
///
/// impl PropertyValue for Album {
///     fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
///         content.empty(&names::COLLECTION);
///         content.empty(&PropertyName::declared("urn:example", "album"));
///         Ok(())
///     }
/// }
/// ```
pub struct ContentWriter<'b> {
    out: Output<'b>,
    /// The name of the element around the content, and the prefix of its namespace.
    name: &'b PropertyName,
    prefix: &'static str,
    /// The start of the start tag, and the position behind it.
    tag: usize,
    start: usize,
    /// The end of the element that replaced the whole element around the content; zero if none did.
    replaced: usize,
    misuse: Option<Misuse>,
}

/// A use of a [`ContentWriter`] that would make the document ill-formed. What it should write is left out.
#[derive(Clone, Copy, Debug, Error)]
pub(super) enum Misuse {
    #[error("an attribute or a whole element behind content")]
    BehindContent,
    #[error("content behind a whole element")]
    BehindElement,
    #[error("an attribute whose name is not valid in XML")]
    AttributeName,
    #[error("an attribute twice")]
    SecondAttribute,
    #[error("an element that has not the name of the property")]
    ElementName,
    #[error("a `Display` that fails")]
    Display,
}

impl Misuse {
    /// Returns the failure of the property. The reason is for the log.
    #[cold]
    pub(super) fn failure(self) -> PropertyFailure {
        tracing::error!(misuse = %self, "the value of a property is not written: it misuses its `ContentWriter`");
        PropertyFailure::new(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// What a [`ContentWriter`] has at its end.
pub(super) struct WrittenContent {
    /// The position that was reached.
    pub(super) position: usize,
    /// True if the end tag is written, too.
    pub(super) closed: bool,
    pub(super) misuse: Option<Misuse>,
}

impl<'b> ContentWriter<'b> {
    /// Creates the writer of the content of an element whose start tag is written, from `tag` on.
    #[inline]
    pub(super) fn new(out: Output<'b>, name: &'b PropertyName, prefix: &'static str, tag: usize) -> Self {
        let start = out.position();
        Self { out, name, prefix, tag, start, replaced: 0, misuse: None }
    }

    #[inline]
    pub(super) fn finish(self) -> WrittenContent {
        let position = self.out.position();
        let closed = self.replaced != 0;
        let misuse = if closed && self.replaced != position { Some(Misuse::BehindElement) } else { self.misuse };
        WrittenContent { position, closed, misuse }
    }

    /// Writes text.
    #[inline]
    pub fn text(&mut self, text: &str) {
        escape::<XmlText>(text, &mut self.out);
    }

    /// Writes the `Display` of a value as text.
    pub fn display(&mut self, value: impl fmt::Display) {
        if write!(EscapeWriter::<XmlText>::new(&mut self.out), "{value}").is_err() {
            self.misused(Misuse::Display);
        }
    }

    /// Writes text that needs no escape.
    #[inline]
    pub(super) fn plain(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes text of a constant length that needs no escape.
    #[inline]
    pub(super) fn plain_bytes<const N: usize>(&mut self, text: &[u8; N]) {
        self.out.push_prefix(text, N);
    }

    /// Writes `href` of `DAV:` (RFC 4918 section 14.7).
    pub fn href<'k>(&mut self, key: impl Into<KeyRef<'k>>) {
        self.out.push_str("<D:href>");
        reference(key.into(), &mut self.out);
        self.out.push_str("</D:href>");
    }

    /// Writes an element with a value.
    ///
    /// # Errors
    ///
    /// Returns the failure that writing the value returns.
    pub fn element<V: PropertyValue + ?Sized>(
        &mut self,
        name: &PropertyName,
        value: &V,
    ) -> Result<(), PropertyFailure> {
        self.element_with(name, |content| value.write(content))
    }

    /// Writes an element whose content a closure writes.
    ///
    /// # Errors
    ///
    /// Returns the failure that the closure returns.
    pub fn element_with(
        &mut self,
        name: &PropertyName,
        write: impl FnOnce(&mut ContentWriter<'_>) -> Result<(), PropertyFailure>,
    ) -> Result<(), PropertyFailure> {
        let start = self.out.position();
        let prefix = self.open(name, ">");
        let mut content = ContentWriter::new(self.out.reborrow(), name, prefix, start);
        let result = write(&mut content);
        let written = content.finish();
        self.out.resume(written.position);
        self.misuse = self.misuse.or(written.misuse);
        if !written.closed {
            ["</", prefix, name.local(), ">"].into_iter().for_each(|piece| self.out.push_str(piece));
        }
        result
    }

    /// Writes an element without content.
    pub fn empty(&mut self, name: &PropertyName) {
        self.open(name, "/>");
    }

    /// Writes a start tag. Returns the prefix.
    fn open(&mut self, name: &PropertyName, close: &str) -> &'static str {
        let inherited = name.namespace() == self.name.namespace();
        let prefix = if inherited { self.prefix } else { tag::prefix(name.namespace()) };
        ["<", prefix, name.local()].into_iter().for_each(|piece| self.out.push_str(piece));
        if !inherited && prefix == tag::FOREIGN {
            tag::declare(tag::FOREIGN, name.namespace(), &mut self.out);
        }
        self.out.push_str(close);
        prefix
    }

    /// Writes an attribute without a namespace of the element around the content. It comes before all content.
    pub fn attribute(&mut self, name: &str, value: &str) {
        if names::local(name) != Some(0) || name == "xmlns" {
            return self.misused(Misuse::AttributeName);
        }
        self.start_tag(name, value);
    }

    /// Writes the language of the content (`xml:lang`). It comes before all content.
    pub fn language(&mut self, language: &Language) {
        self.start_tag("xml:lang", language.as_str());
    }

    /// Adds an attribute to the start tag.
    fn start_tag(&mut self, name: &str, value: &str) {
        if self.replaced != 0 || self.out.position() != self.start {
            return self.misused(Misuse::BehindContent);
        }
        let tag = std::str::from_utf8(self.out.since(self.tag)).unwrap_or_default();
        if has_attribute(tag, name) {
            return self.misused(Misuse::SecondAttribute);
        }
        self.out.truncate(self.start.saturating_sub(1));
        [" ", name, "=\""].into_iter().for_each(|piece| self.out.push_str(piece));
        tag::escape_attribute(value, &mut self.out);
        self.out.push_str("\">");
        self.start = self.out.position();
    }

    /// Replaces the element around the content by XML that is one whole element of its name, which declares each prefix it
    /// uses. `name` is the name of that element.
    pub(super) fn replace_element(&mut self, name: &PropertyName, xml: &str) {
        if self.out.position() != self.start {
            return self.misused(Misuse::BehindContent);
        }
        if name != self.name {
            return self.misused(Misuse::ElementName);
        }
        self.out.truncate(self.tag);
        self.out.push_str(xml);
        self.replaced = self.out.position();
    }

    /// Returns the name of the element around the content.
    pub(super) fn name(&self) -> &PropertyName {
        self.name
    }

    #[cold]
    fn misused(&mut self, misuse: Misuse) {
        self.misuse = self.misuse.or(Some(misuse));
    }
}

/// True if a start tag, which is well-formed, has an attribute.
fn has_attribute(tag: &str, name: &str) -> bool {
    let mut rest = tag.split_once(' ').map_or("", |(_, attributes)| attributes);
    while let Some((found, _, behind)) = attribute(rest.trim_start()) {
        if found == name {
            return true;
        }
        rest = behind;
    }
    false
}

impl fmt::Debug for ContentWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentWriter").field("name", self.name).finish_non_exhaustive()
    }
}
