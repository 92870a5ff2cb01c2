//! `PublishBatch` requests of Amazon SNS, in the query protocol of AWS.

use std::{borrow::Cow, collections::BTreeMap};

use http::{HeaderMap, Method};
use jsonptr::PointerBuf;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{BulkRequest, Operation, RequestFormat, document};
use crate::{
    batch::{
        FieldError, Fingerprint, Input,
        inputs::{content_encoding::without_encoding, decode_element},
        refused::Refused,
    },
    dialect::SNS,
};

/// The `PublishBatch` request of Amazon SNS: a form with `PublishBatchRequestEntries.member.N.Id` and the other parts of an
/// entry.
///
/// An operation is a POST. Its target is the `TopicArn`, and its body the entry as JSON, all of whose values are text. A name with
/// dots, as that of an attribute, is an object inside of the entry: `MessageAttributes.entry.1.Name` is at
/// `/MessageAttributes/entry/1/Name`. Its id and its key are its `Id`, which no other entry may have. A request has 1 to 10
/// entries.
///
/// The response is [`dialect::SNS`](crate::dialect::SNS).
#[derive(Clone, Copy, Debug)]
pub struct SnsPublish;

impl RequestFormat for SnsPublish {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        without_encoding(headers)?;
        let (mut topic, mut entries) = (None, BTreeMap::<usize, Map<String, Value>>::new());
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "TopicArn" => topic = Some(value),
                "Action" if value != "PublishBatch" => {
                    return Err(invalid("/Action", format!("expected `PublishBatch`, found `{value}`")));
                }
                name => add(&mut entries, name, value)?,
            }
        }
        let topic = topic.ok_or_else(|| invalid("/TopicArn", "expected the topic; the parameter is missing"))?;
        if entries.is_empty() {
            return Err(Refused::Empty);
        }
        if entries.len() > SNS.max_items() {
            return Err(Refused::TooManyItems { max_items: SNS.max_items() });
        }
        let ids: Vec<_> = entries.values().map(|entry| entry.get("Id").and_then(Value::as_str)).collect();
        document::distinct(ids.iter().map(|id| id.map(Cow::Borrowed)))?;
        let mut request = BulkRequest::new();
        for (number, entry) in &entries {
            let Some(id) = entry.get("Id").and_then(Value::as_str).filter(|id| !id.is_empty()) else {
                return Err(invalid(format!("/{MEMBER}{number}.Id"), "expected an id; the parameter is missing"));
            };
            let operation = Operation { id: Some(id.into()), ..Operation::<()>::new(Method::POST, &*topic) };
            let json = Value::Object(entry.clone()).to_string();
            let input = match decode_element::<T>(&json, None, PointerBuf::new).item {
                Ok(body) => Input::new(operation.with_body(Some(body))),
                Err(reason) => Input::refused(reason),
            };
            request.push(input.fingerprinted(Fingerprint::of(&json)).keyed(id), ());
        }
        Ok(request)
    }
}

/// The beginning of the names of entries.
const MEMBER: &str = "PublishBatchRequestEntries.member.";

/// The maximum number of parts of a name.
const DEEPEST: usize = 16;

/// Adds a parameter to the entry that its name begins with. Other parameters have no meaning here.
fn add(entries: &mut BTreeMap<usize, Map<String, Value>>, name: &str, value: Cow<'_, str>) -> Result<(), Refused> {
    let Some(path) = name.strip_prefix(MEMBER) else { return Ok(()) };
    let unexpected = |detail| invalid(format!("/{name}"), detail);
    let (number, path) = path.split_once('.').ok_or_else(|| unexpected("expected a number and a name"))?;
    let number = number.parse().map_err(|_| unexpected("expected the number of an entry"))?;
    if path.split('.').count() > DEEPEST {
        return Err(unexpected("expected a name with fewer dots"));
    }
    let mut inside = entries.entry(number).or_default();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        if names.peek().is_none() {
            if inside.insert(name.to_owned(), Value::String(value.into_owned())).is_some() {
                return Err(unexpected("the parameter occurs again; expected it once"));
            }
            return Ok(());
        }
        let next = inside.entry(name.to_owned()).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(next) = next else { return Err(unexpected("expected an object, found text")) };
        inside = next;
    }
    Ok(())
}

fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Refused {
    Refused::Invalid { errors: vec![FieldError::new(pointer, detail)] }
}
