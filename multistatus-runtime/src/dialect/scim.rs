//! SCIM 2.0: bulk operations.

use http::{Method, StatusCode};

use crate::{
    json_shape::{ContextShape, JsonShape, RootMember, ShapeValue, When},
    outcome::{ContextValue, ItemContext},
    summary::Overall,
};

/// The response of SCIM 2.0 to bulk operations (RFC 7644 section 3.7).
///
/// ```json
/// {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
///  "Operations":[
///   {"method":"POST","bulkId":"a","location":"https://example.com/Users/1","version":"W/\"1\"","status":"201"},
///   {"method":"POST","bulkId":"b","status":"409",
///    "response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],
///                "status":"409","scimType":"uniqueness","detail":"userName taken"}}]}
/// ```
///
/// The location of an item is the field `Location` of its outcome, or else that of its [`ScimOperation`]. The successful
/// creation of a resource needs the field. Its `version` is the field `ETag`. The status is always 200. The key of its codes
/// is `scim`: they are the values of `scimType`, which RFC 7644 section 3.12 defines for 400 and 409.
///
/// It has no member for `Retry-After`. Clients refuse any member that is not of the standard.
pub const SCIM: ContextShape<ScimOperation> = ContextShape::new(
    JsonShape::list("Operations")
        .id("bulkId")
        .context(&[("method", "method"), ("bulk_id", "bulkId")])
        .fields(&[("Location", "location"), ("ETag", "version")])
        .status_text("status")
        .body("response")
        .values(&[
            ("response/schemas", When::Failure, ShapeValue::Json(ERROR_SCHEMA)),
            ("response/status", When::Failure, ShapeValue::StatusText),
        ])
        .error_code("response/scimType")
        .error(&["response/detail"])
        .codes("scim", CODES)
        .root_members(&[("schemas", RootMember::Json(r#"["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]"#))])
        .media_types(MEDIA_TYPES)
        .overall(Overall::Always(StatusCode::OK))
        .refusal(&ERROR),
);

const MEDIA_TYPES: &[&str] = &["application/scim+json", "application/json"];

const ERROR_SCHEMA: &str = r#"["urn:ietf:params:scim:api:messages:2.0:Error"]"#;

const CODES: &[(u16, &str)] = &[(400, "invalidValue"), (409, "uniqueness")];

/// An error of SCIM: `{"schemas","status","scimType","detail"}`.
const ERROR: JsonShape = JsonShape::alone()
    .values(&[("schemas", When::Always, ShapeValue::Json(ERROR_SCHEMA))])
    .status_text("status")
    .error_code("scimType")
    .error(&["detail"])
    .codes("scim", &[(409, "uniqueness")])
    .media_types(MEDIA_TYPES);

/// The context of an item of [`SCIM`]: what the response repeats of its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScimOperation {
    /// The method of the operation.
    pub method: Method,
    /// The id that the client gave the operation. It is required for a POST.
    pub bulk_id: Option<Box<str>>,
    /// The URL of the resource, for an outcome without a `Location`. Each operation needs one but a POST that fails.
    pub location: Option<Box<str>>,
}

impl ItemContext for ScimOperation {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        match name {
            "method" => Some(ContextValue::Text(self.method.as_str())),
            "bulk_id" => self.bulk_id.as_deref().map(ContextValue::Text),
            _ => None,
        }
    }

    fn location(&self, _: StatusCode) -> Option<&str> {
        self.location.as_deref()
    }
}
