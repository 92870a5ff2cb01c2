//! Bulk requests of Salesforce: composite requests, batches, and collections of records.

use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document};
use crate::{
    batch::{Mode, refused::Refused},
    dialect,
};

/// The Composite request of Salesforce: `{"allOrNone", "compositeRequest": [{"method", "url", "referenceId", "body",
/// "httpHeaders"}]}`.
///
/// The target of an operation is its `url`. Its id and its key are its `referenceId`, which no other operation may have. A
/// reference `@{ID.field}` in its URL or body makes it depend on that operation, and the handler replaces the reference. With
/// `allOrNone` the request is atomic. A request has at most 25 operations.
///
/// The response is [`dialect::SALESFORCE`](crate::dialect::SALESFORCE).
#[derive(Clone, Copy, Debug)]
pub struct SalesforceComposite;

impl RequestFormat for SalesforceComposite {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (mut root, operations) =
            document::object(headers, body, "compositeRequest", dialect::SALESFORCE.max_items)?;
        let is_atomic = root.boolean("allOrNone").unwrap_or_default();
        let operations = document::identified(root, operations, "referenceId")?;
        let mut request = BulkRequest::new().with_atomicity(is_atomic);
        for mut members in operations {
            let id = members.required_text("referenceId");
            let url = members.required_text("url");
            let mut references = references(&url);
            references.extend(self::references(members.raw("body").unwrap_or_default()));
            let operation = Operation {
                id: Some(id.as_ref().into()),
                headers: members.headers("httpHeaders"),
                ..Operation::new(members.method("method"), &*url)
            };
            request.push(members.into_input_of(operation, "body").keyed(id).depends_on(references), ());
        }
        Ok(request)
    }
}

/// Returns the ids of the references `@{ID.field}` in a text.
fn references(text: &str) -> Vec<&str> {
    text.split("@{").skip(1).filter_map(|rest| rest.split(['.', '[', '}']).next()).collect()
}

/// The Composite Batch request of Salesforce: `{"haltOnError", "batchRequests": [{"method", "url", "richInput"}]}`.
///
/// The target of an operation is its `url`, its body is `richInput`. With `haltOnError` the first failure stops the batch. A
/// request has at most 25 operations.
///
/// The response is [`dialect::SALESFORCE_BATCH`](crate::dialect::SALESFORCE_BATCH).
#[derive(Clone, Copy, Debug)]
pub struct SalesforceBatch;

impl RequestFormat for SalesforceBatch {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (mut root, operations) =
            document::object(headers, body, "batchRequests", dialect::SALESFORCE_BATCH.max_items)?;
        let halts = root.boolean("haltOnError").unwrap_or_default();
        root.finish()?;
        let mut request = BulkRequest::new();
        for mut members in operations {
            let operation = Operation::new(members.method("method"), members.required_text("url"));
            request.push(members.into_input_of(operation, "richInput"), ());
        }
        Ok(request.with_mode(if halts { Mode::StopAfter(1) } else { Mode::BestEffort }))
    }
}

/// The sObject Collections of Salesforce: `{"allOrNone", "records": [{"attributes": {"type"}}]}`.
///
/// The body of an operation is the record. Its target is the type of the record, and the `id` if it has one: `/Account/001`. With
/// `allOrNone` the request is atomic. A request has at most 200 records.
///
/// The response is [`dialect::SALESFORCE_COLLECTIONS`](crate::dialect::SALESFORCE_COLLECTIONS).
#[derive(Clone, Debug)]
pub struct SalesforceCollections {
    method: Method,
}

impl SalesforceCollections {
    /// Returns the convention for a request with this method: POST creates records, and PATCH updates them.
    pub fn new(method: Method) -> Self {
        Self { method }
    }
}

impl RequestFormat for SalesforceCollections {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (mut root, records) =
            document::object(headers, body, "records", dialect::SALESFORCE_COLLECTIONS.max_items)?;
        let is_atomic = root.boolean("allOrNone").unwrap_or_default();
        root.finish()?;
        let mut request = BulkRequest::new().with_atomicity(is_atomic);
        for mut record in records {
            let mut target = String::new();
            if let Some(mut attributes) = record.required_object("attributes") {
                target = format!("/{}", attributes.required_text("type"));
                record.merge(attributes);
            }
            let id = record.text("id").or_else(|| record.text("Id"));
            if let Some(id) = &id {
                target.push('/');
                target.push_str(id);
            }
            let id = id.map(|id| id.into_owned().into());
            request.push(record.into_input(Operation { id, ..Operation::new(self.method.clone(), target) }), ());
        }
        Ok(request)
    }
}
