//! Bodies that no convention accepts, or that are far from usual.

use multistatus::{
    Outcome, Refused,
    batch::requests::{
        Anthropic, AzureSearch, BigQuery, BulkRequest, Cosmos, Elastic, EventBridge, Fhir, Firehose, Graph, HubSpot,
        JsonApi, JsonRpc, Kinesis, Kinto, Nakadi, OData, OpenAi, RequestFormat, SalesforceBatch, SalesforceCollections,
        SalesforceComposite, Scim, Sqs, Typesense,
    },
    http::{HeaderMap, Method},
};
use serde_json::Value;

use super::{decode, fields, operations};

/// Decodes a body in each convention. Returns the number of operations, or the refusal.
fn in_each(headers: &HeaderMap, body: &[u8]) -> Vec<(&'static str, Result<usize, Refused>)> {
    fn count<F: RequestFormat>(format: F, headers: &HeaderMap, body: &[u8]) -> Result<usize, Refused> {
        format.decode::<Value>(headers, body).map(|request: BulkRequest<Value, F::Context>| {
            // Each operation has a context.
            assert_eq!(request.operations().count(), request.contexts().count());
            request.len()
        })
    }
    vec![
        ("Graph", count(Graph, headers, body)),
        ("OData", count(OData, headers, body)),
        ("Kinto", count(Kinto, headers, body)),
        ("Scim", count(Scim::at(""), headers, body)),
        ("Elastic", count(Elastic::index("i"), headers, body)),
        ("Fhir", count(Fhir, headers, body)),
        ("JsonRpc", count(JsonRpc, headers, body)),
        ("JsonApi", count(JsonApi, headers, body)),
        ("Sqs", count(Sqs, headers, body)),
        ("Kinesis", count(Kinesis, headers, body)),
        ("Firehose", count(Firehose, headers, body)),
        ("EventBridge", count(EventBridge, headers, body)),
        ("SalesforceComposite", count(SalesforceComposite, headers, body)),
        ("SalesforceBatch", count(SalesforceBatch, headers, body)),
        ("SalesforceCollections", count(SalesforceCollections::new(Method::POST), headers, body)),
        ("HubSpot", count(HubSpot::create(), headers, body)),
        ("AzureSearch", count(AzureSearch::keyed_by("id"), headers, body)),
        ("Cosmos", count(Cosmos, headers, body)),
        ("BigQuery", count(BigQuery, headers, body)),
        ("Nakadi", count(Nakadi, headers, body)),
        ("OpenAi", count(OpenAi, headers, body)),
        ("Anthropic", count(Anthropic, headers, body)),
        ("Typesense", count(Typesense::action("").unwrap(), headers, body)),
    ]
}

/// The conventions in which an operation without an id refuses the request.
const IDENTIFIED: [&str; 5] = ["Graph", "OData", "Sqs", "SalesforceComposite", "Anthropic"];

/// The conventions in which each line is a document of its own.
const LINES: [&str; 2] = ["OpenAi", "Typesense"];

#[test]
fn a_body_that_is_not_json_is_refused_or_fails_line_by_line() {
    for body in [&b"{"[..], b"nonsense\n", b"\xff\xfe\n", b"[1,]\n", b"{\"requests\":[}\n"] {
        for (name, decoded) in in_each(&HeaderMap::new(), body) {
            match decoded {
                Err(refused) => assert_eq!(refused.status(), 400, "{name}: {refused}"),
                Ok(items) => assert!(LINES.contains(&name) && items == 1, "{name}: {body:?}"),
            }
        }
    }
}

#[test]
fn a_compressed_body_is_refused() {
    for (name, decoded) in in_each(&fields([("content-encoding", "gzip")]), b"[]") {
        assert_eq!(decoded, Err(Refused::UnsupportedEncoding { found: "gzip".to_owned() }), "{name}");
    }
}

#[test]
fn a_list_that_is_missing_repeated_or_of_another_type_is_refused() {
    let members = [
        "requests",
        "Operations",
        "entry",
        "atomic:operations",
        "Entries",
        "Records",
        "compositeRequest",
        "batchRequests",
        "records",
        "inputs",
        "value",
        "rows",
    ];
    for member in members {
        let bodies = [
            format!(r#"{{"{member}":{{}}}}"#),
            format!(r#"{{"{member}":[],"{member}":[]}}"#),
            format!(r#"{{"{member}":7}}"#),
        ];
        for body in bodies {
            for (name, decoded) in in_each(&HeaderMap::new(), body.as_bytes()) {
                let is_refused = decoded.is_err() || LINES.contains(&name) || name == "JsonRpc";
                assert!(is_refused, "{name}: {body}");
            }
        }
    }
}

#[test]
fn elements_of_any_type_never_panic_and_keep_their_positions() {
    let huge = "9".repeat(5000);
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let elements = [
        "null",
        "7",
        "\"\"",
        "[]",
        "{}",
        "true",
        r#"{"id":{},"Id":[],"custom_id":1}"#,
        r#"{"\u0069d":"\ud800"}"#,
        &huge,
        &deep,
    ];
    let array = elements.join(",");
    let body = format!(
        r#"{{"resourceType":"Bundle","type":"batch","QueueUrl":"q","StreamName":"s","DeliveryStreamName":"d",
            "requests":[{array}],"Operations":[{array}],"entry":[{array}],"atomic:operations":[{array}],"Entries":[{array}],
            "Records":[{array}],"compositeRequest":[{array}],"batchRequests":[{array}],"records":[{array}],
            "inputs":[{array}],"value":[{array}],"rows":[{array}]}}"#
    );
    for (name, decoded) in in_each(&HeaderMap::new(), body.as_bytes()) {
        let is_object = !matches!(name, "Elastic" | "JsonRpc" | "Cosmos" | "Nakadi" | "OpenAi" | "Typesense")
            && !IDENTIFIED.contains(&name);
        assert!(!is_object || decoded == Ok(elements.len()), "{name}: {decoded:?}");
    }
    for (name, decoded) in in_each(&HeaderMap::new(), format!("[{array}]").as_bytes()) {
        if matches!(name, "JsonRpc" | "Cosmos" | "Nakadi") {
            assert_eq!(decoded, Ok(elements.len()), "{name}");
        }
    }
}

#[test]
fn header_fields_have_a_limit_and_occur_once() {
    let body = |fields: &str| {
        format!(r#"{{"requests":[{{"id":"1","method":"GET","url":"/","path":"/","headers":{{{fields}}}}}]}}"#)
    };
    let many: Vec<String> = (0..40_000).map(|number| format!(r#""x-{number}":"1""#)).collect();
    let cases = [
        (many.join(","), "/requests/0/headers: expected at most 256 header fields"),
        (r#""a":"1","A":"2""#.to_owned(), "/requests/0/headers/A: the header field occurs again; expected it once"),
    ];
    for (fields, error) in cases {
        assert_eq!(operations(&decode(&Graph, &body(&fields)).unwrap()), [format!("1: 422 {error}")]);
        assert_eq!(operations(&decode(&Kinto, &body(&fields)).unwrap()), [format!("422 {error}")]);
    }
}

#[test]
fn no_prefix_and_no_changed_byte_panics() {
    let bodies = [
        r#"{"resourceType":"Bundle","type":"batch","QueueUrl":"q","StreamName":"s","DeliveryStreamName":"d","allOrNone":true,"#
            .to_owned()
            + r#""defaults":{"headers":{"a":"b"}},"requests":[{"id":"1","method":"GET","url":"/","path":"/","dependsOn":["1"],"#
            + r#""headers":{"a":"b"},"custom_id":"c","params":{}}],"Operations":[{"method":"POST","path":"/a","bulkId":"b","#
            + r#""version":"W/\"1\"","data":{"a":"bulkId:b"}}],"entry":[{"request":{"method":"GET","url":"a"}}],"#
            + r#""atomic:operations":[{"op":"add","ref":{"type":"a","id":"1"}}],"Entries":[{"Id":"a"}],"Records":[{}],"#
            + r#""compositeRequest":[{"method":"GET","url":"/@{a.id}","referenceId":"a"}],"inputs":[{"id":7}],"#
            + r#""records":[{"attributes":{"type":"a"}}],"value":[{"id":"1"}],"rows":[{"json":{}}]}"#,
        r#"[{"jsonrpc":"2.0","method":"a","params":[],"id":1.5,"operationType":"Read","metadata":{"eid":"e"}}]"#.to_owned(),
        "{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"id\":\"a\"}\n{\"update\":{\"_id\":2}}\n{\"doc\":{}}\n".to_owned(),
    ];
    for body in bodies {
        let body = body.into_bytes();
        for end in 0..body.len() {
            in_each(&HeaderMap::new(), &body[..end]);
            for byte in [b'"', b'}', 0xff] {
                let mut changed = body.clone();
                changed[end] = byte;
                in_each(&HeaderMap::new(), &changed);
            }
        }
    }
}
