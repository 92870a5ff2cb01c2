//! Elasticsearch and OpenSearch: the `_bulk` API.

use multistatus::{
    Batch, MultiStatus, Reader,
    batch::requests::{Elastic, Operation, RequestFormat},
    dialect::{self, ElasticAction, ElasticVerb},
    http::{HeaderMap, Method},
    outcome::InContext,
};
use serde_json::Value;

use crate::{Change, Order, body, changes};

/// The action of a key: one of each verb.
fn action(key: &str) -> ElasticAction {
    let verb = match key {
        "a" => ElasticVerb::Index,
        "b" => ElasticVerb::Update,
        "c" => ElasticVerb::Delete,
        _ => ElasticVerb::Create,
    };
    ElasticAction { verb, index: "orders".into() }
}

#[test]
fn each_kind_of_outcome() {
    let outcomes = changes().map(|(key, outcome)| (key, InContext { context: action(key), outcome }));
    let result: MultiStatus<_> = outcomes.into_iter().collect();
    let written = body(&result, &dialect::ELASTIC);
    assert_eq!(
        written,
        concat!(
            r#"{"took":0,"items":["#,
            r#"{"index":{"_index":"orders","result":"created","_id":"a","status":201}},"#,
            r#"{"update":{"_index":"orders","result":"updated","_id":"b","status":204}},"#,
            r#"{"delete":{"_index":"orders","result":"not_found","_id":"c","status":404,"#,
            r#""error":{"type":"document_missing_exception","reason":"there is no order c"}}},"#,
            r#"{"create":{"_index":"orders","_id":"d","status":409,"#,
            r#""error":{"type":"version_conflict_engine_exception","reason":"order d already exists"}}},"#,
            r#"{"create":{"_index":"orders","_id":"e","status":422,"#,
            r#""error":{"type":"document_parsing_exception","reason":"the amount must be positive"}}},"#,
            r#"{"create":{"_index":"orders","_id":"f","status":429,"#,
            r#""error":{"type":"es_rejected_execution_exception","reason":"slow down"}}},"#,
            r#"{"create":{"_index":"orders","_id":"g","status":424,"#,
            r#""error":{"type":"illegal_argument_exception","reason":"Failed Dependency"}}}],"errors":true}"#,
        )
    );
    let document = Reader::new().shape(dialect::ELASTIC).read(written.as_bytes());
    assert!(document.ending.verdict.is_complete());
    let statuses: Vec<u16> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [201, 204, 404, 409, 422, 429, 424]);
    assert_eq!(document.items[5].key().unwrap().as_str(), "f");
    assert_eq!(document.items[5].error_code(), Some("es_rejected_execution_exception"));

    let open_search = body(&result, &dialect::OPENSEARCH);
    assert!(open_search.contains(r#""type":"rejected_execution_exception""#), "{open_search}");
}

#[test]
fn nothing_failed() {
    let created = Change::Created { id: 17, order: Order { id: 17 } };
    let mut result = MultiStatus::new();
    result.push("1", InContext { context: action("a"), outcome: created });
    assert_eq!(
        body(&result, &dialect::OPENSEARCH),
        r#"{"took":0,"items":[{"index":{"_index":"orders","result":"created","_id":"1","status":201}}],"errors":false}"#
    );
}

#[tokio::test]
async fn from_the_request_to_the_response() {
    let request = concat!(
        r#"{"index":{"_id":"1"}}"#,
        "\n",
        r#"{"amount":1}"#,
        "\n",
        r#"{"delete":{"_index":"log","_id":"2"}}"#,
        "\n",
        r#"{"create":{"_id":"3"}}"#,
        "\n",
        r#"{"amount":}"#,
        "\n",
    );
    let request = Elastic::index("orders").decode::<Value>(&HeaderMap::new(), request.as_bytes()).unwrap();
    let handler = async |operation: Operation<Value>| match operation.method {
        Method::PUT => Change::Created { id: 17, order: Order { id: 17 } },
        _ => Change::Updated,
    };
    let result = request.run(|operations| Batch::new(handler).inputs(operations)).await.unwrap();
    assert_eq!(
        body(&result, &dialect::ELASTIC),
        concat!(
            r#"{"took":0,"items":["#,
            r#"{"index":{"_index":"orders","result":"created","_id":"1","status":201}},"#,
            r#"{"delete":{"_index":"log","result":"deleted","_id":"2","status":204}},"#,
            r#"{"create":{"_index":"orders","_id":"3","status":400,"error":{"type":"document_parsing_exception","#,
            r#""reason":"not valid JSON: line 5, column 11: expected a value, found '}'"}}}],"errors":true}"#,
        )
    );
}
