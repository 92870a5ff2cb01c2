//! `RequestError`: the reason why a request is refused before anything happens.

use std::fmt;

use http::StatusCode;
use thiserror::Error;

use crate::{
    dav_header::HeaderError,
    outcome::{Condition, ConditionVisitor, DAV, HeaderVisitor, Outcome},
    property::{InvalidXml, PropertyName, XmlPosition},
    tokens::Refusal,
};

/// The reason why a request of WebDAV is refused before anything happens. It is an [`Outcome`], and so a response.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The body is not well-formed XML, exceeds a limit, or has a document type declaration: 400, 413, or 403 with
    /// `no-external-entities` (RFC 4918 section 16). An encoding that is not supported is a 415.
    #[error("the body is not valid XML: {0}")]
    Xml(#[from] InvalidXml),
    /// There is no body, and the method needs one: 400.
    #[error("the body is empty; expected {expected}")]
    Empty {
        /// The body that was expected.
        expected: &'static str,
    },
    /// The root is another element: 400.
    #[error("{at}: expected the element {expected}, found {found}")]
    Root {
        /// The position.
        at: XmlPosition,
        /// The element that was expected, such as `{DAV:}propfind`.
        expected: &'static str,
        /// The root.
        found: PropertyName,
    },
    /// An element lacks content that it needs, or has other content: 400.
    #[error("{at}: expected {expected} in the element `{}`, found {found}", element.local())]
    Content {
        /// The position of the element.
        at: XmlPosition,
        /// The element.
        element: PropertyName,
        /// The content that was expected.
        expected: &'static str,
        /// The content that was found, shortened.
        found: String,
    },
    /// The requested values, each with the declarations and the language that apply to it, take more memory than
    /// [`Limits::copies`](crate::read::Limits::copies): 413.
    #[error("the values of the properties, each with its namespaces and its language, take more than {limit} bytes")]
    Values {
        /// The limit.
        limit: usize,
    },
    /// Neither the body nor its content type is XML: 415. The header field `Accept` of the response lists the supported types.
    #[error("expected a body in XML, found `{found}`")]
    MediaType {
        /// The content type of the request.
        found: String,
    },
    /// The body of a MKCOL is XML that is not known: 415 (RFC 4918 section 9.3).
    #[error("{at}: expected no body, or the element {expected}, found {found}")]
    MkcolBody {
        /// The position.
        at: XmlPosition,
        /// The element that was expected.
        expected: &'static str,
        /// The root.
        found: PropertyName,
    },
    /// The body has a content encoding, such as `gzip`: 415. The header field `Accept-Encoding` of the response says that none
    /// is supported.
    #[error("expected a body without a content encoding, found `{found}`")]
    ContentEncoding {
        /// The content encoding of the request.
        found: String,
    },
    /// A header field is not valid.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// A PROPFIND with `Depth: infinity`, which the server does not answer: 403 with `propfind-finite-depth` (RFC 4918
    /// section 9.1).
    #[error("this server does not answer a PROPFIND with Depth: infinity; send Depth: 0 or Depth: 1")]
    InfiniteDepth,
}

impl RequestError {
    /// Returns the name of the condition of `DAV:` that the request does not meet.
    fn condition(&self) -> Option<&'static str> {
        match self {
            Self::Xml(InvalidXml::Refused { refusal: Refusal::Doctype, .. }) => Some("no-external-entities"),
            Self::InfiniteDepth => Some("propfind-finite-depth"),
            _ => None,
        }
    }
}

impl Outcome for RequestError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Xml(InvalidXml::Refused { refusal: Refusal::Doctype, .. }) | Self::InfiniteDepth => {
                StatusCode::FORBIDDEN
            }
            Self::Xml(InvalidXml::Refused { refusal: Refusal::Encoding { .. }, .. })
            | Self::MediaType { .. }
            | Self::MkcolBody { .. }
            | Self::ContentEncoding { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Xml(InvalidXml::Refused { .. } | InvalidXml::Elements { .. } | InvalidXml::Names { .. })
            | Self::Values { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Xml(_) | Self::Empty { .. } | Self::Root { .. } | Self::Content { .. } => StatusCode::BAD_REQUEST,
            Self::Header(error) => error.status(),
        }
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        write!(out, "{self}")
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        match self {
            Self::MediaType { .. } => visitor.header("Accept", &|out| out.write_str("application/xml, text/xml")),
            Self::ContentEncoding { .. } => visitor.header("Accept-Encoding", &|out| out.write_str("identity")),
            _ => {}
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        if let Some(name) = self.condition() {
            visitor.condition(Condition::trusted(DAV, name), &[]);
        }
    }
}
