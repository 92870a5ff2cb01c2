//! `Resource`: the properties of a file or a collection.

use std::{fmt, time::SystemTime};

use multistatus::webdav::{
    ActiveLock, ContentWriter, DeadProperties, ETag, HttpDate, Properties, PropertyFailure, PropertyValue,
    ResourceType, Rfc3339Date, SupportedLock,
};

/// The properties of a file or a collection. A field that is `None` is a property that the resource does not have.
#[derive(Clone, Debug, Properties)]
pub(crate) struct Resource {
    #[property("resourcetype", live)]
    kind: ResourceType,
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
    /// What clients have set with PROPPATCH.
    #[property(rest)]
    pub(crate) dead: DeadProperties,
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

    /// True if the resource is a collection.
    pub(crate) fn is_collection(&self) -> bool {
        self.length.is_none()
    }
}
