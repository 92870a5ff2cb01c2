//! The errors in the syntax of a document.

use thiserror::Error;

/// An error in the syntax of a document.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SyntaxError {
    /// The bytes are not text in the encoding of the document.
    #[error("the bytes are not valid {encoding}")]
    Encoding {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// A character that XML does not allow (XML 1.0 section 2.2).
    #[error("U+{:04X} is not a legal XML character", *character as u32)]
    Character {
        /// The character.
        character: char,
    },
    /// A reference to a character that XML does not allow, or to an entity that is not one of the five predefined ones.
    #[error("`&{name};` does not stand for a legal XML character")]
    Reference {
        /// The text between `&` and `;`.
        name: String,
    },
    /// An XML declaration without `version="1.x"`, or with other content than an encoding and `standalone` (XML 1.0 section
    /// 2.8).
    #[error("the XML declaration is malformed")]
    Declaration,
    /// A prefix without a declaration (Namespaces in XML 1.0 section 5).
    #[error("the prefix `{prefix}` is not declared")]
    Prefix {
        /// The prefix.
        prefix: String,
    },
    /// A name that is not a qualified name (Namespaces in XML 1.0 section 4).
    #[error("`{name}` is not a valid name")]
    Name {
        /// The name as written.
        name: String,
    },
    /// An end tag that does not match the open element.
    #[error("`</{found}>` does not match `<{expected}>`")]
    EndTag {
        /// The name of the open element; empty if none is open.
        expected: String,
        /// The name in the end tag.
        found: String,
    },
    /// Content after the one element (XML 1.0 section 2.1) or the one value (RFC 8259 section 2) of a document.
    #[error("there is content after the end of the document")]
    AfterRoot,
    /// An attribute that is repeated, or has no value.
    #[error("an attribute is given twice, or has no value in quotes")]
    Attribute,
    /// Another error of the grammar, as a message.
    #[error("{0}")]
    Grammar(String),
}
