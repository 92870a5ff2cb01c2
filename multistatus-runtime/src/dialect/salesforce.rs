//! Salesforce: Composite, Composite Batch and sObject Collections.

use http::StatusCode;

use crate::{
    json_shape::{JsonShape, RootMember, ShapeValue, When},
    summary::Overall,
};

/// The response of Salesforce to a Composite request.
///
/// ```json
/// {"compositeResponse":[
///   {"body":{"id":"001"},"httpHeaders":{"Location":"/services/data/v60.0/sobjects/Account/001"},"httpStatusCode":201,"referenceId":"a"},
///   {"body":[{"message":"duplicate value found","errorCode":"DUPLICATE_VALUE"}],"httpHeaders":{},"httpStatusCode":400,"referenceId":"b"}]}
/// ```
///
/// The status is always 200, and a request has at most 25 subrequests. The key of its codes is `salesforce`.
pub const SALESFORCE: JsonShape = JsonShape::list("compositeResponse")
    .body("body")
    .error(&["body/0/message"])
    .error_code("body/0/errorCode")
    .codes("salesforce", CODES)
    .headers("httpHeaders")
    .status("httpStatusCode")
    .id("referenceId")
    .nulls(&["body"])
    .overall(Overall::Always(StatusCode::OK))
    .max_items(25)
    .refusal(&ERROR);

/// The response of Salesforce to a Composite Batch request.
///
/// ```json
/// {"hasErrors":true,"results":[
///   {"statusCode":204,"result":null},
///   {"statusCode":404,"result":[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]}]}
/// ```
///
/// Results answer the subrequests by their position. The status is always 200, and a request has at most 25 subrequests. The
/// key of its codes is `salesforce`.
///
/// It has no member for the key and for header fields such as `Location` and `Retry-After`.
pub const SALESFORCE_BATCH: JsonShape = JsonShape::list("results")
    .status("statusCode")
    .body("result")
    .error(&["result/0/message"])
    .error_code("result/0/errorCode")
    .codes("salesforce", CODES)
    .nulls(&["result"])
    .root_members(&[("hasErrors", RootMember::AnyFailed)])
    .overall(Overall::Always(StatusCode::OK))
    .max_items(25)
    .refusal(&ERROR);

/// The response of Salesforce to a request for a collection of sObjects: an array, with a boolean for each record.
///
/// ```json
/// [{"id":"001","success":true,"errors":[]},
///  {"success":false,"errors":[{"statusCode":"DUPLICATE_VALUE","message":"duplicate value found","fields":[]}]}]
/// ```
///
/// `id`, the id of the new record, comes from the body of the outcome. Results answer the records by their position. The status
/// is always 200, and a request has at most 200 records. The key of its codes is `salesforce`.
///
/// It has no member for the key, for the exact status, for `Retry-After`, and for the body of a failure.
pub const SALESFORCE_COLLECTIONS: JsonShape = JsonShape::root()
    .flat_body()
    .status_boolean("success")
    .error_code("errors/0/statusCode")
    .error(&["errors/0/message"])
    .codes("salesforce", CODES)
    .values(&[
        ("errors/0/fields", When::Failure, ShapeValue::Json("[]")),
        ("errors", When::Success, ShapeValue::Json("[]")),
    ])
    .overall(Overall::Always(StatusCode::OK))
    .max_items(200)
    .refusal(&ERROR);

/// The codes of Salesforce. A code that stands for several statuses is read as the first of them.
const CODES: &[(u16, &str)] = &[
    (401, "INVALID_SESSION_ID"),
    (403, "INSUFFICIENT_ACCESS"),
    (404, "NOT_FOUND"),
    (405, "METHOD_NOT_ALLOWED"),
    (409, "DUPLICATE_VALUE"),
    (410, "ENTITY_IS_DELETED"),
    (413, "EXCEEDED_ID_LIMIT"),
    (422, "FIELD_CUSTOM_VALIDATION_EXCEPTION"),
    (423, "UNABLE_TO_LOCK_ROW"),
    (424, "PROCESSING_HALTED"),
    (429, "REQUEST_LIMIT_EXCEEDED"),
    (408, "REQUEST_LIMIT_EXCEEDED"),
    (425, "REQUEST_LIMIT_EXCEEDED"),
    (503, "SERVER_UNAVAILABLE"),
    (4, "INVALID_INPUT"),
    (5, "UNKNOWN_EXCEPTION"),
];

/// `[{"message":"..","errorCode":".."}]`
const ERROR: JsonShape = JsonShape::alone().error(&["0/message"]).error_code("0/errorCode").codes("salesforce", CODES);
