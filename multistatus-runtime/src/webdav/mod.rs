//! What RFC 4918 and its family add: properties, requests, the rules of each method, locks.

pub use crate::property::{
    ContentWriter, DeadProperties, FromPropertyValue, InvalidName, InvalidValue, InvalidXml, Properties,
    PropertyFailure, PropertyInfo, PropertyKind, PropertyName, PropertyQuery, PropertyValue, PropertyXml,
    ResourceOutcome, XmlElement, names,
};
