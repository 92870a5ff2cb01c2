//! `Proppatch`: the body of a PROPPATCH (RFC 4918 section 14.19).

use http::HeaderMap;

use super::{
    body::{children, limits, read_root},
    error::RequestError,
};
use crate::{
    property::{PropertyName, XmlElement},
    tokens::Limits,
};

/// The body of a PROPPATCH: changes of properties, in the order in which they are made (RFC 4918 section 9.2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proppatch {
    /// The changes, in the order of the document. There is at least one.
    pub instructions: Vec<Instruction>,
}

/// One change of a property (RFC 4918 sections 14.23 and 14.26).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instruction {
    /// Sets a property to a value, which is its element. The language of the elements around it applies to it.
    Set(XmlElement),
    /// Removes a property.
    Remove(PropertyName),
}

impl Instruction {
    /// Returns the name of the property.
    pub fn name(&self) -> &PropertyName {
        match self {
            Self::Set(value) => value.name(),
            Self::Remove(name) => name,
        }
    }
}

const EXPECTED: &str = "a `set` or `remove` with a property";

impl Proppatch {
    /// Reads a body. Unknown elements are ignored (RFC 4918 section 17), and so are the values in `remove`.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not a `propertyupdate`, or changes no property.
    pub fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Self, RequestError> {
        Self::parse_within(headers, body, limits())
    }

    /// Reads a body with other limits: see [`XmlElement::parse_within`].
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`parse`](Self::parse).
    pub fn parse_within(headers: &HeaderMap, body: &[u8], limits: Limits) -> Result<Self, RequestError> {
        const ROOT: &str = "{DAV:}propertyupdate";
        let Some(root) = read_root(headers, body, limits, ROOT)? else {
            return Err(RequestError::Empty { expected: "the element {DAV:}propertyupdate" });
        };
        let instructions = instructions(&root, limits)?;
        if instructions.is_empty() {
            return Err(children(&root, EXPECTED));
        }
        Ok(Self { instructions })
    }
}

/// Reads the changes in `set` and `remove`.
pub(super) fn instructions(root: &XmlElement, limits: Limits) -> Result<Vec<Instruction>, RequestError> {
    let mut instructions = Vec::new();
    let mut length = 0;
    for change in root.children() {
        let is_set = change.name().is_dav("set");
        if !is_set && !change.name().is_dav("remove") {
            continue;
        }
        let mut props = change.children().iter().filter(|child| child.name().is_dav("prop")).peekable();
        if props.peek().is_none() {
            return Err(children(change, "a `prop`"));
        }
        for property in props.flat_map(XmlElement::children) {
            if !is_set {
                instructions.push(Instruction::Remove(property.name().clone()));
                continue;
            }
            // Each value is stored with the declarations that it needs, which the document has only once.
            length += property.to_xml().len();
            if length > limits.copies {
                return Err(RequestError::Values { limit: limits.copies });
            }
            instructions.push(Instruction::Set(property.clone()));
        }
    }
    Ok(instructions)
}
