//! Requests of the JSON batch: Microsoft Graph and OData 4.01.

use std::borrow::Cow;

use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document};
use crate::batch::refused::Refused;

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
        let (root, mut operations) = document::object(headers, body, "requests", Some(20))?;
        root.finish()?;
        document::distinct(operations.iter_mut().map(|operation| operation.peek_text("id").map(folded)))?;
        let mut request = BulkRequest::new();
        for mut members in operations {
            let id = members.required_text("id");
            let mut depends_on = members.texts("dependsOn");
            depends_on.extend(members.texts("depends_on"));
            let operation = Operation {
                headers: members.headers("headers"),
                id: Some(id.as_ref().into()),
                ..Operation::new(members.method("method"), members.required_text("url"))
            };
            let input = members.into_input_of::<T>(operation, "body");
            request.push(input.keyed(&*id).depends_on(depends_on.iter().map(|id| &**id)), ());
        }
        Ok(request)
    }
}

fn folded(id: Cow<'_, str>) -> Cow<'_, str> {
    id.to_lowercase().into()
}
