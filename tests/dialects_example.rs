//! The example `dialects`: each convention has the same outcomes, as a client reads them. `.ci/dialects` tests it with other
//! clients.

#[path = "../examples/dialects/call.rs"]
mod call;
#[path = "../examples/dialects/choice.rs"]
mod choice;
#[path = "../examples/dialects/convention.rs"]
mod convention;
#[path = "../examples/dialects/outcome.rs"]
mod outcome;
#[path = "../examples/dialects/records.rs"]
mod records;
#[path = "../examples/dialects/server.rs"]
mod server;
#[path = "../examples/dialects/store.rs"]
mod store;

use std::collections::BTreeMap;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header::CONTENT_TYPE},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http_body_util::BodyExt;
use multistatus::{Item, Reader, Report, dialect};
use nakadi_types::publishing::{BatchItemResponse, PublishingStatus};
use serde_json::{Value, json};
use tower::ServiceExt;

const KINDS: [&str; 7] = ["new", "known", "missing", "taken", "invalid", "throttled", "dependent"];
const STATUSES: [u16; 7] = [201, 200, 404, 409, 400, 429, 424];

/// What a dialect carries of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carries {
    /// The status.
    Status,
    /// The status of a failure.
    FailedStatus,
    /// The class, and if the item may be sent again.
    Class,
}

/// A convention: its route, a request for records, and how a client reads the response.
struct Row {
    path: &'static str,
    content_type: &'static str,
    fields: &'static [(&'static str, &'static str)],
    body: fn(&[String]) -> String,
    reader: fn() -> Reader,
    carries: Carries,
}

impl Row {
    fn new(path: &'static str, carries: Carries, body: fn(&[String]) -> String) -> Self {
        Self { path, content_type: "application/json", fields: &[], body, reader: Reader::new, carries }
    }

    fn content_type(self, content_type: &'static str) -> Self {
        Self { content_type, ..self }
    }

    /// Sets header fields of the request.
    fn fields(self, fields: &'static [(&'static str, &'static str)]) -> Self {
        Self { fields, ..self }
    }

    /// Sets the reader for a convention that its content does not show.
    fn reader(self, reader: fn() -> Reader) -> Self {
        Self { reader, ..self }
    }
}

fn each(keys: &[String], item: impl Fn(&str) -> Value) -> Value {
    keys.iter().map(|key| item(key)).collect()
}

fn lines(keys: &[String], line: impl Fn(&str) -> String) -> String {
    keys.iter().map(|key| line(key) + "\n").collect()
}

/// Returns a batch of requests in `multipart/mixed`.
fn parts(keys: &[String]) -> String {
    let part = |key: &String| {
        let body = json!({"name": key});
        let head = format!("Content-Type: application/http\r\nContent-ID: <{key}>");
        format!("--part\r\n{head}\r\n\r\nPOST /records HTTP/1.1\r\n\r\n{body}\r\n")
    };
    keys.iter().map(part).collect::<String>() + "--part--\r\n"
}

fn rows() -> Vec<Row> {
    let graph = |keys: &[String]| {
        let request = |key: &str| json!({"id": key, "method": "POST", "url": "/records", "body": {"name": key}});
        json!({"requests": each(keys, request)}).to_string()
    };
    let bulk =
        |keys: &[String]| lines(keys, |key| format!("{}\n{{}}", json!({"create": {"_index": "records", "_id": key}})));
    vec![
        Row::new("/v1.0/$batch", Carries::Status, graph),
        Row::new("/scim/v2/Bulk", Carries::Status, |keys| {
            let user = |key: &str| {
                let (method, path) = if key.starts_with("known") { ("PUT", "/Users/1") } else { ("POST", "/Users") };
                json!({"method": method, "bulkId": key, "path": path, "data": {"userName": key}})
            };
            json!({"Operations": each(keys, user)}).to_string()
        }),
        Row::new("/_bulk", Carries::Status, bulk),
        Row::new("/records/_bulk", Carries::Status, bulk),
        Row::new("/opensearch/_bulk", Carries::Status, bulk),
        Row::new("/fhir", Carries::Status, |keys| {
            let entry = |key: &str| {
                let request = json!({"method": "PUT", "url": format!("Patient/{key}")});
                json!({"resource": {"resourceType": "Patient", "id": key}, "request": request})
            };
            json!({"resourceType": "Bundle", "type": "batch", "entry": each(keys, entry)}).to_string()
        }),
        Row::new("/", Carries::Class, |keys| {
            let entry = |key: &str| json!({"Id": key, "MessageBody": key});
            json!({"QueueUrl": "records", "Entries": each(keys, entry)}).to_string()
        })
        .fields(&[("x-amz-target", "AmazonSQS.SendMessageBatch")]),
        Row::new("/", Carries::Class, |keys| {
            let record = |key: &str| json!({"Data": "", "PartitionKey": key});
            json!({"StreamName": "records", "Records": each(keys, record)}).to_string()
        })
        .fields(&[("x-amz-target", "Kinesis_20131202.PutRecords")]),
        Row::new("/", Carries::Class, |keys| {
            let record = |key: &str| json!({"Data": BASE64_STANDARD.encode(key)});
            json!({"DeliveryStreamName": "records", "Records": each(keys, record)}).to_string()
        })
        .fields(&[("x-amz-target", "Firehose_20150804.PutRecordBatch")]),
        Row::new("/", Carries::Class, |keys| {
            json!({"Entries": each(keys, |key| json!({"DetailType": key, "Detail": "{}"}))}).to_string()
        })
        .fields(&[("x-amz-target", "AWSEvents.PutEvents")]),
        Row::new("/crm/v3/objects/contacts/batch/create", Carries::Class, |keys| {
            let input = |key: &str| json!({"objectWriteTraceId": key, "properties": {"name": key}});
            json!({"inputs": each(keys, input)}).to_string()
        }),
        Row::new("/indexes('records')/docs/search.index", Carries::Status, |keys| {
            json!({"value": each(keys, |key| json!({"@search.action": "upload", "id": key}))}).to_string()
        }),
        Row::new("/services/data/v60.0/composite", Carries::Status, |keys| {
            let request = |key: &str| json!({"method": "POST", "url": "/a", "referenceId": key, "body": {"Name": key}});
            json!({"compositeRequest": each(keys, request)}).to_string()
        }),
        Row::new("/services/data/v60.0/composite/sobjects", Carries::Class, |keys| {
            let record = |key: &str| json!({"attributes": {"type": "Account"}, "Name": key});
            json!({"records": each(keys, record)}).to_string()
        }),
        Row::new("/rpc", Carries::FailedStatus, |keys| {
            let call = |key: &str| json!({"jsonrpc": "2.0", "id": key, "method": "create", "params": {"name": key}});
            each(keys, call).to_string()
        }),
        Row::new("/openai/v1/batches", Carries::Status, |keys| {
            let request =
                |key: &str| json!({"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": {}});
            lines(keys, |key| request(key).to_string())
        })
        .content_type("application/jsonl"),
        Row::new("/anthropic/v1/messages/batches", Carries::Class, |keys| {
            json!({"requests": each(keys, |key| json!({"custom_id": key, "params": {}}))}).to_string()
        }),
        Row::new("/collections/records/documents/import?action=create", Carries::FailedStatus, |keys| {
            lines(keys, |key| json!({"id": key}).to_string())
        })
        .content_type("text/plain")
        .reader(|| Reader::new().shape(dialect::TYPESENSE)),
        Row::new("/bigquery/v2/tables/records/insertAll", Carries::Class, |keys| {
            let row = |key: &str| json!({"insertId": key, "json": {"name": key}});
            json!({"skipInvalidRows": true, "rows": each(keys, row)}).to_string()
        }),
        Row::new("/event-types/records/events", Carries::Class, |keys| {
            each(keys, |key| json!({"metadata": {"eid": key}, "name": key})).to_string()
        }),
        Row::new("/v1/batch", Carries::Status, |keys| {
            let request = |key: &str| json!({"method": "POST", "path": "/records", "body": {"data": {"name": key}}});
            json!({"requests": each(keys, request)}).to_string()
        }),
        Row::new("/zalando/records", Carries::Status, |keys| each(keys, |key| json!({"name": key})).to_string()),
        Row::new("/batch", Carries::Status, parts).content_type("multipart/mixed; boundary=part"),
        Row::new("/odata/$batch", Carries::Status, parts).content_type("multipart/mixed; boundary=part"),
        Row::new("/", Carries::Class, |keys| {
            let entry = |(number, key)| {
                let member = format!("PublishBatchRequestEntries.member.{number}");
                format!("&{member}.Id={key}&{member}.Message={key}")
            };
            let entries: String = (1..).zip(keys).map(entry).collect();
            format!("Action=PublishBatch&TopicArn=records{entries}")
        })
        .content_type("application/x-www-form-urlencoded"),
        Row::new("/odata/$batch", Carries::Status, graph).fields(&[("prefer", "continue-on-error")]),
    ]
}

/// Sends a request for records, and returns the report on them.
async fn send(router: &Router, row: &Row, keys: &[String]) -> Report<Item> {
    let mut request = Request::post(row.path).header(CONTENT_TYPE, row.content_type);
    for (name, value) in row.fields {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::from((row.body)(keys))).unwrap()).await.unwrap();
    let status = response.status();
    let content_type = response.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let Some(content_type) = content_type else {
        // Nakadi has no body if every event was submitted.
        assert_eq!((status, body.len()), (StatusCode::OK, 0), "{}", row.path);
        return Report::from_items(keys.iter().map(|_| Item::from_outcome(&StatusCode::OK))).for_keys(keys);
    };
    let document = (row.reader)().status(status).content_type(content_type).read(&body);
    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(document.ending.verdict.is_complete(), "{}: {}\n{text}", row.path, document.ending.verdict);
    Report::new(document).for_keys(keys)
}

/// Returns the indices of the items that succeeded.
fn succeeded(report: &Report<Item>) -> Vec<usize> {
    let listed = report.succeeded().filter_map(|item| item.index());
    let mut indices: Vec<_> = listed.chain(report.unlisted().map(|(index, _)| index)).collect();
    indices.sort_unstable();
    indices
}

/// A status that a dialect does not carry is `None`.
fn statuses(report: &Report<Item>, carries: Carries) -> Vec<Option<StatusCode>> {
    let status = |index| {
        let status = report.at(index)?.status();
        let is_carried = match carries {
            Carries::Status => true,
            Carries::FailedStatus => !status.is_success(),
            Carries::Class => false,
        };
        is_carried.then_some(status)
    };
    (0..KINDS.len()).map(status).collect()
}

#[tokio::test]
async fn each_convention_has_each_outcome_and_what_was_throttled_is_sent_again() {
    let router = server::router();
    for (number, row) in rows().iter().enumerate() {
        let keys = KINDS.map(|kind| format!("{kind}-{number}"));
        let report = send(&router, row, &keys).await;
        assert_eq!(report.total(), KINDS.len(), "{}", row.path);
        assert_eq!(report.missing(), [], "{}", row.path);
        assert_eq!(succeeded(&report), [0, 1], "{}", row.path);
        let expected = STATUSES.map(|status| StatusCode::from_u16(status).unwrap());
        let is_carried = |status: &StatusCode| match row.carries {
            Carries::Status => true,
            Carries::FailedStatus => !status.is_success(),
            Carries::Class => false,
        };
        let expected = expected.map(|status| is_carried(&status).then_some(status));
        assert_eq!(statuses(&report, row.carries), expected, "{}", row.path);

        let is_throttled = report.retryable().any(|item| item.index() == Some(5));
        assert!(is_throttled, "{}: {report}", row.path);
        let report = send(&router, row, &keys[5..6]).await;
        assert_eq!(succeeded(&report), [0], "{}", row.path);
    }
}

#[tokio::test]
async fn the_service_counts_what_it_receives() {
    let router = server::router();
    for (number, row) in rows().iter().enumerate() {
        let keys = ["new", "throttled"].map(|kind| format!("{kind}-{number}"));
        let (report, _) = (send(&router, row, &keys).await, send(&router, row, &keys[1..]).await);
        assert_eq!(report.total(), 2, "{}", row.path);
    }
    let response = router.oneshot(Request::get("/attempts").body(Body::empty()).unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let attempts: BTreeMap<String, u32> = serde_json::from_slice(&body).unwrap();
    for number in 0..rows().len() {
        assert_eq!([attempts[&format!("new-{number}")], attempts[&format!("throttled-{number}")]], [1, 2]);
    }
}

/// JSON:API has results or errors, so all operations succeed or none does.
#[tokio::test]
async fn the_operations_of_json_api_take_effect_together() {
    let router = server::router();
    let row = Row::new("/operations", Carries::Class, |keys| {
        let add = |key: &str| json!({"op": "add", "data": {"type": "records", "attributes": {"name": key}}});
        json!({"atomic:operations": each(keys, add)}).to_string()
    })
    .reader(|| Reader::new().shape(dialect::JSON_API));
    let keys = |kinds: &[&str]| -> Vec<String> { kinds.iter().map(|kind| format!("{kind}-json-api")).collect() };

    let report = send(&router, &row, &keys(&["new", "taken", "known"])).await;
    assert!(succeeded(&report).is_empty(), "{report}");
    assert_eq!(report.at(1).map(|item| item.status()), Some(StatusCode::CONFLICT));

    let report = send(&router, &row, &keys(&["new", "known"])).await;
    assert_eq!(succeeded(&report), [0, 1]);
}

/// An object that does not exist counts as deleted. A quiet request asks for failures alone.
#[tokio::test]
async fn deletions_of_s3_list_what_failed() {
    fn objects(keys: &[String]) -> String {
        lines(keys, |key| format!("<Object><Key>{key}</Key></Object>"))
    }
    let router = server::router();
    let row = Row::new("/records?delete", Carries::Class, |keys| format!("<Delete>{}</Delete>", objects(keys)));
    let quiet = |keys: &[String]| format!("<Delete><Quiet>true</Quiet>{}</Delete>", objects(keys));
    let row = row.content_type("application/xml");
    let keys = KINDS.map(|kind| format!("{kind}-s3"));

    let report = send(&router, &row, &keys).await;
    assert_eq!(succeeded(&report), [0, 1, 2]);
    assert!(report.retryable().any(|item| item.index() == Some(5)), "{report}");

    let report = send(&router, &Row { body: quiet, ..row }, &keys).await.listing_failures();
    assert_eq!(report.items().filter_map(|item| item.index()).collect::<Vec<_>>(), [3, 4, 6]);
    assert_eq!(succeeded(&report), [0, 1, 2, 5]);
}

/// Azure Blob Storage answers with 202.
#[tokio::test]
async fn deletions_of_azure_blob_storage_have_a_status_each() {
    let router = server::router();
    let row = Row::new("/records?restype=container&comp=batch", Carries::Status, |keys| {
        let head = "Content-Type: application/http\r\nContent-ID:";
        let part =
            |key: &String| format!("--part\r\n{head} {key}\r\n\r\nDELETE /account/records/{key} HTTP/1.1\r\n\r\n\r\n");
        keys.iter().map(part).collect::<String>() + "--part--\r\n"
    });
    let keys = KINDS.map(|kind| format!("{kind}-blob"));
    let report = send(&router, &row.content_type("multipart/mixed; boundary=part"), &keys).await;
    let statuses: Vec<_> = report.items().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [204, 204, 404, 409, 400, 429, 424]);
}

/// DynamoDB lists each write that failed, as it was sent.
#[tokio::test]
async fn writes_to_dynamo_db_that_failed_are_listed() {
    fn write(key: &str) -> String {
        json!({"PutRequest": {"Item": {"id": {"S": key}}}}).to_string()
    }
    let router = server::router();
    let row = Row::new("/", Carries::Class, |keys| {
        let writes: Vec<_> = keys.iter().filter_map(|key| key.strip_prefix("records/")).collect();
        format!(r#"{{"RequestItems":{{"records":[{}]}}}}"#, writes.join(","))
    })
    .fields(&[("x-amz-target", "DynamoDB_20120810.BatchWriteItem")]);
    let keys = KINDS.map(|kind| format!("records/{}", write(&format!("{kind}-dynamodb"))));

    let report = send(&router, &row, &keys).await;
    assert_eq!(succeeded(&report), [0, 1], "{report}");
    assert_eq!(report.retryable().filter_map(|item| item.index()).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);

    let report = send(&router, &row, &keys[5..6]).await;
    assert_eq!(succeeded(&report), [0], "{report}");
}

/// The types of a client of Nakadi read the response.
#[tokio::test]
async fn the_types_of_nakadi_read_its_response() {
    let event = |(number, kind): (usize, &&str)| {
        let eid = format!("00000000-0000-0000-0000-{number:012}");
        json!({"metadata": {"eid": eid}, "name": format!("{kind}-nakadi")})
    };
    let events: Value = KINDS.iter().enumerate().map(event).collect();
    let request = Request::post("/event-types/records/events").body(Body::from(events.to_string())).unwrap();
    let response = server::router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::MULTI_STATUS);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let items: Vec<BatchItemResponse> = serde_json::from_slice(&body).unwrap();
    let statuses: Vec<_> = items.iter().map(|item| item.publishing_status).collect();
    let [submitted, failed, aborted] =
        [PublishingStatus::Submitted, PublishingStatus::Failed, PublishingStatus::Aborted];
    assert_eq!(statuses, [submitted, submitted, failed, failed, failed, failed, aborted]);
    assert_eq!(items[3].detail.as_deref(), Some("there is a record taken-nakadi"));
}
