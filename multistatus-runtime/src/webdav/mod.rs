//! What RFC 4918 and its family add: properties, requests, the rules of each method, locks.

mod method;
mod resource_path;

pub use self::method::{Listing, MethodOutcomes, MethodRules, ResponseForm, respond_one};
pub use crate::property::{
    ContentWriter, DeadProperties, FromPropertyValue, InvalidName, InvalidValue, InvalidXml, Properties,
    PropertyFailure, PropertyInfo, PropertyKind, PropertyName, PropertyQuery, PropertyValue, PropertyXml,
    ResourceOutcome, XmlElement, names,
};
