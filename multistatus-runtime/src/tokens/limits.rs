//! The limits of a document that is read, and the refusal of one that exceeds them.

use thiserror::Error;

/// The reason why a document was not read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A document type declaration. It may declare entities that grow without limit, or that fetch files (RFC 4918 section
    /// 20.6).
    #[error("it has a document type declaration, which is not supported")]
    Doctype,
    /// An encoding other than UTF-8, UTF-16 and those of the Encoding Standard.
    #[error("its encoding `{label}` is not supported")]
    Encoding {
        /// The name of the encoding, as far as 64 characters.
        label: String,
    },
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
    /// More namespace declarations than are allowed at once. This limit cannot be changed: each prefix is searched among all
    /// of them.
    #[error("more than 512 namespace declarations are in scope, or they take more than 32768 bytes")]
    Declarations,
    /// See [`Limits::text`].
    #[error("a response, or what is between two responses, takes more than {limit} bytes of UTF-8")]
    Text {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::copies`].
    #[error("the copies of a response that its elements and hrefs get take more than {limit} bytes")]
    Copies {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::hrefs`].
    #[error("a response has more than {limit} hrefs")]
    Hrefs {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::propstats`].
    #[error("a response has more than {limit} propstats")]
    Propstats {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::properties`].
    #[error("a response has more than {limit} properties")]
    Properties {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::conditions`].
    #[error("a response has more than {limit} conditions")]
    Conditions {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::elements`].
    #[error("a response has more than {limit} extension elements")]
    Elements {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::members`].
    #[error("an item has more than {limit} members")]
    Members {
        /// The limit.
        limit: usize,
    },
    /// See [`Limits::values`].
    #[error("the body and the extension members of an item have more than {limit} values")]
    Values {
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
    /// Maximum number of attributes of one element. 256 unless set. The number of namespace declarations has a limit of its
    /// own: see [`Refusal::Declarations`].
    pub attributes: usize,
    /// Maximum number of bytes of one response, or of what is between two responses: the memory that reading takes. A body
    /// in another encoding is counted in UTF-8. 16 MiB unless set.
    pub text: usize,
    /// Maximum number of bytes that one response makes of its parts by repeating them: each property, condition and
    /// extension element is kept with the namespaces that it uses, and each of several hrefs gets an item with all that the
    /// response says. 16 MiB unless set.
    pub copies: usize,
    /// Maximum number of hrefs of one response, and of all of its conditions. 10 000 unless set.
    pub hrefs: usize,
    /// Maximum number of propstats of one response. 1 000 unless set.
    pub propstats: usize,
    /// Maximum number of properties of one response. 10 000 unless set.
    pub properties: usize,
    /// Maximum number of conditions of one response. 10 000 unless set.
    pub conditions: usize,
    /// Maximum number of extension elements of one response: those that this crate does not know. 10 000 unless set.
    pub elements: usize,
    /// Maximum number of members of one item: the members of a JSON item that its shape does not name or that are repeated,
    /// its header fields, and the extension members of its problem. In XML, the elements inside of a member count, too.
    /// 10 000 unless set.
    pub members: usize,
    /// Maximum number of values in the body and in the extension members of one JSON item, at every level. 100 000 unless set.
    pub values: usize,
    /// Number of defects of one item that are kept. The others are counted, not refused: see
    /// [`ItemRef::omitted_defects`](crate::read::ItemRef::omitted_defects). The first defect of each kind is always kept. 100
    /// unless set.
    pub defects: usize,
    /// Maximum number of responses. 10 000 000 unless set.
    pub responses: usize,
    /// Maximum number of bytes of the document. 4 GiB unless set.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 10_000,
            attributes: 256,
            text: 16 << 20,
            copies: 16 << 20,
            hrefs: 10_000,
            propstats: 1_000,
            properties: 10_000,
            conditions: 10_000,
            elements: 10_000,
            members: 10_000,
            values: 100_000,
            defects: 100,
            responses: 10_000_000,
            bytes: 4 << 30,
        }
    }
}
