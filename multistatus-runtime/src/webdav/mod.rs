//! What RFC 4918 and its family add: properties, requests, the rules of each method, locks.

pub mod conditions;
mod method;
mod report;
mod resource_path;

pub use self::{
    method::{Listing, MethodOutcomes, MethodRules, ResponseForm, respond_one},
    report::{Multiget, NotSynchronized, SyncCollection, SyncError, SyncPage},
};
pub use crate::{
    etag::{ETag, InvalidETag},
    property::{
        ContentWriter, DeadProperties, FromPropertyValue, HttpDate, InvalidLanguage, InvalidName, InvalidValue,
        InvalidXml, Language, LocalizedText, Properties, PropertyFailure, PropertyInfo, PropertyKind, PropertyName,
        PropertyQuery, PropertyValue, PropertyXml, RawXml, ResourceOutcome, ResourceType, Rfc3339Date, Serialized,
        SupportedLock, SyncToken, XmlElement, names,
    },
};
