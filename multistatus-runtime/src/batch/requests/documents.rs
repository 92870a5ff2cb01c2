//! Bulk requests whose operations are documents: HubSpot, Azure AI Search, Typesense, BigQuery, Cosmos and Nakadi.

use std::borrow::Cow;

use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{IF_MATCH, IF_NONE_MATCH},
};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document};
use crate::{
    batch::{Input, Mode, refused::Refused},
    dialect,
};

/// A batch of HubSpot: `{"inputs": [{"id", "properties", "objectWriteTraceId"}]}`.
///
/// The body of an operation is the input. Its id is its `id`. Its key is its `objectWriteTraceId`, or else its `id`: without
/// either, a client cannot tell which input failed. A request has at most 100 inputs.
///
/// The response is [`dialect::HUBSPOT`](crate::dialect::HUBSPOT).
#[derive(Clone, Debug)]
pub struct HubSpot {
    method: Method,
}

impl HubSpot {
    /// Returns the convention for the path `batch/create`, whose operations are a POST.
    pub fn create() -> Self {
        Self { method: Method::POST }
    }

    /// Returns the convention for the path `batch/update`, whose operations are a PATCH.
    pub fn update() -> Self {
        Self { method: Method::PATCH }
    }

    /// Returns the convention for the path `batch/upsert`, whose operations are a PUT.
    pub fn upsert() -> Self {
        Self { method: Method::PUT }
    }

    /// Returns the convention for the path `batch/archive`, whose operations are a DELETE.
    pub fn archive() -> Self {
        Self { method: Method::DELETE }
    }
}

impl RequestFormat for HubSpot {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (root, inputs) = document::object(headers, body, "inputs", dialect::HUBSPOT.max_items)?;
        root.finish()?;
        let mut request = BulkRequest::new();
        for mut input in inputs {
            let id = input.id("id");
            let key = input.id("objectWriteTraceId").or_else(|| id.clone());
            let operation = Operation {
                id: id.as_deref().map(Into::into),
                ..Operation::new(self.method.clone(), id.unwrap_or_default())
            };
            request.push(keyed(input.into_input(operation), key), ());
        }
        Ok(request)
    }
}

/// A batch of documents for Azure AI Search: `{"value": [{"@search.action": "upload", "KEY": "1"}]}`.
///
/// The body of an operation is the document. Its id, its key and its target are the value of the key field. `upload`, the default,
/// is a PUT, `mergeOrUpload` a PATCH, `merge` a PATCH with `If-Match: *`, and `delete` a DELETE. A request has at most 1 000
/// documents.
///
/// The response is [`dialect::AZURE_SEARCH`](crate::dialect::AZURE_SEARCH).
#[derive(Clone, Debug)]
pub struct AzureSearch {
    key_field: Box<str>,
}

impl AzureSearch {
    /// Returns the convention for an index whose key is this field.
    pub fn keyed_by(key_field: impl Into<Box<str>>) -> Self {
        Self { key_field: key_field.into() }
    }
}

impl RequestFormat for AzureSearch {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (root, documents) = document::object(headers, body, "value", dialect::AZURE_SEARCH.max_items)?;
        root.finish()?;
        let mut request = BulkRequest::new();
        for mut document in documents {
            let key = document.required_text(&self.key_field);
            let action = document.text("@search.action").unwrap_or(Cow::Borrowed("upload"));
            let (method, must_exist) = match &*action {
                "upload" => (Method::PUT, false),
                "merge" => (Method::PATCH, true),
                "mergeOrUpload" => (Method::PATCH, false),
                "delete" => (Method::DELETE, false),
                _ => {
                    let expected = "expected `upload`, `merge`, `mergeOrUpload` or `delete`, found";
                    document.error("@search.action", format!("{expected} `{action}`"));
                    (Method::PUT, false)
                }
            };
            let mut operation = Operation { id: Some(key.as_ref().into()), ..Operation::new(method, &*key) };
            if must_exist {
                operation.headers.insert(IF_MATCH, ANY);
            }
            request.push(keyed(document.into_input(operation), Some(key)), ());
        }
        Ok(request)
    }
}

const ANY: HeaderValue = HeaderValue::from_static("*");

/// An import of Typesense: JSON Lines, each of which is a document.
///
/// The body of an operation is the document. Its id, its key and its target are its `id`.
///
/// The response is [`dialect::TYPESENSE`](crate::dialect::TYPESENSE).
#[derive(Clone, Debug)]
pub struct Typesense {
    method: Method,
    must_exist: bool,
}

impl Typesense {
    /// Returns the convention for a value of the query parameter `action`; `None` if it is none. `create`, the default, is a
    /// POST, `upsert` a PUT, `emplace` a PATCH, and `update` a PATCH with `If-Match: *`.
    pub fn action(action: &str) -> Option<Self> {
        let (method, must_exist) = match action {
            "" | "create" => (Method::POST, false),
            "upsert" => (Method::PUT, false),
            "emplace" => (Method::PATCH, false),
            "update" => (Method::PATCH, true),
            _ => return None,
        };
        Some(Self { method, must_exist })
    }
}

impl RequestFormat for Typesense {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let mut request = BulkRequest::new();
        for (_, line) in document::lines(headers, body, None)? {
            let input = line.map_or_else(Input::refused, |mut document| {
                let id = document.id("id");
                let mut operation = Operation {
                    id: id.as_deref().map(Into::into),
                    ..Operation::new(self.method.clone(), id.clone().unwrap_or_default())
                };
                if self.must_exist {
                    operation.headers.insert(IF_MATCH, ANY);
                }
                keyed(document.into_input(operation), id)
            });
            request.push(input, ());
        }
        Ok(request)
    }
}

/// `insertAll` of BigQuery: `{"skipInvalidRows", "rows": [{"insertId", "json"}]}`.
///
/// The body of an operation is the `json` of a row, and its id is the `insertId`. The method is POST. Unless `skipInvalidRows` is
/// true, the request is atomic. A request has at most 50 000 rows.
///
/// The response is [`dialect::BIGQUERY`](crate::dialect::BIGQUERY).
#[derive(Clone, Copy, Debug)]
pub struct BigQuery;

impl RequestFormat for BigQuery {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (mut root, rows) = document::object(headers, body, "rows", dialect::BIGQUERY.max_items)?;
        let skips = root.boolean("skipInvalidRows").unwrap_or_default();
        root.finish()?;
        let mut request = BulkRequest::new().with_atomicity(!skips);
        for mut row in rows {
            let id = row.text("insertId").map(|id| id.into_owned().into());
            row.require("json");
            request.push(row.into_input_of(Operation { id, ..Operation::new(Method::POST, "") }, "json"), ());
        }
        Ok(request)
    }
}

/// The batch of Azure Cosmos DB: `[{"operationType", "id", "resourceBody", "ifMatch", "ifNoneMatch"}]`.
///
/// `Create` is a POST, `Upsert` a PUT, `Replace` a PUT with `If-Match: *` unless it has a tag, `Patch` a PATCH, `Delete` a
/// DELETE, and `Read` a GET. The id and the target of an operation are its `id`, and its body is `resourceBody`. The header fields
/// `x-ms-cosmos-batch-atomic` and `x-ms-cosmos-batch-continue-on-error` choose the mode. A request has at most 100 operations.
///
/// The response is [`dialect::COSMOS`](crate::dialect::COSMOS).
#[derive(Clone, Copy, Debug)]
pub struct Cosmos;

impl RequestFormat for Cosmos {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let operations = document::array(headers, body, dialect::COSMOS.max_items)?;
        let is_set = |name: &str| headers.get(name).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
        let mode = match is_set("x-ms-cosmos-batch-continue-on-error") {
            true => Mode::BestEffort,
            false => Mode::StopAfter(1),
        };
        let mut request = BulkRequest::new().with_atomicity(is_set("x-ms-cosmos-batch-atomic")).with_mode(mode);
        for mut members in operations {
            let kind = members.required_text("operationType");
            let method = match &*kind {
                "Create" => Method::POST,
                "Upsert" | "Replace" => Method::PUT,
                "Patch" => Method::PATCH,
                "Delete" => Method::DELETE,
                "Read" => Method::GET,
                _ => {
                    members.error("operationType", format!("expected the name of an operation, found `{kind}`"));
                    Method::POST
                }
            };
            let id = members.text("id");
            let mut operation =
                Operation { id: id.as_deref().map(Into::into), ..Operation::new(method, id.unwrap_or_default()) };
            if kind == "Replace" {
                operation.headers.insert(IF_MATCH, ANY);
            }
            let conditions: [(&str, HeaderName); 2] = [("ifMatch", IF_MATCH), ("ifNoneMatch", IF_NONE_MATCH)];
            for (name, field) in conditions {
                match members.text(name).map(|value| HeaderValue::from_str(&value)) {
                    Some(Ok(value)) => drop(operation.headers.insert(field, value)),
                    Some(Err(_)) => members.error(name, "expected an entity tag"),
                    None => {}
                }
            }
            request.push(members.into_input_of(operation, "resourceBody"), ());
        }
        Ok(request)
    }
}

/// The events of Nakadi: an array, each element of which is an event.
///
/// The body of an operation is the event. Its id and its key are `eid` in its `metadata`. The method is POST.
///
/// The response is [`dialect::NAKADI`](crate::dialect::NAKADI).
#[derive(Clone, Copy, Debug)]
pub struct Nakadi;

impl RequestFormat for Nakadi {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let mut request = BulkRequest::new();
        for mut event in document::array(headers, body, None)? {
            let id = event.object("metadata").and_then(|metadata| metadata.peek_text("eid"));
            let operation = Operation { id: id.as_deref().map(Into::into), ..Operation::new(Method::POST, "") };
            request.push(keyed(event.into_input(operation), id), ());
        }
        Ok(request)
    }
}

/// Gives an input a key, if there is one.
fn keyed<T>(input: Input<T>, key: Option<Cow<'_, str>>) -> Input<T> {
    match key {
        Some(key) if !key.is_empty() => input.keyed(key),
        _ => input,
    }
}
