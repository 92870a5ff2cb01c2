//! Amazon SNS: `PublishBatch`.

use http::StatusCode;

use super::xml_shape::XmlShape;
use crate::{json_shape::members::Codes, summary::Overall};

/// The response of Amazon SNS to `PublishBatch`.
///
/// ```xml
/// <PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>
///   <Successful><member><Id>a</Id><MessageId>m1</MessageId></member></Successful>
///   <Failed><member><Id>b</Id><Code>InternalError</Code><Message>try again</Message><SenderFault>false</SenderFault></member></Failed>
/// </PublishBatchResult></PublishBatchResponse>
/// ```
///
/// `MessageId` and `SequenceNumber` come from the body of the outcome. The status is always 200, and a request has at most 10
/// entries. The key of its codes is `sns`. Failures are kept until the end of the body, because they have a list of their own.
pub const SNS: XmlShape = XmlShape {
    namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    path: &["PublishBatchResponse", "PublishBatchResult"],
    lists: Some(["Successful", "Failed"]),
    items: ["member", "member"],
    key: "Id",
    context: &[],
    sender_fault: "SenderFault",
    success: StatusCode::OK,
    absent_succeeds: false,
    error: (&["ErrorResponse", "Error"], "http://sns.amazonaws.com/doc/2010-03-31/"),
    fault: "Type",
    codes: Codes { dialect: "sns", defaults: CODES, are_numbers: false },
    media_types: &["text/xml"],
    overall: Overall::Always(StatusCode::OK),
    max_items: 10,
};

/// The codes of an entry. A code that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (400, "InvalidParameter"),
    (403, "AuthorizationError"),
    (401, "AuthorizationError"),
    (404, "NotFound"),
    (422, "ParameterValueInvalid"),
    (424, "FailedDependency"),
    (429, "Throttled"),
    (408, "Throttled"),
    (425, "Throttled"),
    (500, "InternalError"),
    (503, "ServiceUnavailable"),
    (4, "InvalidParameter"),
    (5, "InternalError"),
];
