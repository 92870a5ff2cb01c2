//! What RFC 4918 and its family add: properties, requests, the rules of each method, locks.

pub mod conditions;
mod lock;
mod method;
mod proppatch;
mod report;
/// The bodies of requests, and the reasons why one is refused.
pub mod request;
mod resource_path;

pub use self::{
    lock::{LockError, LockGrant, LockTable},
    method::{Listing, MethodOutcomes, MethodRules, ResponseForm, respond_one},
    proppatch::{ProppatchDraft, ProppatchOutcome},
    report::{Multiget, NotSynchronized, SyncCollection, SyncError, SyncPage},
};
pub use crate::{
    etag::{ETag, InvalidETag},
    property::{
        ActiveLock, ContentWriter, DeadProperties, FromPropertyValue, HttpDate, InvalidLanguage, InvalidName,
        InvalidValue, InvalidXml, Language, LocalizedText, LockScope, Properties, PropertyFailure, PropertyInfo,
        PropertyKind, PropertyName, PropertyQuery, PropertyValue, PropertyXml, RawXml, ResourceOutcome, ResourceType,
        Rfc3339Date, Serialized, SupportedLock, SyncToken, XmlElement, XmlPosition, names,
    },
};
#[cfg(feature = "derive")]
pub use multistatus_derive::Properties;

/// The header fields of RFC 4918 and its family.
pub mod header {
    pub use crate::dav_header::{
        DavPreferences, Depth, Destination, HeaderError, IfCondition, IfHeader, IfList, IfTest, InvalidResourceRef,
        LockTimeout, LockToken, Overwrite, ResourceRef, ResourceState, authority,
    };
}
