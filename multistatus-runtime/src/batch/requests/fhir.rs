//! Bundles of FHIR that are batches or transactions.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document};
use crate::{batch::refused::Refused, dialect::FhirEntry};

/// A batch or a transaction of FHIR: `{"resourceType": "Bundle", "type": "batch", "entry": [{"fullUrl", "resource", "request":
/// {"method", "url", "ifMatch"}}]}`.
///
/// The target of an operation is `request.url`, such as `Patient/1`. Its id is its `fullUrl`, its body its `resource`. The
/// conditions of `request` are header fields. A transaction is atomic, and if it fails the error has the outcome of the entry
/// that failed. The handler resolves references between the entries of a transaction.
///
/// The response is [`dialect::FHIR`](crate::dialect::FHIR) for a batch, and
/// [`dialect::FHIR_TRANSACTION`](crate::dialect::FHIR_TRANSACTION) for a transaction.
#[derive(Clone, Copy, Debug)]
pub struct Fhir;

/// The conditions of a request, and their header fields.
const CONDITIONS: [(&str, HeaderName); 4] = [
    ("ifNoneMatch", http::header::IF_NONE_MATCH),
    ("ifModifiedSince", http::header::IF_MODIFIED_SINCE),
    ("ifMatch", http::header::IF_MATCH),
    ("ifNoneExist", HeaderName::from_static("if-none-exist")),
];

impl RequestFormat for Fhir {
    type Context = FhirEntry;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, FhirEntry>, Refused> {
        let (mut root, entries) = document::object(headers, body, "entry", None)?;
        if root.required_text("resourceType") != "Bundle" {
            root.error("resourceType", "expected `Bundle`");
        }
        let kind = root.required_text("type");
        if !matches!(&*kind, "batch" | "transaction") {
            root.error("type", "expected `batch` or `transaction`");
        }
        root.finish()?;
        let mut request = BulkRequest::new().failing_as_a_whole().with_atomicity(kind == "transaction");
        for mut members in entries {
            let full_url = members.text("fullUrl");
            let Some(mut part) = members.required_object("request") else {
                let operation = Operation::new(http::Method::GET, "");
                request.push(members.into_input_of(operation, "resource"), FhirEntry::default());
                continue;
            };
            let method = part.method("method");
            let url = part.required_text("url");
            let mut operation = Operation::new(method.clone(), &*url);
            operation.id = full_url.as_deref().map(Into::into);
            for (name, field) in CONDITIONS {
                match part.text(name).map(|value| HeaderValue::from_str(&value)) {
                    Some(Ok(value)) => drop(operation.headers.insert(field, value)),
                    Some(Err(_)) => part.error(name, "expected the value of a header field"),
                    None => {}
                }
            }
            members.merge(part);
            let context = FhirEntry { method, url: url.into_owned().into() };
            request.push(members.into_input_of(operation, "resource"), context);
        }
        Ok(request)
    }
}
