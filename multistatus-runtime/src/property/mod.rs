//! Properties of WebDAV: their names, their values, and the properties that a type declares.

mod content;
mod dead;
mod document;
mod element;
mod failure;
mod from_value;
mod info;
mod language;
mod name;
pub mod names;
mod properties;
mod query;
mod resource_outcome;
mod sync_token;
pub(crate) mod tag;
mod value;
mod xml;

#[cfg(feature = "reqwest")]
pub(crate) use self::document::fragment;
pub(crate) use self::document::property_document;
pub use self::{
    content::{ContentWriter, PropertyValue},
    dead::DeadProperties,
    element::{InvalidXml, XmlElement, XmlPosition},
    failure::PropertyFailure,
    from_value::{FromPropertyValue, InvalidValue},
    info::{PropertyInfo, PropertyKind},
    language::{InvalidLanguage, Language},
    name::{InvalidName, PropertyName},
    properties::Properties,
    query::PropertyQuery,
    resource_outcome::ResourceOutcome,
    sync_token::SyncToken,
    value::{
        ActiveLock, HttpDate, LocalizedText, LockScope, RawXml, ResourceType, Rfc3339Date, Serialized, SupportedLock,
    },
    xml::PropertyXml,
};
