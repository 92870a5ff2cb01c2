//! Multi-statuses and reports as partial batch responses of AWS Lambda, and events as inputs.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use aws_lambda_events::{
    kinesis::KinesisEvent,
    sqs::{SqsBatchResponse, SqsEvent},
    streams::{DynamoDbEventResponse, KinesisEventResponse},
};
use multistatus::{
    Batch, Inputs, Item, Key, MultiStatus, Outcome, Reader, Refused, Report, StatusCode, client::NextAction, lambda,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Order {
    id: u32,
}

#[derive(Outcome)]
enum Ship {
    #[outcome(204)]
    Shipped,
    #[outcome(422, "order {id} cannot be shipped")]
    Never { id: u32 },
    #[outcome(503, "no van is free")]
    NoVan,
}

async fn ship(order: Order) -> Ship {
    match order.id {
        0..10 => Ship::Shipped,
        10..20 => Ship::NoVan,
        id => Ship::Never { id },
    }
}

/// Returns the identifiers of a response as Lambda reads it.
fn identifiers(response: impl Serialize) -> Vec<String> {
    let Value::Object(mut members) = serde_json::to_value(response).expect("JSON") else { panic!("no object") };
    let failures: Vec<Value> = serde_json::from_value(members.remove("batchItemFailures").expect("a list")).unwrap();
    failures.iter().map(|failure| failure["itemIdentifier"].as_str().expect("text").to_owned()).collect()
}

fn message(id: &str, body: &str) -> Value {
    json!({"messageId": id, "body": body, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:1:orders"})
}

fn sqs(messages: &[Value]) -> SqsEvent {
    serde_json::from_value(json!({"Records": messages})).expect("an event")
}

#[tokio::test]
async fn a_poison_message_is_one_failed_item() -> Result<(), Refused> {
    let event = sqs(&[
        message("m-1", r#"{"id": 1}"#),
        message("m-2", "not JSON"),
        message("m-3", r#"{"id": "three"}"#),
        message("m-4", r#"{"id": 14}"#),
        message("m-5", r#"{"id": 25}"#),
        message("m-6", r#"{"id": 6}"#),
    ]);
    let result = Batch::new(ship).inputs(Inputs::from(event)).run().await?;
    let status = |index| result.get(index).unwrap().status().as_u16();
    assert_eq!([0, 1, 2, 3, 4, 5].map(status), [204, 400, 422, 503, 422, 204]);
    let mut text = String::new();
    result.get(1).unwrap().description(&mut text).unwrap();
    assert!(text.contains("line 1, column 1"), "{text}");

    assert_eq!(identifiers(SqsBatchResponse::from(&result)), ["m-2", "m-3", "m-4", "m-5"]);
    // A stream is delivered again from the first failure.
    assert_eq!(identifiers(KinesisEventResponse::from(&result)), ["m-2"]);
    assert_eq!(identifiers(DynamoDbEventResponse::from(&result)), ["m-2"]);
    let retryable = lambda::identifiers(&result, |item| NextAction::of(item).is_retryable());
    assert_eq!(retryable, ["m-4"]);
    Ok(())
}

#[test]
fn a_batch_without_failures_is_an_empty_list() {
    let result = MultiStatus::from_iter([("m-1", 200), ("m-2", 202), ("m-3", 304)]);
    let result = result.map(|code| StatusCode::from_u16(code).unwrap());
    assert_eq!(serde_json::to_value(SqsBatchResponse::from(&result)).unwrap(), json!({"batchItemFailures": []}));
    assert_eq!(identifiers(KinesisEventResponse::from(&result)), [""; 0]);
}

/// AWS: an empty identifier is a failure of the whole batch, so that nothing is lost.
#[tokio::test]
async fn an_item_without_a_key_has_an_empty_identifier() -> Result<(), Refused> {
    let result = MultiStatus::from_outcomes([StatusCode::CONFLICT]);
    assert_eq!(identifiers(SqsBatchResponse::from(&result)), [""]);
    assert_eq!(identifiers(KinesisEventResponse::from(&result)), [""]);

    let event = sqs(&[json!({"body": r#"{"id": 30}"#}), message("m-2", r#"{"id": 1}"#)]);
    let result = Batch::new(ship).inputs(Inputs::from(event)).run().await?;
    assert_eq!(identifiers(SqsBatchResponse::from(&result)), [""]);

    let redirected = MultiStatus::from_iter([("m-1", StatusCode::FOUND)]);
    assert_eq!(identifiers(SqsBatchResponse::from(&redirected)), ["m-1"], "nothing was done");
    Ok(())
}

/// A key is reported as the event has it, also where a URI would encode it.
#[test]
fn identifiers_are_not_encoded() {
    let result = MultiStatus::from_iter([(Key::from("a b%/ü"), StatusCode::CONFLICT)]);
    assert_eq!(identifiers(SqsBatchResponse::from(&result)), ["a b%/ü"]);
}

/// Runs messages of two groups, and returns the ids in the order in which they started.
async fn run_groups(arn: &str) -> Result<(Vec<u32>, Vec<String>), Refused> {
    let grouped = |id: &str, group: &str, order: u32| {
        let body = json!({"id": order}).to_string();
        json!({"messageId": id, "body": body, "eventSourceARN": arn, "attributes": {"MessageGroupId": group}})
    };
    let event = sqs(&[
        grouped("a-1", "a", 1),
        grouped("b-1", "b", 2),
        grouped("a-2", "a", 13),
        grouped("b-2", "b", 4),
        grouped("a-3", "a", 5),
        grouped("b-3", "b", 6),
    ]);
    let started = Mutex::new(Vec::new());
    let handler = async |order: Order| {
        started.lock().unwrap().push(order.id);
        tokio::task::yield_now().await;
        ship(order).await
    };
    let result = Batch::new(handler).concurrency(6).inputs(Inputs::from(event)).run().await?;
    let response = identifiers(SqsBatchResponse::from(&result));
    drop(result);
    Ok((started.into_inner().unwrap(), response))
}

#[tokio::test]
async fn a_fifo_queue_keeps_the_order_of_each_group() -> Result<(), Refused> {
    let (started, failed) = run_groups("arn:aws:sqs:eu-west-1:1:orders.fifo").await?;
    let of = |group: &[u32]| -> Vec<u32> { started.iter().copied().filter(|id| group.contains(id)).collect() };
    assert_eq!(of(&[1, 13, 5]), [1, 13], "what follows a failure does not run");
    assert_eq!(of(&[2, 4, 6]), [2, 4, 6]);
    assert_eq!(failed, ["a-2", "a-3"]);
    Ok(())
}

#[tokio::test]
async fn a_standard_queue_has_no_order() -> Result<(), Refused> {
    // Fair queues have groups, too.
    let (started, failed) = run_groups("arn:aws:sqs:eu-west-1:1:orders").await?;
    assert_eq!(started.len(), 6);
    assert_eq!(failed, ["a-2"]);
    Ok(())
}

#[tokio::test]
async fn a_stream_is_reported_from_its_first_failure() -> Result<(), Refused> {
    let record = |number: &str, partition: &str, data: &str| {
        json!({"kinesis": {"sequenceNumber": number, "partitionKey": partition, "data": data,
            "approximateArrivalTimestamp": 1545084650.987}, "awsRegion": "eu-west-1", "eventID": number,
            "eventName": "aws:kinesis:record", "eventSource": "aws:kinesis", "eventSourceARN": "arn",
            "eventVersion": "1.0", "invokeIdentityArn": "arn"})
    };
    // {"id": 1}, not JSON, {"id": 3} of another partition key, {"id": 4}.
    let event: KinesisEvent = serde_json::from_value(json!({"Records": [
        record("49590338271490256608559692538361571095921575989136588898", "a", "eyJpZCI6IDF9"),
        record("49590338271490256608559692540925702759324208523137515618", "a", "bm90IEpTT04="),
        record("49590338271490256608559692540925702759324208523137515619", "b", "eyJpZCI6IDN9"),
        record("49590338271490256608559692540925702759324208523137515620", "a", "eyJpZCI6IDR9"),
    ]}))
    .expect("an event");
    let result = Batch::new(ship).inputs(Inputs::from(event)).run().await?;
    let status = |index| result.get(index).unwrap().status().as_u16();
    assert_eq!([0, 1, 2, 3].map(status), [204, 400, 204, 424]);
    let first = "49590338271490256608559692540925702759324208523137515618";
    assert_eq!(identifiers(KinesisEventResponse::from(&result)), [first]);
    Ok(())
}

/// A function that forwards its messages to a service reports what the service did not do.
#[test]
fn a_report_lists_what_did_not_succeed() {
    let body = r#"{"responses": [{"id": "m-4", "index": 3, "status": 422}, {"id": "m-1", "index": 0, "status": 201},
        {"id": "m-3", "index": 2, "status": 503}], "summary": {"total": 3, "succeeded": 1, "failed": 2, "complete": true}}"#;
    let keys = ["m-1", "m-2", "m-3", "m-4"];
    let report = Report::<Item>::new(Reader::new().read(body.as_bytes())).for_keys(keys);
    assert_eq!(identifiers(SqsBatchResponse::from(&report)), ["m-2", "m-3", "m-4"]);
    assert_eq!(identifiers(KinesisEventResponse::from(&report)), ["m-2"], "in request order");

    let lost = Report::<Item>::new(Reader::new().read(b"")).for_keys(keys);
    assert_eq!(identifiers(SqsBatchResponse::from(&lost)), keys, "nothing is known");
}

/// 10 000 messages of one group run one after another, in time that grows with their number.
#[tokio::test]
async fn a_long_group_is_fast() -> Result<(), Refused> {
    let grouped = |number: u32| {
        json!({"messageId": format!("m-{number}"), "body": "{\"id\": 1}", "eventSourceARN": "x.fifo",
            "attributes": {"MessageGroupId": "a"}})
    };
    let event = sqs(&(0..10_000).map(grouped).collect::<Vec<_>>());
    let start = Instant::now();
    let result = Batch::new(ship).max_items(10_000).inputs(Inputs::from(event)).run().await?;
    assert_eq!(result.summary().succeeded, 10_000);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    Ok(())
}
