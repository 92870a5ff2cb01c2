//! `Resource`: the properties of a file or a collection.

use std::{fmt, time::SystemTime};

use multistatus::webdav::{
    ContentWriter, DeadProperties, Properties, PropertyFailure, PropertyInfo, PropertyName, PropertyValue, names,
};

/// The properties of a file or a collection.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) is_collection: bool,
    /// The number of bytes of a file.
    pub(crate) length: Option<u64>,
    /// The media type of a file.
    pub(crate) content_type: Option<&'static str>,
    /// The version of a file.
    pub(crate) version: Option<Version>,
    pub(crate) modified: SystemTime,
    pub(crate) created: SystemTime,
    /// What clients have set with PROPPATCH.
    pub(crate) dead: DeadProperties,
}

/// The version of a file: two numbers that do not both stay the same if the content changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version(pub(crate) u64, pub(crate) u64);

/// Writes the entity tag, with its quotes (RFC 9110 section 8.8.3).
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{:x}-{:x}\"", self.0, self.1)
    }
}

impl Resource {
    /// Creates the properties of a collection.
    pub(crate) fn collection(created: SystemTime, modified: SystemTime) -> Self {
        let dead = DeadProperties::new();
        Self { is_collection: true, length: None, content_type: None, version: None, modified, created, dead }
    }

    /// Creates the properties of a file.
    pub(crate) fn file(name: &str, length: u64, version: Version, created: SystemTime, modified: SystemTime) -> Self {
        Self {
            is_collection: false,
            length: Some(length),
            content_type: Some(mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream")),
            version: Some(version),
            modified,
            created,
            dead: DeadProperties::new(),
        }
    }
}

const COLLECTION: PropertyName = PropertyName::declared("DAV:", "collection");

impl Properties for Resource {
    const PROPERTIES: &'static [PropertyInfo] = &[
        PropertyInfo::live(names::RESOURCETYPE),
        PropertyInfo::live(names::GETCONTENTLENGTH),
        PropertyInfo::live(names::GETCONTENTTYPE),
        PropertyInfo::live(names::GETETAG),
        PropertyInfo::live(names::GETLASTMODIFIED),
        PropertyInfo::live(names::CREATIONDATE),
    ];

    fn write(&self, position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        match position {
            0 if self.is_collection => content.empty(&COLLECTION),
            0 => {}
            1 => self.length.write(content)?,
            2 => self.content_type.write(content)?,
            3 => self.version.map(|version| version.to_string()).write(content)?,
            4 => httpdate::fmt_http_date(self.modified).write(content)?,
            _ => return Err(PropertyFailure::ABSENT),
        }
        Ok(())
    }

    fn dead(&self) -> Option<&DeadProperties> {
        Some(&self.dead)
    }
}
