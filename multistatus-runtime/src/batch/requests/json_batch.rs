//! Requests of the JSON batch: Microsoft Graph, OData 4.01 and Kinto.

use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document, request_members::RequestMembers};
use crate::{
    batch::{Input, Mode, refused::Refused},
    dialect::{self, AtomicityGroup, KintoRequest},
};

/// The JSON batch of Microsoft Graph: `{"requests": [{"id", "method", "url", "headers", "body", "dependsOn"}]}`.
///
/// The target of an operation is its `url`, relative to the service. Its key is its `id`, which no other operation may have,
/// regardless of case. An operation that depends on a failed one is a 424. `depends_on`, which some clients write, is read as
/// `dependsOn`. A batch has at most 20 operations.
///
/// The response is [`dialect::GRAPH`](crate::dialect::GRAPH).
#[derive(Clone, Copy, Debug)]
pub struct Graph;

impl RequestFormat for Graph {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (root, operations) = document::object(headers, body, "requests", dialect::GRAPH.max_items)?;
        let operations = document::identified(root, operations, "id")?;
        document::distinct(operations.iter().map(|operation| {
            // Graph compares ids without case.
            operation.peek_text("id").map(|id| id.to_lowercase().into())
        }))?;
        let mut request = BulkRequest::new();
        for members in operations {
            request.push(operation(members), ());
        }
        Ok(request)
    }
}

/// The JSON batch of OData 4.01 (section 19): `{"requests": [{"id", "method", "url", "headers", "body", "dependsOn",
/// "atomicityGroup"}]}`.
///
/// The target of an operation is its `url`. Its key is its `id`, which no other operation may have. An operation that depends
/// on a failed one is a 424. A URL such as `$1/Orders` refers to what the operation `1` created; the handler resolves it.
///
/// The first failure stops the batch, unless the request has the preference `continue-on-error`. The request is atomic if all
/// operations are in one atomicity group. Other groups are [refused](Refused::NoTransaction), because a batch runs in one
/// transaction or in none.
///
/// The response is [`dialect::ODATA`](crate::dialect::ODATA).
#[derive(Clone, Copy, Debug)]
pub struct OData;

impl RequestFormat for OData {
    type Context = AtomicityGroup;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, AtomicityGroup>, Refused> {
        let (root, operations) = document::object(headers, body, "requests", None)?;
        let operations = document::identified(root, operations, "id")?;
        let mut request = BulkRequest::new();
        let mut groups = Vec::with_capacity(operations.len());
        for mut members in operations {
            let group = members.text("atomicityGroup");
            groups.push(group.clone());
            let input = operation(members);
            request.push(input, AtomicityGroup(group.map(|group| group.into_owned().into())));
        }
        let is_atomic = groups.iter().any(Option::is_some);
        if is_atomic && groups.windows(2).any(|pair| pair[0] != pair[1]) {
            return Err(Refused::NoTransaction);
        }
        let mode = if continues_on_error(headers) { Mode::BestEffort } else { Mode::StopAfter(1) };
        Ok(request.with_atomicity(is_atomic).with_mode(mode))
    }
}

/// Returns the input of one request of a JSON batch.
fn operation<T: DeserializeOwned>(mut members: RequestMembers<'_>) -> Input<Operation<T>> {
    let id = members.required_text("id");
    let mut depends_on = members.texts("dependsOn");
    depends_on.extend(members.texts("depends_on"));
    let operation = Operation {
        headers: members.headers("headers"),
        id: Some(id.as_ref().into()),
        ..Operation::new(members.method("method"), members.required_text("url"))
    };
    members.into_input_of(operation, "body").keyed(id).depends_on(depends_on)
}

/// Returns true if a request has the preference `continue-on-error` (OData 4.01, section 8.2.8.3).
fn continues_on_error(headers: &HeaderMap) -> bool {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    preferences.flat_map(|list| list.split(',')).any(|preference| {
        let (name, value) = preference.split_once('=').unwrap_or((preference, "true"));
        let name = name.trim().to_ascii_lowercase();
        let name = name.strip_prefix("odata.").unwrap_or(&name);
        name == "continue-on-error" && value.trim().trim_matches('"').eq_ignore_ascii_case("true")
    })
}

/// The batch of Kinto: `{"defaults": {"method", "headers"}, "requests": [{"method", "path", "headers", "body"}]}`.
///
/// The target of an operation is its `path`. Its method, header fields and body are those of `defaults` unless it has its own.
/// A batch has at most 25 operations.
///
/// The response is [`dialect::KINTO`](crate::dialect::KINTO).
#[derive(Clone, Copy, Debug)]
pub struct Kinto;

impl RequestFormat for Kinto {
    type Context = KintoRequest;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, KintoRequest>, Refused> {
        let (mut root, operations) = document::object(headers, body, "requests", dialect::KINTO.shape().max_items)?;
        let mut defaults = root.object("defaults");
        let default_method = defaults.as_mut().and_then(|defaults| defaults.text("method"));
        let default_headers = defaults.as_mut().map(|defaults| defaults.headers("headers")).unwrap_or_default();
        let default_body =
            defaults.as_mut().and_then(|defaults| Some((defaults.raw("body")?, defaults.pointer("body"))));
        if let Some(defaults) = defaults {
            root.merge(defaults);
        }
        root.finish()?;
        let mut request = BulkRequest::new();
        for mut members in operations {
            let method = match &default_method {
                Some(method) if !members.has("method") => members.method_of("method", method),
                // A request without a method is a GET.
                None if !members.has("method") => http::Method::GET,
                _ => members.method("method"),
            };
            let path = members.required_text("path");
            let mut fields = default_headers.clone();
            fields.extend(members.headers("headers"));
            let operation = Operation { headers: fields, ..Operation::new(method, &*path) };
            let body = members.raw("body").map(|body| (body, members.pointer("body")));
            let input = members.with_body(operation, body.or_else(|| default_body.clone()));
            request.push(input, KintoRequest { path: path.into_owned().into() });
        }
        Ok(request)
    }
}
