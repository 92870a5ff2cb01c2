//! `Resource`: the properties of a file or a collection.

use std::{fmt, sync::Arc, time::SystemTime};

use multistatus::webdav::{
    ActiveLock, ContentWriter, DeadProperties, ETag, FromPropertyValue, HttpDate, InvalidValue, Properties,
    PropertyFailure, PropertyValue, ResourceType, Rfc3339Date, SupportedLock, XmlElement, names,
};

/// The properties of a file or a collection. A field that is `None` is a property that the resource does not have.
#[derive(Clone, Debug, Properties)]
pub(crate) struct Resource {
    #[property("resourcetype", live)]
    kind: ResourceType,
    #[property("displayname")]
    display_name: Option<DisplayName>,
    #[property("getcontentlength", live)]
    pub(crate) length: Option<u64>,
    #[property("getcontenttype", live)]
    pub(crate) content_type: Option<&'static str>,
    #[property("getetag", live)]
    pub(crate) version: Option<Version>,
    #[property("getlastmodified", live)]
    pub(crate) modified: HttpDate,
    #[property("creationdate", live)]
    pub(crate) created: Rfc3339Date,
    #[property("supportedlock", live)]
    supported_locks: SupportedLock,
    #[property("lockdiscovery", live)]
    pub(crate) locks: Vec<ActiveLock>,
    /// What else clients have set with PROPPATCH.
    #[property(rest)]
    dead: DeadProperties,
}

/// The name that a resource is shown with.
#[derive(Clone, Debug)]
enum DisplayName {
    /// The last segment of its path.
    OfPath(Arc<str>),
    /// The element that a client has set, with its language.
    OfClient(Arc<XmlElement>),
}

impl PropertyValue for DisplayName {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        match self {
            Self::OfPath(name) => name.write(content),
            Self::OfClient(element) => element.write(content),
        }
    }
}

impl FromPropertyValue for DisplayName {
    fn from_element(element: &XmlElement) -> Result<Self, InvalidValue> {
        Ok(Self::OfClient(Arc::new(element.clone())))
    }
}

/// The version of a file: two numbers, of which one changes if the content does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version(pub(crate) u64, pub(crate) u64);

/// Writes the entity tag, with its quotes (RFC 9110 section 8.8.3).
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{:x}-{:x}\"", self.0, self.1)
    }
}

impl Version {
    /// Returns the entity tag.
    pub(crate) fn etag(self) -> ETag {
        self.to_string().parse().expect("digits and a hyphen are an entity tag")
    }
}

impl PropertyValue for Version {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.display(self);
        Ok(())
    }
}

impl Resource {
    /// Creates the properties of a collection.
    pub(crate) fn collection(created: SystemTime, modified: SystemTime) -> Self {
        Self {
            kind: ResourceType::COLLECTION,
            display_name: None,
            length: None,
            content_type: None,
            version: None,
            modified: HttpDate(modified),
            created: Rfc3339Date(created),
            supported_locks: SupportedLock::ALL,
            locks: Vec::new(),
            dead: DeadProperties::new(),
        }
    }

    /// Creates the properties of a file.
    pub(crate) fn file(name: &str, length: u64, version: Version, created: SystemTime, modified: SystemTime) -> Self {
        Self {
            kind: ResourceType::FILE,
            length: Some(length),
            content_type: Some(mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream")),
            version: Some(version),
            ..Self::collection(created, modified)
        }
    }

    /// Returns what clients have set, for the store to keep.
    pub(crate) fn stored(&self) -> DeadProperties {
        let mut stored = self.dead.clone();
        if let Some(DisplayName::OfClient(element)) = &self.display_name {
            stored.set(element);
        }
        stored
    }

    /// Sets the name of the path, and what clients have set.
    pub(crate) fn restore(&mut self, name: &str, mut stored: DeadProperties) {
        let set = stored.get(&names::DISPLAYNAME).and_then(|property| XmlElement::parse(&property.xml).ok());
        stored.remove(&names::DISPLAYNAME);
        self.display_name = match set {
            Some(element) => Some(DisplayName::OfClient(Arc::new(element))),
            // The root has no name.
            None => (!name.is_empty()).then(|| DisplayName::OfPath(name.into())),
        };
        self.dead = stored;
    }

    /// True if the resource is a collection.
    pub(crate) fn is_collection(&self) -> bool {
        self.length.is_none()
    }
}
