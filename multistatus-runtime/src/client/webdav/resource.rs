//! `Resource`: a member of a listing, with its properties.

use http::StatusCode;

use super::{
    resource_property::ResourceProperty,
    simple_value::{is_usual_collection, simple_text},
};
use crate::{
    client::report::NormalizedHref,
    item::{Item, ItemRef, PropertyRef},
    key::Key,
    outcome::{DAV, Property},
    property::{FromPropertyValue, InvalidValue, PropertyFailure, PropertyName, names},
};

/// A resource as a response to PROPFIND or REPORT describes it: its href, and its properties or its failure.
///
/// A property with status 404 is one that the resource does not have. It says nothing about the resource, which
/// [`is_gone`](Self::is_gone) does.
///
/// ```
/// use multistatus::{Reader, client::webdav::Resource, webdav::names};
///
/// let body = r#"<D:multistatus xmlns:D="DAV:"><D:response><D:href>/a.txt</D:href>
///   <D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>
///   <D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
/// </D:response></D:multistatus>"#;
/// let mut reading = Reader::new().whole(body.as_bytes());
/// let resource = Resource::from(reading.next_item().unwrap());
/// assert_eq!(resource.href(), "/a.txt");
/// assert_eq!(resource.get::<String>(&names::GETCONTENTLENGTH)?.as_deref(), Some("7"));
/// assert_eq!(resource.get::<String>(&names::GETETAG)?, None);
/// assert!(!resource.is_gone());
/// # Ok::<(), multistatus::client::webdav::PropertyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Resource {
    /// The href, and then the elements of the properties, each behind its namespace if that is not `DAV:`.
    text: String,
    /// The length of the href.
    href: usize,
    properties: Vec<ListedProperty>,
    /// The item, if it has more than the properties.
    item: Option<Box<Item>>,
}

/// A range of the text.
type Place = (usize, usize);

/// A property.
#[derive(Clone, Copy, Debug)]
struct ListedProperty {
    status: Option<StatusCode>,
    /// The number of the propstat.
    propstat: usize,
    /// `None` for `DAV:`.
    namespace: Option<Place>,
    local: Place,
    xml: Place,
    /// The text, if the reader knows that the element has nothing else.
    text: Option<Place>,
}

/// The error of reading the value of a property.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PropertyError {
    /// The resource failed as a whole, so it has no properties.
    #[error("{href}: the resource failed with {}", .status.as_u16())]
    Resource {
        /// The href of the resource.
        href: String,
        /// The status of the resource.
        status: StatusCode,
    },
    /// The server reports a failure of the property.
    #[error("{href}: {name} failed with {}", .failure.status().as_u16())]
    Failed {
        /// The href of the resource.
        href: String,
        /// The name of the property.
        name: PropertyName,
        /// The failure.
        failure: PropertyFailure,
    },
    /// The value is not one of the type.
    #[error("{href}: invalid {name}: {error}")]
    Invalid {
        /// The href of the resource.
        href: String,
        /// The name of the property.
        name: PropertyName,
        /// The error.
        error: InvalidValue,
    },
}

impl Resource {
    /// Returns the href as the server wrote it; empty if it wrote none.
    pub fn href(&self) -> &str {
        self.text((0, self.href))
    }

    /// Returns the href as a key.
    pub fn key(&self) -> Key {
        Key::from(self.href())
    }

    /// True if the href names the resource with this URL or path. Percent-encoding, a trailing slash, and the host before a
    /// path may differ.
    pub fn is_at(&self, url: &str) -> bool {
        NormalizedHref::of(self.key().encoded()).agrees(&NormalizedHref::of(Key::from(url).encoded()))
    }

    /// Returns the status of the resource, if the response has one beside or instead of properties.
    pub fn status(&self) -> Option<StatusCode> {
        self.item.as_ref().and_then(|item| item.sent_status())
    }

    /// True if the resource does not exist: the response has the status 404 or 410, and not only properties with status 404.
    pub fn is_gone(&self) -> bool {
        self.item.as_ref().is_some_and(|item| item.is_gone())
    }

    /// Returns the outcome of a resource that failed as a whole, with its conditions and its description. `None` if the
    /// response reports properties.
    pub fn failure(&self) -> Option<&Item> {
        let item = self.item.as_deref()?;
        let failed = match item.sent_status() {
            Some(status) => !status.is_success(),
            None => item.unreadable_status || item.propstats().is_empty(),
        };
        failed.then_some(item)
    }

    /// Returns the value of a property: `None` if the resource does not have it, or if the response does not list it.
    ///
    /// # Errors
    ///
    /// Returns an error if the resource or the property failed, or if the value is not one of the type.
    pub fn get<T: FromPropertyValue>(&self, name: &PropertyName) -> Result<Option<T>, PropertyError> {
        let invalid = |error| PropertyError::Invalid { href: self.href().to_owned(), name: name.clone(), error };
        if let Some(value) = self.value_text(name).and_then(T::from_text) {
            return value.map(Some).map_err(invalid);
        }
        if let Some(item) = self.failure() {
            return Err(PropertyError::Resource { href: self.href().to_owned(), status: item.status() });
        }
        let Some(listed) = self.find(name) else { return Ok(None) };
        let property = self.view(listed);
        if property.is_absent() {
            return Ok(None);
        }
        if let Some(failure) = property.failure() {
            return Err(PropertyError::Failed { href: self.href().to_owned(), name: name.clone(), failure });
        }
        property.value().map(Some).map_err(invalid)
    }

    /// Returns a property as the response lists it. If it lists it twice, a success takes precedence.
    pub fn property(&self, name: &PropertyName) -> Option<ResourceProperty<'_>> {
        self.find(name).map(|listed| self.view(listed))
    }

    /// Returns the value of a property, if it is simple text.
    fn value_text(&self, name: &PropertyName) -> Option<&str> {
        if self.failure().is_some() {
            return None;
        }
        self.find(name).filter(|listed| listed.is_success()).and_then(|listed| self.simple_text(listed))
    }

    #[inline]
    fn find(&self, name: &PropertyName) -> Option<&ListedProperty> {
        let length = name.local().len();
        let mut first = None;
        for listed in &self.properties {
            // Few names have the same length.
            if listed.local.1 - listed.local.0 == length && self.is_named(listed, name) {
                if listed.is_success() {
                    return Some(listed);
                }
                first = first.or(Some(listed));
            }
        }
        first
    }

    #[inline(never)]
    fn is_named(&self, listed: &ListedProperty, name: &PropertyName) -> bool {
        let is_in_namespace = match listed.namespace {
            None => name.namespace() == DAV,
            Some(namespace) => name.namespace() == self.text(namespace),
        };
        is_in_namespace && self.text(listed.local) == name.local()
    }

    /// Returns the properties that the response lists, in its order.
    pub fn properties(&self) -> impl Iterator<Item = ResourceProperty<'_>> {
        self.properties.iter().map(|listed| self.view(listed))
    }

    /// Returns the text of the element, if it has nothing else.
    #[inline]
    fn simple_text(&self, listed: &ListedProperty) -> Option<&str> {
        match listed.text {
            Some(text) => Some(self.text(text)),
            None => simple_text(self.text(listed.xml), listed.name_end()),
        }
    }

    fn view(&self, listed: &ListedProperty) -> ResourceProperty<'_> {
        ResourceProperty {
            namespace: listed.namespace.map_or(DAV, |namespace| self.text(namespace)),
            local: self.text(listed.local),
            xml: self.text(listed.xml),
            name_end: listed.name_end(),
            status: listed.status,
            propstat: self.item.as_deref().and_then(|item| item.propstats().get(listed.propstat)),
        }
    }

    /// True if the resource is a collection, by its property `resourcetype` (RFC 4918 section 15.9).
    pub fn is_collection(&self) -> bool {
        let Some(listed) = self.find(&names::RESOURCETYPE).filter(|listed| listed.is_success()) else {
            return false;
        };
        // Most resources are none, and most collections are nothing else, so their element is not read.
        self.simple_text(listed).is_none()
            && (is_usual_collection(self.text(listed.xml), listed.name_end())
                || self.view(listed).element().is_ok_and(|element| element.dav_child("collection").is_some()))
    }

    #[inline]
    fn text(&self, (start, end): Place) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Creates a resource that has this href and space for these numbers of bytes and properties.
    fn with_capacity(href: &str, bytes: usize, properties: usize) -> Self {
        let mut text = String::with_capacity(href.len() + bytes);
        text.push_str(href);
        Self { text, href: href.len(), properties: Vec::with_capacity(properties), item: None }
    }

    /// Adds a property.
    #[inline(always)]
    fn push(&mut self, status: Option<StatusCode>, propstat: usize, property: PropertyRef<'_>) {
        let namespace = property.namespace.filter(|namespace| *namespace != DAV).map(|namespace| {
            self.text.push_str(namespace);
            (self.text.len() - namespace.len(), self.text.len())
        });
        let start = self.text.len();
        let [tag, declaration, rest] = property.xml;
        let name_length = if tag.is_empty() { name_end(rest) } else { tag.len() };
        property.xml.into_iter().for_each(|piece| self.text.push_str(piece));
        let name_end = start + name_length;
        // The text is behind the `>`.
        let text = name_end + declaration.len() + 1;
        self.properties.push(ListedProperty {
            status,
            propstat,
            namespace,
            local: (name_end.saturating_sub(property.name_length).max(start), name_end),
            xml: (start, self.text.len()),
            text: property.text.map(|length| (text, text + length)),
        });
    }
}

/// Returns the end of the name in the start tag that XML begins with.
fn name_end(xml: &str) -> usize {
    xml.find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or(xml.len())
}

impl ListedProperty {
    #[inline]
    fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.is_success())
    }

    /// Returns the end of the name in the start tag.
    fn name_end(&self) -> usize {
        self.local.1 - self.xml.0
    }
}

impl From<ItemRef<'_>> for Resource {
    fn from(item: ItemRef<'_>) -> Self {
        let (bytes, properties) = item.size_of_properties();
        let mut resource = Self::with_capacity(item.key().unwrap_or_default(), bytes, properties);
        item.for_each_property(|status, propstat, property| resource.push(status, propstat, property));
        resource.item = item.has_more_than_properties().then(|| Box::new(item.to_item()));
        resource
    }
}

impl From<Item> for Resource {
    fn from(item: Item) -> Self {
        let mut resource = Self::with_capacity(item.key().map_or("", Key::as_str), 0, 0);
        for (number, propstat) in item.propstats().iter().enumerate() {
            for Property { namespace, name, xml } in &propstat.properties {
                let (namespace, name_length, xml) = (Some(&**namespace), name.len(), ["", "", xml]);
                let property = PropertyRef { namespace, name_length, xml, text: None };
                resource.push(propstat.status, number, property);
            }
        }
        Self { item: Some(Box::new(item)), ..resource }
    }
}
