//! Atomic operations of JSON:API.

use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document, request_members::RequestMembers};
use crate::{batch::refused::Refused, dialect::JsonApiOperation};

/// The atomic operations of JSON:API: `{"atomic:operations": [{"op", "ref", "href", "data"}]}`.
///
/// `add` is a POST, `update` a PATCH, and `remove` a DELETE. The target of an operation is its `href`, or else the path of its
/// `ref` or of its `data`: `/articles/13/relationships/author`. Its id is the `lid` of its `data`, and its body is `data`. All
/// operations take effect, or none does. A target may be the `lid` of an operation before it; the handler resolves it.
///
/// The response is [`dialect::JSON_API`](crate::dialect::JSON_API).
#[derive(Clone, Copy, Debug)]
pub struct JsonApi;

impl RequestFormat for JsonApi {
    type Context = JsonApiOperation;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, JsonApiOperation>, Refused> {
        let (root, operations) = document::object(headers, body, "atomic:operations", None)?;
        root.finish()?;
        let mut request = BulkRequest::new().with_atomicity(true);
        for (index, mut members) in operations.into_iter().enumerate() {
            let context = JsonApiOperation { pointer: format!("/atomic:operations/{index}").into() };
            let op = members.required_text("op");
            let method = match &*op {
                "add" => Method::POST,
                "update" => Method::PATCH,
                "remove" => Method::DELETE,
                _ => {
                    if !op.is_empty() {
                        members.error("op", format!("expected `add`, `update` or `remove`, found `{op}`"));
                    }
                    Method::POST
                }
            };
            let href = members.text("href");
            let reference = members.object("ref").map(|part| path(part, &mut members));
            let data = match members.raw("data").is_some_and(|data| data.starts_with('{')) {
                true => members.object("data"),
                false => None,
            };
            let lid = data.as_ref().and_then(|data| data.peek_text("lid")).map(|lid| lid.into_owned().into());
            let target = match (href, reference, data) {
                (Some(href), None, _) => href.into_owned(),
                (None, Some(reference), _) => reference,
                (None, None, Some(data)) => path(data, &mut members),
                (None, None, None) => {
                    members.error("ref", "expected a target: one of `ref`, `href` and `data`");
                    String::new()
                }
                (Some(_), Some(_), _) => {
                    members.error("href", "expected either `ref` or `href`, found both");
                    String::new()
                }
            };
            let operation = Operation { id: lid, ..Operation::new(method, target) };
            request.push(members.into_input_of(operation, "data"), context);
        }
        Ok(request)
    }
}

/// Returns the path of a resource or a relationship. Its errors are added to those of the operation.
fn path<'b>(mut part: RequestMembers<'b>, members: &mut RequestMembers<'b>) -> String {
    let mut path = format!("/{}", part.required_text("type"));
    let id = part.text("id").or_else(|| part.text("lid"));
    if let Some(id) = id {
        path.push('/');
        path.push_str(&id);
    }
    // The member of this name in a resource is `relationships`.
    if let Some(relationship) = part.text("relationship") {
        path.push_str("/relationships/");
        path.push_str(&relationship);
    }
    members.merge(part);
    path
}
