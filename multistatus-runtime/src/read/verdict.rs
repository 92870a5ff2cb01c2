//! What a reader can vouch for once a document is at its end, and the bounds within which it reads at all.

use std::fmt;

use thiserror::Error;

/// What a reader can vouch for at the end of a document.
///
/// Only [`Complete`](Verdict::Complete) says that every item of the answer was seen. After any other verdict the items
/// before the end are what they are, and nothing is known of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "only a complete document says what happened to every item"]
pub enum Verdict {
    /// The document is whole.
    Complete,
    /// The document ends too early, or says itself that its source failed.
    Truncated {
        /// The position of the end, in bytes.
        at: u64,
        /// Who cut it off.
        by: Truncation,
    },
    /// The document breaks the rules of its syntax. Nothing is certain then, not even what was read before (RFC 4918
    /// section 8.2).
    Malformed {
        /// The position of the fault, in bytes.
        at: u64,
        /// The fault.
        fault: Fault,
    },
    /// The document is something else.
    NotMultiStatus {
        /// What it is: the name of its root in Clark notation, or its shape.
        found: String,
    },
    /// The document was not read to its end: it crosses a bound, or asks for what is dangerous.
    Refused {
        /// The position at which reading stopped, in bytes.
        at: u64,
        /// Why.
        refusal: Refusal,
    },
}

impl Verdict {
    /// Whether the document is whole.
    pub fn is_complete(&self) -> bool {
        *self == Self::Complete
    }

    /// Whether the items that were read stand, as far as they go. In a document that is not well-formed none does (RFC
    /// 4918 section 8.2); one whose source failed is well-formed, and says what it knows.
    pub fn confirms_items(&self) -> bool {
        matches!(self, Self::Complete | Self::Truncated { by: Truncation::Sender | Truncation::BetweenLines, .. })
    }

    /// The name of the verdict: `complete`, `truncated`, `malformed`, `not-multistatus` or `refused`.
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

/// One sentence.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete => f.write_str("the document is complete"),
            Self::Truncated { at, by } => write!(f, "truncated at byte {at}: {by}"),
            Self::Malformed { at, fault } => write!(f, "malformed at byte {at}: {fault}"),
            Self::NotMultiStatus { found } => write!(f, "not a multi-status: found {found}"),
            Self::Refused { at, refusal } => write!(f, "refused at byte {at}: {refusal}"),
        }
    }
}

/// Who cut a document off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Truncation {
    /// There were no more bytes.
    #[error("the document ends before its last element does")]
    Input,
    /// There were no more bytes, and each line before is a document of its own.
    #[error("the last line, with the summary, is missing")]
    BetweenLines,
    /// The sender says that its source failed.
    #[error("the sender says that the source of its items failed")]
    Sender,
}

/// How a document breaks the rules of its syntax.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The bytes are no text in the encoding that the document has.
    #[error("the bytes are not {encoding}")]
    Encoding {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// XML 1.0 section 2.2.
    #[error("U+{:04X} is no character of XML", *character as u32)]
    Character {
        /// The character.
        character: char,
    },
    /// A character reference to what is no character, or an entity that nobody declared.
    #[error("`&{name};` is no character of XML")]
    Reference {
        /// What stands between `&` and `;`.
        name: String,
    },
    /// Namespaces in XML 1.0 section 5.
    #[error("the prefix `{prefix}` is not declared")]
    Prefix {
        /// The prefix.
        prefix: String,
    },
    /// Namespaces in XML 1.0 section 4.
    #[error("`{name}` is no name")]
    Name {
        /// The name as written.
        name: String,
    },
    /// An end tag that does not end what was begun.
    #[error("`</{found}>` does not end `<{expected}>`")]
    EndTag {
        /// The name of the element that is open; empty where none is.
        expected: String,
        /// The name in the end tag.
        found: String,
    },
    /// One element (XML 1.0 section 2.1) or one value (RFC 8259 section 2) holds all the others.
    #[error("there is content after the end of the document")]
    AfterRoot,
    /// The same attribute twice, or one without a value.
    #[error("an attribute is given twice, or has no value in quotes")]
    Attribute,
    /// Anything else, in the words of the parser.
    #[error("{0}")]
    Syntax(String),
}

/// Why a document was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A document type may declare entities that grow without bound, or that fetch files (RFC 4918 section 20.6).
    #[error("it has a document type declaration, which a multi-status never needs")]
    Doctype,
    /// The encoding is none of UTF-8, UTF-16 and those that the Encoding Standard knows.
    #[error("its encoding is not supported")]
    Encoding,
    /// See [`Limits::depth`].
    #[error("elements are nested more than {limit} deep")]
    Depth {
        /// The bound.
        limit: usize,
    },
    /// See [`Limits::attributes`].
    #[error("an element has more than {limit} attributes")]
    Attributes {
        /// The bound.
        limit: usize,
    },
    /// See [`Limits::text`].
    #[error("a response takes more than {limit} bytes")]
    Text {
        /// The bound.
        limit: usize,
    },
    /// See [`Limits::responses`].
    #[error("there are more than {limit} responses")]
    Responses {
        /// The bound.
        limit: usize,
    },
    /// See [`Limits::bytes`].
    #[error("the document has more than {limit} bytes")]
    Bytes {
        /// The bound.
        limit: u64,
    },
}

/// The bounds within which a document is read. Crossing one is a [`Refusal`], never a panic or a full memory.
///
/// ```
/// use multistatus::read::Limits;
///
/// let mut limits = Limits::default();
/// limits.responses = 1_000;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How deep elements, or arrays and objects, may be nested. 10 000 unless set: nothing here recurses.
    pub depth: usize,
    /// How many attributes one element may have. 256 unless set. Besides, no more than 512 namespace declarations hold at
    /// once, and they take no more than 32 KiB.
    pub attributes: usize,
    /// How many bytes one response may take, or one text outside of a response: the memory that reading needs. 16 MiB
    /// unless set.
    pub text: usize,
    /// How many responses there may be. 10 000 000 unless set.
    pub responses: usize,
    /// How many bytes the document may have. 4 GiB unless set.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 10_000, attributes: 256, text: 16 << 20, responses: 10_000_000, bytes: 4 << 30 }
    }
}
