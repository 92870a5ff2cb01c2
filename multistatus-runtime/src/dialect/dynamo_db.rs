//! Amazon DynamoDB: `BatchWriteItem`.

use http::StatusCode;
use serde_json::value::RawValue;

use super::aws_json::aws_error;
use crate::{
    json_shape::JsonShape,
    outcome::{ContextValue, ItemContext},
    summary::{Overall, Summary},
};

/// The response of Amazon DynamoDB to `BatchWriteItem`: it lists the write requests that are to be sent again.
///
/// ```json
/// {"UnprocessedItems":{"orders":[{"DeleteRequest":{"Key":{"id":{"S":"17"}}}}]}}
/// ```
///
/// It is a format of outcomes in the context of their write requests: [`InContext<DynamoDbWrite, O>`](crate::outcome::InContext).
/// Every failure is listed, because what is not listed succeeded. So a client sends an item again that cannot succeed: a service
/// that knows before should refuse such a request as a whole.
///
/// If every item failed and each of them may be sent again, the response is a 400 with the code
/// `ProvisionedThroughputExceededException`; if none of them may, it has the code `ValidationException`. A request has at
/// most 25 items. The key of the codes of a request that fails as a whole is `dynamo_db`.
///
/// The items are kept until the end of the body, which has a list for each table. If an item has no context, because its outcome
/// panicked or the source of the items failed, the body has no end: no client takes it for complete.
///
/// When it is read, an item has the status 429, and its key is the table and the write request as they stand in the body:
/// `orders/{"DeleteRequest":...}`. There is no member for the outcome itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct DynamoDb;

/// The write request of an item, which the response repeats if the item failed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DynamoDbWrite {
    /// The name of the table.
    pub table: Box<str>,
    /// The write request: `{"PutRequest":{"Item":{}}}` or `{"DeleteRequest":{"Key":{}}}`.
    pub request: Box<RawValue>,
}

impl DynamoDbWrite {
    /// Returns the context of a write request to a table.
    pub fn new(table: impl Into<Box<str>>, request: Box<RawValue>) -> Self {
        Self { table: table.into(), request }
    }
}

/// The response to a request that failed as a whole. The key of its codes is `dynamo_db`.
pub(crate) const ERROR: JsonShape = aws_error(
    "dynamo_db",
    &[
        (401, "UnrecognizedClientException"),
        (403, "AccessDeniedException"),
        (404, "ResourceNotFoundException"),
        (409, "TransactionConflictException"),
        (412, "ConditionalCheckFailedException"),
        (429, "ProvisionedThroughputExceededException"),
        (503, "ServiceUnavailable"),
        (4, "ValidationException"),
        (5, "InternalServerError"),
    ],
)
.media_types(DynamoDb::MEDIA_TYPES);

/// The members of the context.
pub(crate) const TABLE: &str = "table";
pub(crate) const REQUEST: &str = "request";

impl ItemContext for DynamoDbWrite {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        match name {
            TABLE => Some(ContextValue::Text(&self.table)),
            REQUEST => Some(ContextValue::Json(self.request.get())),
            _ => None,
        }
    }
}

impl DynamoDb {
    /// The maximum number of items of a request.
    pub const MAX_ITEMS: usize = 25;
    pub(crate) const MEDIA_TYPES: &'static [&'static str] = &["application/x-amz-json-1.0", "application/json"];
    pub(crate) const OVERALL: Overall = Overall::By(|summary| match refusal(summary) {
        Some(_) => StatusCode::BAD_REQUEST,
        None => StatusCode::OK,
    });
    /// The member of the root with the items.
    pub(crate) const UNPROCESSED: &'static str = "UnprocessedItems";
    /// The status that is read for an item.
    pub(crate) const STATUS: StatusCode = StatusCode::TOO_MANY_REQUESTS;
}

/// Returns the code of the response as a whole, if nothing was processed.
pub(crate) fn refusal(summary: &Summary) -> Option<&'static str> {
    match (summary.failed == summary.total && summary.total > 0, summary.retryable) {
        (true, retryable) if retryable == summary.failed => Some("ProvisionedThroughputExceededException"),
        (true, 0) => Some("ValidationException"),
        _ => None,
    }
}
