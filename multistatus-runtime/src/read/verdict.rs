//! The verdict on a document that was read, its errors, and the limits of a reader.

use std::fmt;

use thiserror::Error;

/// What a reader can vouch for at the end of a document.
///
/// Only [`Complete`](Verdict::Complete) means that every item of the response was read. After any other verdict, nothing is
/// known of the items that were not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "only a complete document has the outcome of every item"]
pub enum Verdict {
    /// The document is complete.
    Complete,
    /// The document ends too early, or reports that its source failed.
    Truncated {
        /// The position of the end, in bytes.
        at: u64,
        /// The cause.
        by: Truncation,
    },
    /// The document breaks the rules of its syntax. The items that were read before are not certain either (RFC 4918
    /// section 8.2).
    Malformed {
        /// The position of the error, in bytes.
        at: u64,
        /// The error.
        error: SyntaxError,
    },
    /// The document is not a multi-status.
    NotMultiStatus {
        /// The name of its root in Clark notation, or a description of its shape.
        found: String,
    },
    /// The document was not read to its end: it exceeds a limit, or has a dangerous part.
    Refused {
        /// The position at which reading stopped, in bytes.
        at: u64,
        /// The reason.
        refusal: Refusal,
    },
}

impl Verdict {
    /// True if the document is complete.
    pub fn is_complete(&self) -> bool {
        *self == Self::Complete
    }

    /// True if the items that were read are certain. In a document that is not well-formed none is (RFC 4918 section
    /// 8.2). A document whose source failed is well-formed, and its items are certain.
    pub fn confirms_items(&self) -> bool {
        matches!(self, Self::Complete | Self::Truncated { by: Truncation::Sender | Truncation::BetweenLines, .. })
    }

    /// Returns the name of the verdict: `complete`, `truncated`, `malformed`, `not-multistatus` or `refused`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Truncated { .. } => "truncated",
            Self::Malformed { .. } => "malformed",
            Self::NotMultiStatus { .. } => "not-multistatus",
            Self::Refused { .. } => "refused",
        }
    }
}

/// Writes one sentence.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("the document is complete"),
            Self::Truncated { at, by } => write!(f, "truncated at byte {at}: {by}"),
            Self::Malformed { at, error } => write!(f, "malformed at byte {at}: {error}"),
            Self::NotMultiStatus { found } => write!(f, "not a multi-status: found {found}"),
            Self::Refused { at, refusal } => write!(f, "refused at byte {at}: {refusal}"),
        }
    }
}

/// The cause of a truncated document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Truncation {
    /// The input ended.
    #[error("the document ends before its last element does")]
    Input,
    /// The input ended between two lines of JSON Lines. Each line before is a document of its own.
    #[error("the last line, with the summary, is missing")]
    BetweenLines,
    /// The sender reports that its source failed.
    #[error("the sender reports that the source of its items failed")]
    Sender,
}

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

/// The reason why a document was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A document type declaration. It may declare entities that grow without limit, or that fetch files (RFC 4918 section
    /// 20.6).
    #[error("it has a document type declaration, which a multi-status never needs")]
    Doctype,
    /// An encoding other than UTF-8, UTF-16 and those of the Encoding Standard.
    #[error("its encoding is not supported")]
    Encoding,
    /// See [`Limits::depth`].
    #[error("elements are nested more than {limit} deep")]
    Depth {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::attributes`].
    #[error("an element has more than {limit} attributes")]
    Attributes {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::text`].
    #[error("a response takes more than {limit} bytes")]
    Text {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::responses`].
    #[error("there are more than {limit} responses")]
    Responses {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::bytes`].
    #[error("the document has more than {limit} bytes")]
    Bytes {
        /// The limit.
        limit: u64,
    },
}

/// The limits of a document. Exceeding one is a [`Refusal`].
///
/// ```
/// use multistatus::Limits;
///
/// let mut limits = Limits::default();
/// limits.responses = 1_000;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Maximum number of levels that elements, or arrays and objects, are nested. 10 000 unless set, and at most 126 for
    /// JSON.
    pub depth: usize,
    /// Maximum number of attributes of one element. 256 unless set. Besides, at most 512 namespace declarations may be in
    /// scope, with 32 KiB of text.
    pub attributes: usize,
    /// Maximum number of bytes of one response, or of one text outside of a response: the memory that reading takes. 16
    /// MiB unless set.
    pub text: usize,
    /// Maximum number of responses. 10 000 000 unless set.
    pub responses: usize,
    /// Maximum number of bytes of the document. 4 GiB unless set.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 10_000, attributes: 256, text: 16 << 20, responses: 10_000_000, bytes: 4 << 30 }
    }
}
