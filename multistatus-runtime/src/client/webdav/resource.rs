//! `Resource`: a member of a listing, with its properties.

use http::StatusCode;

use super::resource_property::ResourceProperty;
use crate::{
    client::report::NormalizedHref,
    item::{Item, ItemRef},
    key::Key,
    outcome::{DAV, Propstat},
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
    /// The namespace `DAV:`, the href, and then the namespaces, names and elements of the properties.
    text: String,
    href: Place,
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
    namespace: Place,
    name: Place,
    xml: Place,
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
        self.text(self.href)
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
        if let Some(item) = self.failure() {
            return Err(PropertyError::Resource { href: self.href().to_owned(), status: item.status() });
        }
        let Some(property) = self.property(name) else { return Ok(None) };
        if property.is_absent() {
            return Ok(None);
        }
        if let Some(failure) = property.failure() {
            return Err(PropertyError::Failed { href: self.href().to_owned(), name: name.clone(), failure });
        }
        let invalid = |error| PropertyError::Invalid { href: self.href().to_owned(), name: name.clone(), error };
        property.value().map(Some).map_err(invalid)
    }

    /// Returns a property as the response lists it. If it lists it twice, a success takes precedence.
    pub fn property(&self, name: &PropertyName) -> Option<ResourceProperty<'_>> {
        let mut named = self.properties().filter(|property| property.is(name));
        let first = named.next()?;
        if first.is_success() { Some(first) } else { named.find(|other| other.is_success()).or(Some(first)) }
    }

    /// Returns the properties that the response lists, in its order.
    pub fn properties(&self) -> impl Iterator<Item = ResourceProperty<'_>> {
        self.properties.iter().map(|entry| {
            let propstat = self.item.as_deref().and_then(|item| item.propstats().get(entry.propstat));
            ResourceProperty {
                namespace: self.text(entry.namespace),
                local: self.text(entry.name),
                xml: self.text(entry.xml),
                status: entry.status,
                propstat,
            }
        })
    }

    /// True if the resource is a collection, by its property `resourcetype` (RFC 4918 section 15.9).
    pub fn is_collection(&self) -> bool {
        let Some(property) = self.property(&names::RESOURCETYPE).filter(|property| property.is_success()) else {
            return false;
        };
        property.xml().contains("collection")
            && property.element().is_ok_and(|element| element.dav_child("collection").is_some())
    }

    fn text(&self, (start, end): Place) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }
}

impl From<ItemRef<'_>> for Resource {
    fn from(item: ItemRef<'_>) -> Self {
        let href = item.key().unwrap_or_default();
        let mut length = DAV.len() + href.len();
        let mut count = 0;
        for property in item.property_refs() {
            length += property.namespace.len() + property.name.len() + property.xml.len();
            count += 1;
        }
        let mut text = String::with_capacity(length);
        text.push_str(DAV);
        let mut push = |piece: &str| {
            let start = text.len();
            text.push_str(piece);
            (start, text.len())
        };
        let href = push(href);
        let mut properties = Vec::with_capacity(count);
        properties.extend(item.property_refs().map(|property| ListedProperty {
            status: property.status,
            propstat: property.propstat,
            namespace: if property.namespace == DAV { (0, DAV.len()) } else { push(property.namespace) },
            name: push(property.name),
            xml: push(property.xml),
        }));
        let item = item.has_more_than_properties().then(|| Box::new(item.to_item()));
        Self { text, href, properties, item }
    }
}

impl From<Item> for Resource {
    fn from(item: Item) -> Self {
        let mut text = DAV.to_owned();
        let mut push = |piece: &str| {
            let start = text.len();
            text.push_str(piece);
            (start, text.len())
        };
        let href = push(item.key().map_or("", Key::as_str));
        let mut properties = Vec::new();
        for (number, Propstat { status, properties: listed, .. }) in item.propstats().iter().enumerate() {
            properties.extend(listed.iter().map(|property| ListedProperty {
                status: *status,
                propstat: number,
                namespace: push(&property.namespace),
                name: push(&property.name),
                xml: push(&property.xml),
            }));
        }
        Self { text, href, properties, item: Some(Box::new(item)) }
    }
}
