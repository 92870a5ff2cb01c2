//! FHIR R4 and R5: the responses to batches and transactions.

use http::{Method, StatusCode};

use crate::{
    json_shape::{ContextShape, JsonShape, RootMember, ShapeValue, When},
    outcome::{ContextValue, ItemContext},
    summary::Overall,
};

/// The response of FHIR to a batch.
///
/// ```json
/// {"resourceType":"Bundle","type":"batch-response","entry":[
///  {"response":{"status":"201 Created","location":"Patient/1/_history/1","etag":"W/\"1\""}},
///  {"response":{"status":"409 Conflict","outcome":{"resourceType":"OperationOutcome",
///   "issue":[{"severity":"error","code":"conflict","diagnostics":"exists"}]}}}]}
/// ```
///
/// The body of an outcome is the `resource` of its entry. The entries are in the order of the request. The status is always
/// 200. The key of its codes is `fhir`: they are those of the value set `issue-type`. `Retry-After` is an extension of the
/// response, because FHIR has no member for it.
///
/// It has no member for the key, and for other header fields.
pub const FHIR: ContextShape<FhirEntry> = ContextShape::new(bundle(&[
    ("resourceType", RootMember::Json(r#""Bundle""#)),
    ("type", RootMember::Json(r#""batch-response""#)),
]));

/// The response of FHIR to a transaction that was committed. One that failed has an `OperationOutcome` instead, with the status
/// of the entry that failed: see [`Refused::RolledBack`](crate::Refused::RolledBack).
pub const FHIR_TRANSACTION: ContextShape<FhirEntry> = ContextShape::new(bundle(&[
    ("resourceType", RootMember::Json(r#""Bundle""#)),
    ("type", RootMember::Json(r#""transaction-response""#)),
]));

const fn bundle(root: &'static [(&'static str, RootMember)]) -> JsonShape {
    JsonShape::list("entry")
        .body("resource")
        .status_line("response/status")
        .fields(&[("Location", "response/location"), ("ETag", "response/etag")])
        .values(&[
            ("response/extension/0/url", When::Always, ShapeValue::Json(RETRY_AFTER)),
            ("response/outcome/resourceType", When::Failure, ShapeValue::Json(r#""OperationOutcome""#)),
            ("response/outcome/issue/0/severity", When::Failure, ShapeValue::Json(r#""error""#)),
        ])
        .retry_after_seconds("response/extension/0/valueInteger")
        .error_code("response/outcome/issue/0/code")
        .error(&["response/outcome/issue/0/diagnostics"])
        .codes("fhir", CODES)
        .root_members(root)
        .media_types(MEDIA_TYPES)
        .overall(Overall::Always(StatusCode::OK))
        .refusal(&OPERATION_OUTCOME)
}

const MEDIA_TYPES: &[&str] = &["application/fhir+json", "application/json"];

/// The URL of the extension with the seconds to wait.
const RETRY_AFTER: &str = r#""https://www.rfc-editor.org/rfc/rfc9110#field.retry-after""#;

/// The issue type of each status.
const CODES: &[(u16, &str)] = &[
    (400, "invalid"),
    (401, "login"),
    (403, "forbidden"),
    (404, "not-found"),
    (405, "not-supported"),
    (408, "timeout"),
    (409, "conflict"),
    (410, "deleted"),
    (412, "conflict"),
    (413, "too-long"),
    (415, "not-supported"),
    (422, "processing"),
    (423, "lock-error"),
    (429, "throttled"),
    (501, "not-supported"),
    (503, "transient"),
    (504, "timeout"),
    (4, "processing"),
    (5, "exception"),
];

const OPERATION_OUTCOME: JsonShape = JsonShape::alone()
    .values(&[
        ("resourceType", When::Always, ShapeValue::Json(r#""OperationOutcome""#)),
        ("issue/0/severity", When::Always, ShapeValue::Json(r#""error""#)),
    ])
    .error_code("issue/0/code")
    .error(&["issue/0/diagnostics"])
    .codes("fhir", CODES)
    .media_types(MEDIA_TYPES);

/// The context of an item of [`FHIR`] and [`FHIR_TRANSACTION`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FhirEntry {
    /// The method of the request.
    pub method: Method,
    /// The URL of the request: the location of a resource that was updated, for an outcome without a `Location`.
    pub url: Box<str>,
}

impl ItemContext for FhirEntry {
    fn member(&self, _: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        None
    }

    fn location(&self, status: StatusCode) -> Option<&str> {
        let names_resource = matches!(self.method, Method::PUT | Method::PATCH) && !self.url.contains('?');
        (names_resource && status.is_success()).then_some(&self.url)
    }
}
