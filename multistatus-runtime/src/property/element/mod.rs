//! `XmlElement`: an element of a request or of a property, with its text and its children.

mod error;
mod node;
mod parse;
mod scope;
mod write;

pub use self::{
    error::{InvalidXml, XmlPosition},
    node::XmlElement,
};
