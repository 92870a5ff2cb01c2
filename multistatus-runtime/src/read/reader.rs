//! The settings of a reader: facts about the response, and the limits.

use http::StatusCode;

#[cfg(feature = "json")]
use crate::json_shape::JsonShape;
use crate::tokens::Limits;

/// Reads a multi-status in any format. Its settings are facts about the response, and the limits.
///
/// Every setting is optional, since the body itself shows its format. A multi-status may have any status, and any content
/// type or none.
///
/// ```
/// use multistatus::Reader;
///
/// let body = r#"<multistatus xmlns="DAV:"><response><href>/a</href><status>HTTP/1.1 423 Locked</status></response></multistatus>"#;
/// let document = Reader::new().read(body.as_bytes());
/// assert!(document.ending.verdict.is_complete());
/// assert_eq!(document.items[0].status(), 423);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Reader {
    pub(crate) status: Option<StatusCode>,
    pub(crate) content_type: Option<String>,
    pub(crate) lenient: bool,
    pub(crate) limits: Limits,
    #[cfg(feature = "json")]
    pub(crate) shape: Option<JsonShape>,
}

impl Reader {
    /// Returns a reader without settings. It accepts what the specifications allow.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the status of the response as a whole.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the content type of the response, with its parameters.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Accepts errors in XML whose meaning is clear: elements in no namespace that should be in `DAV:`, and characters that XML
    /// does not allow, which become U+FFFD. Each is a defect of its item, or else of the document:
    /// [`Ending::defects`](crate::read::Ending::defects).
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Sets the limits of the document.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the shape of JSON. Without it, the reader detects [`JsonShape::MULTISTATUS`] and [`JsonShape::JSON_LINES`], and
    /// with the feature `dialects` those of the module `dialect` by the members of the root and of the first item.
    ///
    /// A shape is detected only if no body of another kind has its members. The shape has to be set:
    ///
    /// - if other bodies look the same: a line with a boolean, as of Typesense, or a list of resources;
    /// - if nothing is listed, because everything succeeded: `{}` of a Lambda function, a response of BigQuery, or the empty
    ///   body of Nakadi;
    /// - for the errors of JSON:API, which are those of any request of it;
    /// - for the error codes of Graph, OData and Kinto, since the default shape reads their items too.
    #[cfg(feature = "json")]
    pub fn shape(mut self, shape: impl Into<JsonShape>) -> Self {
        self.shape = Some(shape.into());
        self
    }
}
