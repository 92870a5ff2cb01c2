//! Conventions that say which items failed, or only how many: `BatchWriteItem` of DynamoDB, and OTLP.

use multistatus::{
    Batch, Item, Key, MultiStatus, Outcome, Reader, Refused, Report, StatusCode,
    batch::requests::{DynamoDbBatch, Operation, RequestFormat},
    client::Discrepancy,
    dialect::{DynamoDb, DynamoDbWrite, Otlp},
    http::HeaderMap,
    outcome::InContext,
    read::{Document, Verdict},
};
use serde_json::{Value, value::RawValue};

use crate::{Change, body, changes, chunks::read_in_pieces};

/// Reads a body whole, and cut behind every byte.
fn read(reader: &Reader, text: &str) -> Document {
    read_in_pieces(reader, text, &[1, 2, 7, 64])
}

fn write_request(key: &str) -> String {
    format!(r#"{{"DeleteRequest":{{"Key":{{"id":{{"S":"{key}"}}}}}}}}"#)
}

fn in_context<O>(outcomes: impl IntoIterator<Item = (&'static str, O)>) -> MultiStatus<InContext<DynamoDbWrite, O>> {
    let item = |(key, outcome)| {
        let table = if key < "e" { "orders" } else { "li\"nes" };
        let context = DynamoDbWrite::new(table, RawValue::from_string(write_request(key)).unwrap());
        InContext { context, outcome }
    };
    MultiStatus::from_outcomes(outcomes.into_iter().map(item))
}

#[test]
fn failures_of_dynamo_db_are_unprocessed() {
    let result = in_context(changes());
    let written = body(&result, &DynamoDb);
    let [c, d, e, f, g] = ["c", "d", "e", "f", "g"].map(write_request);
    let expected = format!(r#"{{"UnprocessedItems":{{"orders":[{c},{d}],"li\"nes":[{e},{f},{g}]}}}}"#);
    assert_eq!(written, expected);
    assert_eq!(result.respond_with(DynamoDb).status(), 200);

    let document = read(&Reader::new(), &written);
    assert_eq!(document.ending.verdict, Verdict::Complete);
    assert!(document.items.iter().all(|item| item.status() == 429));
    assert_eq!(document.items[0].body().unwrap()["DeleteRequest"]["Key"]["id"]["S"], "c");
    let keys = ["a", "b", "c", "d"].map(|key| Key::from(format!("orders/{}", write_request(key))));
    let others = ["e", "f", "g"].map(|key| Key::from(format!("li\"nes/{}", write_request(key))));
    let report = Report::<Item>::new(document).for_keys(keys.into_iter().chain(others));
    assert_eq!(report.to_string(), "7 items: 2 succeeded, 5 failed, 5 may be sent again");
}

#[test]
fn nothing_processed_is_a_failure_of_the_whole() {
    for (outcomes, code) in [
        (vec![("a", StatusCode::TOO_MANY_REQUESTS)], "ProvisionedThroughputExceededException"),
        (vec![("a", StatusCode::UNPROCESSABLE_ENTITY), ("b", StatusCode::NOT_FOUND)], "ValidationException"),
    ] {
        let written = body(&in_context(outcomes.clone()), &DynamoDb);
        assert!(written.starts_with(&format!(r#"{{"__type":"{code}","message":""#)), "{written}");
        assert_eq!(in_context(outcomes).respond_with(DynamoDb).status(), 400);
        // Under any status, no item of it succeeded.
        let document = read(&Reader::new().status(StatusCode::OK), &written);
        assert!(document.ending.unlisted.is_none());
        assert!(document.items.iter().all(|item| !item.status().is_success()));
    }
    let mixed = [("a", StatusCode::TOO_MANY_REQUESTS), ("b", StatusCode::NOT_FOUND)];
    assert!(body(&in_context(mixed), &DynamoDb).starts_with(r#"{"UnprocessedItems""#));
    let all = [("a", StatusCode::OK)];
    assert_eq!(body(&in_context(all), &DynamoDb), r#"{"UnprocessedItems":{}}"#);
    assert_eq!(body(&in_context::<StatusCode>([]), &DynamoDb), r#"{"UnprocessedItems":{}}"#);
}

#[test]
fn an_item_without_a_context_leaves_the_body_without_an_end() {
    let mut result = MultiStatus::<InContext<DynamoDbWrite, StatusCode>>::for_keys(["a"]);
    let written = body(&result, &DynamoDb);
    assert!(!read(&Reader::new(), &written).ending.verdict.is_complete(), "{written}");
    let context = DynamoDbWrite::new("t", RawValue::from_string(write_request("a")).unwrap());
    result.set(0, InContext { context, outcome: StatusCode::OK }).unwrap();
    assert_eq!(body(&result, &DynamoDb), r#"{"UnprocessedItems":{}}"#);
}

#[test]
fn what_contradicts_success_is_no_success() {
    for (text, succeeded) in [
        (r#"{"UnprocessedItems":{}}"#, true),
        (r#" { "ConsumedCapacity" : [ { } ] , "UnprocessedItems" : { "t" : [ ] } } "#, true),
        (r#"{"UnprocessedItems":null}"#, false),
        (r#"{"UnprocessedItems":[]}"#, false),
        (r#"{"UnprocessedItems":{"t":{}}}"#, false),
        (r#"{"UnprocessedItems":{},"__type":"Oops"}"#, false),
        (r#"{"UnprocessedItems":{"t":[1]}}"#, false),
        (r#"{"UnprocessedItems":{}"#, false),
        (r#"{"UnprocessedItems":{}}x"#, false),
        (r#"{"partialSuccess":{}}"#, true),
        (r#"{"partialSuccess":{"rejectedSpans":"0","errorMessage":"slow"}}"#, true),
        (r#"{"partialSuccess":{"rejectedSpans":"1"}}"#, false),
        (r#"{"partialSuccess":{"rejectedLogRecords":2}}"#, false),
        (r#"{"partialSuccess":{"rejectedDataPoints":"many"}}"#, false),
        (r#"{"partialSuccess":{"rejectedDataPoints":-1}}"#, false),
        (r#"{"partialSuccess":"no"}"#, false),
        ("{}", false),
    ] {
        let report = Report::<Item>::new(read(&Reader::new(), text)).for_keys(["a"]);
        assert_eq!(report.into_result().is_ok(), succeeded, "{text}");
    }
    let traces = Reader::new().shape(Otlp::Traces);
    assert!(Report::<Item>::new(read(&traces, "{}")).for_keys(["a"]).into_result().is_ok());
    assert!(Report::<Item>::new(read(&traces, r#"{"error":"no"}"#)).for_keys(["a"]).into_result().is_err());
}

#[test]
fn rejections_of_otlp_are_counted() {
    let result: MultiStatus<Change> = changes().into_iter().collect();
    for (signal, member) in
        [(Otlp::Traces, "rejectedSpans"), (Otlp::Metrics, "rejectedDataPoints"), (Otlp::Logs, "rejectedLogRecords")]
    {
        let written = body(&result, &signal);
        let expected = format!(r#"{{"partialSuccess":{{"{member}":"5","errorMessage":"there is no order c"}}}}"#);
        assert_eq!(written, expected);
        let document = read(&Reader::new(), &written);
        assert_eq!(document.ending.verdict, Verdict::Complete);
        assert!(document.items.is_empty());
        assert_eq!(document.ending.description.as_deref(), Some("there is no order c"));
        let report = Report::<Item>::new(document).for_keys(["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!(report.discrepancies()[0], Discrepancy::Failed { listed: 0, failed: 5 });
        assert_eq!(report.missing().len(), 7);
    }
    assert_eq!(body(&MultiStatus::from_outcomes([StatusCode::OK]), &Otlp::Logs), "{}");
    let response = MultiStatus::from_outcomes([StatusCode::BAD_GATEWAY]).respond_with(Otlp::Logs);
    assert_eq!(response.status(), 200);
}

#[test]
fn write_requests_are_operations() {
    let [put, delete] =
        [r#"{"PutRequest": {"Item": {"id": {"S": "1"}}}}"#, r#"{"DeleteRequest":{"Key":{"id":{"S":"2"}}}}"#];
    let text = format!(r#"{{"RequestItems": {{"orders": [{put}], "lines": [{delete}]}}}}"#);
    let request = DynamoDbBatch.decode::<Value>(&HeaderMap::new(), text.as_bytes()).unwrap();
    let described: Vec<_> = request
        .operations()
        .map(|input| {
            let operation = input.item().unwrap();
            let body = operation.body.as_ref().unwrap();
            format!("{} {} {} {body}", input.key().unwrap().as_str(), operation.method, operation.target)
        })
        .collect();
    assert_eq!(
        described,
        [
            format!(r#"orders/{put} PUT orders {{"id":{{"S":"1"}}}}"#),
            format!(r#"lines/{delete} DELETE lines {{"id":{{"S":"2"}}}}"#)
        ]
    );
    let contexts: Vec<_> = request.contexts().map(|write| (&*write.table, write.request.get())).collect();
    assert_eq!(contexts, [("orders", put), ("lines", delete)]);
}

#[tokio::test]
async fn only_what_failed_is_listed() {
    let [a, b] = ["a", "b"].map(write_request);
    let text = format!(r#"{{"RequestItems":{{"orders":[{a},{b}]}}}}"#);
    let request = DynamoDbBatch.decode::<Value>(&HeaderMap::new(), text.as_bytes()).unwrap();
    let result = request
        .run(|operations| {
            let handler = async |operation: Operation<Value>| match operation.body.unwrap()["id"]["S"].as_str() {
                Some("a") => StatusCode::OK,
                _ => StatusCode::TOO_MANY_REQUESTS,
            };
            Batch::new(handler).inputs(operations)
        })
        .await
        .unwrap();
    assert_eq!(body(&result, &DynamoDb), format!(r#"{{"UnprocessedItems":{{"orders":[{b}]}}}}"#));
}

#[test]
fn a_batch_write_may_be_refused() {
    let refusal = |text: &str| match DynamoDbBatch.decode::<Value>(&HeaderMap::new(), text.as_bytes()) {
        Ok(_) => "accepted".to_owned(),
        Err(refused) => format!("{} {refused}", Refused::status(&refused).as_u16()),
    };
    let list = |writes: &str| format!(r#"{{"RequestItems":{{"t":[{writes}]}}}}"#);
    let delete = write_request("a");
    for (text, expected) in [
        ("{}".to_owned(), "400 the member `RequestItems`, which holds the items, is missing"),
        (r#"{"RequestItems":{}}"#.to_owned(), "400 the batch is empty; it takes at least one item"),
        (r#"{"RequestItems":[]}"#.to_owned(), "400 /RequestItems: expected an object, found an array"),
        (r#"{"RequestItems":{"t":{}}}"#.to_owned(), "400 /RequestItems/t: expected an array of write requests"),
        (list("{}"), "400 /RequestItems/t/0: expected an object with one member, `PutRequest` or `DeleteRequest`"),
        (
            list(r#"{"PutRequest":{}}"#),
            "400 /RequestItems/t/0/PutRequest/Item: expected an object; the member is missing",
        ),
        (list(&vec![delete; 26].join(",")), "413 a batch takes at most 25 items; send the rest in another batch"),
    ] {
        assert_eq!(refusal(&text), expected, "{text}");
    }
}
