//! Bulk requests of AWS in its JSON protocol: SQS, Kinesis, Firehose and EventBridge.

use std::borrow::Cow;

use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document, request_members::RequestMembers};
use crate::{batch::refused::Refused, dialect};

/// The batch actions of Amazon SQS: `{"QueueUrl", "Entries": [{"Id"}]}`.
///
/// The target of an operation is the `QueueUrl`, and its body the entry. Its id and its key are its `Id`, which no other entry
/// may have. An entry without a valid `Id` refuses the request. The header field `X-Amz-Target` chooses the method: `SendMessageBatch` is a POST, `DeleteMessageBatch` a DELETE,
/// and `ChangeMessageVisibilityBatch` a PATCH. A request has 1 to 10 entries.
///
/// The response is [`dialect::SQS`](crate::dialect::SQS).
#[derive(Clone, Copy, Debug)]
pub struct Sqs;

impl RequestFormat for Sqs {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (mut root, mut entries) = document::object(headers, body, "Entries", dialect::SQS.max_items)?;
        let queue = root.required_text("QueueUrl");
        for entry in &mut entries {
            if entry.peek_text("Id").is_some_and(|id| !is_entry_id(&id)) {
                entry.error("Id", "expected 1 to 80 letters, digits, `-` and `_`");
            }
        }
        let entries = document::identified(root, entries, "Id")?;
        if entries.is_empty() {
            return Err(Refused::Empty);
        }
        let action = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        let method = match action.rsplit('.').next() {
            Some("DeleteMessageBatch") => Method::DELETE,
            Some("ChangeMessageVisibilityBatch") => Method::PATCH,
            _ => Method::POST,
        };
        let mut request = BulkRequest::new();
        for mut entry in entries {
            let id = entry.required_text("Id");
            let operation = Operation { id: Some(id.as_ref().into()), ..Operation::new(method.clone(), &*queue) };
            request.push(entry.into_input(operation).keyed(id), ());
        }
        Ok(request)
    }
}

/// True if SQS allows the id of an entry.
fn is_entry_id(id: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=80).contains(&id.len()) && id.bytes().all(is_allowed)
}

/// `PutRecords` of Amazon Kinesis: `{"StreamName", "Records": [{"Data", "PartitionKey"}]}`.
///
/// The target of an operation is the `StreamName`, or else the `StreamARN`. Its body is the record. A request has 1 to 500
/// records.
///
/// The response is [`dialect::KINESIS`](crate::dialect::KINESIS).
#[derive(Clone, Copy, Debug)]
pub struct Kinesis;

impl RequestFormat for Kinesis {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (mut root, records) = document::object(headers, body, "Records", dialect::KINESIS.max_items)?;
        let stream = match root.text("StreamName") {
            Some(name) => name,
            None => root.text("StreamARN").unwrap_or_else(|| root.required_text("StreamName")),
        };
        root.finish()?;
        posts(records, |_| stream.clone())
    }
}

/// `PutRecordBatch` of Amazon Data Firehose: `{"DeliveryStreamName", "Records": [{"Data"}]}`.
///
/// The target of an operation is the `DeliveryStreamName`. Its body is the record. A request has 1 to 500 records.
///
/// The response is [`dialect::FIREHOSE`](crate::dialect::FIREHOSE).
#[derive(Clone, Copy, Debug)]
pub struct Firehose;

impl RequestFormat for Firehose {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (mut root, records) = document::object(headers, body, "Records", dialect::FIREHOSE.max_items)?;
        let stream = root.required_text("DeliveryStreamName");
        root.finish()?;
        posts(records, |_| stream.clone())
    }
}

/// `PutEvents` of Amazon EventBridge: `{"Entries": [{"Source", "DetailType", "Detail", "EventBusName"}]}`.
///
/// The target of an operation is its `EventBusName`, or `default` without one. Its body is the entry. A request has 1 to 10
/// entries.
///
/// The response is [`dialect::EVENTBRIDGE`](crate::dialect::EVENTBRIDGE).
#[derive(Clone, Copy, Debug)]
pub struct EventBridge;

impl RequestFormat for EventBridge {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (root, entries) = document::object(headers, body, "Entries", dialect::EVENTBRIDGE.max_items)?;
        root.finish()?;
        posts(entries, |entry| entry.text("EventBusName").unwrap_or(Cow::Borrowed("default")))
    }
}

/// Returns a request that posts each of its parts.
fn posts<'b, T: DeserializeOwned>(
    parts: Vec<RequestMembers<'b>>,
    target: impl Fn(&mut RequestMembers<'b>) -> Cow<'b, str>,
) -> Result<BulkRequest<T, ()>, Refused> {
    if parts.is_empty() {
        return Err(Refused::Empty);
    }
    let mut request = BulkRequest::new();
    for mut part in parts {
        let operation = Operation::new(Method::POST, &*target(&mut part));
        request.push(part.into_input(operation), ());
    }
    Ok(request)
}
