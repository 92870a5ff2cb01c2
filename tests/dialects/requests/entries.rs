//! Requests whose operations are entries, records or documents: AWS, Salesforce, HubSpot, Azure, BigQuery and Nakadi.

use multistatus::{
    batch::{
        Mode,
        requests::{
            Anthropic, AzureSearch, BigQuery, Cosmos, EventBridge, Firehose, HubSpot, Kinesis, Nakadi, RequestFormat,
            SalesforceBatch, SalesforceCollections, SalesforceComposite, Sqs,
        },
    },
    http::Method,
};
use serde_json::Value;

use super::{decode, fields, operations, refusal};

#[test]
fn entries_of_sqs_have_ids_and_the_method_of_their_action() {
    let body = r#"{"QueueUrl": "https://sqs/1/q", "Entries": [{"Id": "a", "MessageBody": "x"}]}"#;
    assert_eq!(operations(&decode(&Sqs, body).unwrap()), [r#"a: POST https://sqs/1/q {"Id":"a","MessageBody":"x"}"#]);
    let action = fields([("x-amz-target", "AmazonSQS.DeleteMessageBatch")]);
    let body = br#"{"QueueUrl": "q", "Entries": [{"Id": "a", "ReceiptHandle": "r"}]}"#;
    let request = Sqs.decode::<Value>(&action, body).unwrap();
    assert_eq!(operations(&request), [r#"a: DELETE q {"Id":"a","ReceiptHandle":"r"}"#]);
}

#[test]
fn a_request_of_sqs_has_1_to_10_entries_with_ids_of_their_own() {
    let body = |ids: &[&str]| {
        let entries: Vec<_> = ids.iter().map(|id| format!(r#"{{"Id":"{id}"}}"#)).collect();
        format!(r#"{{"QueueUrl":"q","Entries":[{}]}}"#, entries.join(","))
    };
    assert_eq!(refusal(&Sqs, &body(&[])), "400 the batch is empty; it takes at least one item");
    assert_eq!(
        refusal(&Sqs, &body(&["a", "b", "a"])),
        "400 the operations 0 and 2 have the same id `a`; each needs an id of its own"
    );
    assert_eq!(
        refusal(&Sqs, &body(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"])),
        "413 a batch takes at most 10 items; send the rest in another batch"
    );
    assert_eq!(
        refusal(&Sqs, r#"{"Entries": [{"Id": "a"}]}"#),
        "400 /QueueUrl: expected a string; the member is missing"
    );
    assert_eq!(
        refusal(&Sqs, r#"{"QueueUrl": "q", "Entries": [{"Id": "a"}, {}, {"Id": "b c"}, 7]}"#),
        "400 /Entries/1/Id: expected a string; the member is missing; /Entries/2/Id: expected 1 to 80 letters, digits, \
         `-` and `_`; /Entries/3: expected an object, found a number; /Entries/3/Id: expected a string; the member is \
         missing"
    );
}

#[test]
fn records_of_kinesis_firehose_and_eventbridge_are_posted() {
    let kinesis = r#"{"StreamName": "s", "Records": [{"Data": "AA==", "PartitionKey": "p"}]}"#;
    assert_eq!(operations(&decode(&Kinesis, kinesis).unwrap()), [r#"POST s {"Data":"AA==","PartitionKey":"p"}"#]);
    let by_arn = r#"{"StreamARN": "arn:s", "Records": [{}]}"#;
    assert_eq!(operations(&decode(&Kinesis, by_arn).unwrap()), ["POST arn:s {}"]);
    let firehose = r#"{"DeliveryStreamName": "d", "Records": [{"Data": "AA=="}]}"#;
    assert_eq!(operations(&decode(&Firehose, firehose).unwrap()), [r#"POST d {"Data":"AA=="}"#]);
    let events = r#"{"Entries": [{"Source": "a"}, {"EventBusName": "b"}]}"#;
    assert_eq!(
        operations(&decode(&EventBridge, events).unwrap()),
        [r#"POST default {"Source":"a"}"#, r#"POST b {"EventBusName":"b"}"#]
    );
    assert_eq!(refusal(&Kinesis, r#"{"Records": [{}]}"#), "400 /StreamName: expected a string; the member is missing");
    assert_eq!(
        refusal(&Firehose, r#"{"DeliveryStreamName": "d", "Records": []}"#),
        "400 the batch is empty; it takes at least one item"
    );
}

#[test]
fn a_composite_request_depends_on_what_it_refers_to() {
    let body = r#"{"allOrNone": true, "compositeRequest": [
        {"method": "POST", "url": "/Account", "referenceId": "A", "body": {"Name": "x"}},
        {"method": "GET", "url": "/Account/@{A.id}", "referenceId": "B", "httpHeaders": {"If-Match": "\"1\""}}
    ]}"#;
    let request = decode(&SalesforceComposite, body).unwrap();
    assert_eq!(operations(&request), [r#"A: POST /Account {"Name":"x"}"#, r#"B: GET /Account/@{A.id} if-match="1""#]);
    assert!(request.is_atomic());
}

#[test]
fn other_requests_of_salesforce_have_no_keys() {
    let batch =
        r#"{"haltOnError": true, "batchRequests": [{"method": "PATCH", "url": "v1/a", "richInput": {"n": 1}}]}"#;
    let request = decode(&SalesforceBatch, batch).unwrap();
    assert_eq!(operations(&request), [r#"PATCH v1/a {"n":1}"#]);
    assert_eq!(request.mode(), Mode::StopAfter(1));

    let records = r#"{"allOrNone": false, "records": [
        {"attributes": {"type": "Account"}, "id": "001"}, {"attributes": {}}, {"Name": "x"}
    ]}"#;
    let request = decode(&SalesforceCollections::new(Method::PATCH), records).unwrap();
    assert_eq!(
        operations(&request),
        [
            r#"PATCH /Account/001 {"attributes":{"type":"Account"},"id":"001"}"#,
            "422 /records/1/attributes/type: expected a string; the member is missing",
            "422 /records/2/attributes: expected an object; the member is missing",
        ]
    );
    assert!(!request.is_atomic());
}

#[test]
fn inputs_of_hubspot_are_named_by_their_trace_id() {
    let body = r#"{"inputs": [
        {"objectWriteTraceId": "row-1", "properties": {}}, {"id": "512"}, {"properties": {}}
    ]}"#;
    assert_eq!(
        operations(&decode(&HubSpot::update(), body).unwrap()),
        [
            r#"row-1: PATCH  {"objectWriteTraceId":"row-1","properties":{}}"#,
            r#"512: PATCH 512 {"id":"512"}"#,
            r#"PATCH  {"properties":{}}"#,
        ]
    );
}

#[test]
fn documents_of_azure_search_have_an_action() {
    let body = r#"{"value": [
        {"hotelId": "1"}, {"@search.action": "merge", "hotelId": "2"}, {"@search.action": "mergeOrUpload", "hotelId": "3"},
        {"@search.action": "delete", "hotelId": "4"}, {"@search.action": "drop", "hotelId": "5"}, {}
    ]}"#;
    assert_eq!(
        operations(&decode(&AzureSearch::keyed_by("hotelId"), body).unwrap()),
        [
            r#"1: PUT 1 {"hotelId":"1"}"#,
            r#"2: PATCH 2 if-match=* {"@search.action":"merge","hotelId":"2"}"#,
            r#"3: PATCH 3 {"@search.action":"mergeOrUpload","hotelId":"3"}"#,
            r#"4: DELETE 4 {"@search.action":"delete","hotelId":"4"}"#,
            "5: 422 /value/4/@search.action: expected `upload`, `merge`, `mergeOrUpload` or `delete`, found `drop`",
            "422 /value/5/hotelId: expected a string; the member is missing",
        ]
    );
}

#[test]
fn operations_of_cosmos_take_their_mode_from_header_fields() {
    let body = br#"[
        {"operationType": "Create", "resourceBody": {"id": "1"}}, {"operationType": "Replace", "id": "2"},
        {"operationType": "Delete", "id": "3", "ifMatch": "\"e\""}, {"operationType": "Explode"}
    ]"#;
    let atomic = fields([("x-ms-cosmos-batch-atomic", "True")]);
    let request = Cosmos.decode::<Value>(&atomic, body).unwrap();
    assert_eq!(
        operations(&request),
        [
            r#"POST  {"id":"1"}"#,
            "PUT 2 if-match=*",
            r#"DELETE 3 if-match="e""#,
            "422 /3/operationType: expected the name of an operation, found `Explode`",
        ]
    );
    assert!(request.is_atomic());
    assert_eq!(request.mode(), Mode::StopAfter(1));
    let bulk = fields([("x-ms-cosmos-batch-continue-on-error", "true")]);
    let request = Cosmos.decode::<Value>(&bulk, body).unwrap();
    assert!(!request.is_atomic());
    assert_eq!(request.mode(), Mode::BestEffort);
}

#[test]
fn rows_of_bigquery_are_atomic_unless_invalid_ones_are_skipped() {
    let body =
        |skip: &str| format!(r#"{{{skip}"rows": [{{"insertId": "a", "json": {{"n": 1}}}}, {{"insertId": "b"}}]}}"#);
    let request = decode(&BigQuery, &body("")).unwrap();
    assert_eq!(operations(&request), [r#"POST  {"n":1}"#, "422 /rows/1/json: the member is missing"]);
    assert!(request.is_atomic());
    assert!(!decode(&BigQuery, &body(r#""skipInvalidRows": true, "#)).unwrap().is_atomic());
}

#[test]
fn events_of_nakadi_and_requests_of_anthropic_have_ids() {
    let events = r#"[{"metadata": {"eid": "e1"}}, {"n": 1}, 7]"#;
    assert_eq!(
        operations(&decode(&Nakadi, events).unwrap()),
        [r#"e1: POST  {"metadata":{"eid":"e1"}}"#, r#"POST  {"n":1}"#, "422 /2: expected an object, found a number"]
    );
    let messages = r#"{"requests": [{"custom_id": "a", "params": {"model": "m"}}, {"custom_id": "b"}]}"#;
    assert_eq!(
        operations(&decode(&Anthropic, messages).unwrap()),
        [r#"a: POST /v1/messages {"model":"m"}"#, "b: 422 /requests/1/params: the member is missing"]
    );
}
