//! Properties of WebDAV: their names, their values, and the properties that a type declares.

mod content;
mod dead;
mod element;
mod failure;
mod info;
mod name;
pub mod names;
mod properties;
mod query;
mod resource_outcome;
mod value;
mod write;

pub use self::{
    content::ContentWriter,
    dead::DeadProperties,
    element::{InvalidXml, XmlElement},
    failure::PropertyFailure,
    info::{PropertyInfo, PropertyKind},
    name::{InvalidName, PropertyName},
    properties::Properties,
    query::PropertyQuery,
    resource_outcome::ResourceOutcome,
    value::{FromPropertyValue, InvalidValue, PropertyValue},
    write::PropertyXml,
};
