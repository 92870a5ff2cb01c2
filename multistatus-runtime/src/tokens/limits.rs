//! The limits of a document that is read, and the refusal of one that exceeds them.

use thiserror::Error;

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
/// use multistatus::read::Limits;
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
