//! `BatchWriteItem` requests of Amazon DynamoDB.

use http::{HeaderMap, Method};
use jsonptr::PointerBuf;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{BulkRequest, Operation, RequestFormat, request_members::RequestMembers};
use crate::{
    batch::{
        FieldError,
        inputs::{content_encoding::without_encoding, split_elements, whole_document},
        refused::Refused,
    },
    dialect::{DynamoDb, DynamoDbWrite},
};

/// The `BatchWriteItem` request of Amazon DynamoDB: `{"RequestItems": {"TABLE": [{"PutRequest": {"Item"}}, {"DeleteRequest":
/// {"Key"}}]}}`.
///
/// A `PutRequest` is a PUT with its `Item` as the body, and a `DeleteRequest` a DELETE with its `Key` as the body. The target of an
/// operation is the name of the table, and its key the table and the write request: `orders/{"DeleteRequest":...}`. A request has
/// 1 to 25 write requests.
///
/// The response is [`dialect::DynamoDb`](crate::dialect::DynamoDb).
#[derive(Clone, Copy, Debug)]
pub struct DynamoDbBatch;

impl RequestFormat for DynamoDbBatch {
    type Context = DynamoDbWrite;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, DynamoDbWrite>, Refused> {
        without_encoding(headers)?;
        let mut root = RequestMembers::of(whole_document(body)?, PointerBuf::new());
        let Some(mut tables) = root.object("RequestItems") else {
            root.finish()?;
            return Err(Refused::NoMember { member: "RequestItems".into() });
        };
        root.finish()?;
        let names: Vec<String> = tables.names().map(str::to_owned).collect();
        let mut request = BulkRequest::new();
        for table in names {
            let Some(list) = tables.raw(&table) else { continue };
            let pointer = tables.pointer(&table);
            let writes = split_elements(list.as_bytes(), None).map_err(|_| {
                let error = FieldError::new(pointer.as_str(), "expected an array of write requests");
                Refused::Invalid { errors: vec![error] }
            })?;
            if request.len() + writes.len() > DynamoDb::MAX_ITEMS {
                return Err(Refused::TooManyItems { max_items: DynamoDb::MAX_ITEMS });
            }
            for (index, json) in writes.into_iter().enumerate() {
                push(&mut request, &table, json, pointer.with_trailing_token(index))?;
            }
        }
        tables.finish()?;
        if request.is_empty() { Err(Refused::Empty) } else { Ok(request) }
    }
}

/// Adds a write request. One that is neither of the two kinds refuses the whole: the response could only ask for it again.
fn push<T: DeserializeOwned>(
    request: &mut BulkRequest<T, DynamoDbWrite>,
    table: &str,
    json: &str,
    pointer: PointerBuf,
) -> Result<(), Refused> {
    let invalid = |detail: &str| {
        let error = FieldError::new(pointer.as_str(), detail);
        Refused::Invalid { errors: vec![error] }
    };
    let raw = RawValue::from_string(json.to_owned()).map_err(|error| invalid(&error.to_string()))?;
    let mut write = RequestMembers::of(json, pointer.clone());
    let (kind, method, member) = match write.names().collect::<Vec<_>>()[..] {
        ["PutRequest"] => ("PutRequest", Method::PUT, "Item"),
        ["DeleteRequest"] => ("DeleteRequest", Method::DELETE, "Key"),
        _ => return Err(invalid("expected an object with one member, `PutRequest` or `DeleteRequest`")),
    };
    let inner = write.object(kind);
    write.finish()?;
    let Some(mut inner) = inner else { return Err(invalid("expected an object in the write request")) };
    if inner.raw(member).is_none() {
        inner.error(member, "expected an object; the member is missing");
        return Err(inner.finish().err().unwrap_or(Refused::Empty));
    }
    let operation = Operation::<()>::new(method, table);
    let input = inner.into_input_of(operation, member).keyed(format!("{table}/{json}"));
    request.push(input, DynamoDbWrite::new(table, raw));
    Ok(())
}
