//! The OpenTelemetry Protocol: partial success of an export.

use http::StatusCode;

use crate::{json_shape::JsonShape, summary::Overall};

/// The response of OTLP/HTTP to an export in JSON: the number of items that were rejected, and why.
///
/// ```json
/// {"partialSuccess":{"rejectedSpans":"2","errorMessage":"the span has no name"}}
/// ```
///
/// The body is `{}` if every item succeeded. The number counts the failures, and the message is the description of the first of
/// them that has one, or else the reason phrase of the first. The status is always 200: a client must not send rejected items
/// again. A service that is throttled refuses the request as a whole, with 429 or 503 and `Retry-After`.
///
/// The items cannot be told apart, so a body has none of them when it is read. If items were rejected, no item counts as a
/// success; otherwise [`Ending::unlisted`](crate::read::Ending::unlisted) is the success of all. A
/// [`Reader`](crate::Reader) recognizes a body by its member `partialSuccess`; for `{}`, the caller gives the convention:
/// `Reader::shape(dialect::Otlp::Traces)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Otlp {
    /// Spans: `/v1/traces`.
    Traces,
    /// Data points: `/v1/metrics`.
    Metrics,
    /// Log records: `/v1/logs`.
    Logs,
}

impl Otlp {
    /// The member of the root.
    pub(crate) const PARTIAL_SUCCESS: &'static str = "partialSuccess";
    pub(crate) const OVERALL: Overall = Overall::Always(StatusCode::OK);

    /// Returns the member that counts the rejected items.
    pub(crate) const fn rejected(self) -> &'static str {
        match self {
            Self::Traces => "rejectedSpans",
            Self::Metrics => "rejectedDataPoints",
            Self::Logs => "rejectedLogRecords",
        }
    }
}

/// The shape that tells a reader the convention.
impl From<Otlp> for JsonShape {
    fn from(_: Otlp) -> Self {
        JsonShape::list(Otlp::PARTIAL_SUCCESS)
    }
}
