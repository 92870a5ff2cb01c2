//! Bulk requests of SCIM 2.0.

use http::{HeaderMap, HeaderValue, Method, header::IF_MATCH};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document};
use crate::{
    batch::{Mode, refused::Refused},
    dialect::ScimOperation,
};

/// The bulk request of SCIM 2.0 (RFC 7644 section 3.7): `{"schemas", "failOnErrors", "Operations": [{"method", "bulkId",
/// "version", "path", "data"}]}`.
///
/// The target of an operation is its `path`, its id and its key are its `bulkId`, and its `version` is the field `If-Match`.
/// A reference `bulkId:ID` in its data or path makes it depend on that operation: it starts once that succeeded, is a 424 if
/// that failed, and a 400 if there is none or if it refers to itself. The handler replaces the reference by the id of the
/// resource.
///
/// After `failOnErrors` failures no further operation starts, and the response leaves out those that did not.
///
/// The response is [`dialect::SCIM`](crate::dialect::SCIM).
#[derive(Clone, Debug)]
pub struct Scim {
    base: Box<str>,
    max_operations: Option<usize>,
}

impl Scim {
    /// Returns the convention for a service at this URL, which the location of each resource begins with.
    pub fn at(base: impl Into<Box<str>>) -> Self {
        Self { base: base.into(), max_operations: None }
    }

    /// Sets the maximum number of operations: `maxOperations` of the service provider configuration.
    pub fn max_operations(self, max_operations: usize) -> Self {
        Self { max_operations: Some(max_operations), ..self }
    }
}

impl RequestFormat for Scim {
    type Context = ScimOperation;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, ScimOperation>, Refused> {
        let (mut root, operations) = document::object(headers, body, "Operations", self.max_operations)?;
        let fail_on_errors = root.count("failOnErrors").filter(|errors| *errors > 0);
        root.finish()?;
        document::distinct(operations.iter().map(|operation| operation.peek_text("bulkId")))?;
        let mut request = BulkRequest::new().omitting_unattempted();
        for mut members in operations {
            let method = members.method("method");
            if !matches!(method, Method::POST | Method::PUT | Method::PATCH | Method::DELETE) && members.has("method") {
                members.error("method", "expected POST, PUT, PATCH or DELETE");
            }
            let bulk_id = match method == Method::POST {
                true => Some(members.required_text("bulkId")).filter(|id| !id.is_empty()),
                false => members.text("bulkId"),
            };
            let path = members.required_text("path");
            let mut operation = Operation::new(method.clone(), &*path);
            operation.id = bulk_id.as_deref().map(Into::into);
            if let Some(version) = members.text("version") {
                match HeaderValue::from_str(&version) {
                    Ok(version) => drop(operation.headers.insert(IF_MATCH, version)),
                    Err(_) => members.error("version", "expected an entity tag"),
                }
            }
            let mut references = references(members.raw("data").unwrap_or_default());
            references.extend(path.split('/').filter_map(|part| part.strip_prefix("bulkId:")).map(str::to_owned));
            let mut input = members.into_input_of(operation, "data").depends_on(references);
            if let Some(id) = &bulk_id {
                input = input.keyed(&**id);
            }
            let location = (method != Method::POST).then(|| format!("{}{path}", self.base).into());
            request.push(input, ScimOperation { method, bulk_id: bulk_id.map(|id| id.into_owned().into()), location });
        }
        Ok(request.with_mode(fail_on_errors.map_or(Mode::BestEffort, Mode::StopAfter)))
    }
}

/// Returns the ids of the strings `bulkId:ID` in JSON.
fn references(json: &str) -> Vec<String> {
    let strings = json.split("\"bulkId:").skip(1).filter_map(|rest| rest.split('"').next());
    let mut ids: Vec<String> = strings.map(str::to_owned).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
