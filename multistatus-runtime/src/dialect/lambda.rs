//! AWS Lambda: the partial batch response of a function that reads a queue or a stream.

use crate::json_shape::JsonShape;

/// The partial batch response of a Lambda function (`ReportBatchItemFailures`). It lists the failures only.
///
/// ```json
/// {"batchItemFailures":[{"itemIdentifier":"m-2"}]}
/// ```
///
/// The key of an item is its message id, or its sequence number in a stream. Items that are not listed succeeded, also if
/// the list is `null` or absent; Lambda sends every failed item again.
///
/// It has a member for the key only: none for the status, the description, the error code, `Retry-After` and bodies.
pub const LAMBDA: JsonShape = JsonShape::lists(&[("batchItemFailures", Some(500))]).id("itemIdentifier").unlisted(200);
