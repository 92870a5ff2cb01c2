//! Which convention a body has is read from its members, and never against the evidence.

use multistatus::{
    Item, Reader, dialect,
    read::{JsonShape, Verdict},
};

use crate::chunks::read;

/// A body of each convention that is detected, with a success and a failure.
fn samples() -> Vec<(&'static str, JsonShape, &'static str)> {
    vec![
        ("Graph", JsonShape::MULTISTATUS, r#"{"responses":[{"id":"a","status":201},{"id":"b","status":404}]}"#),
        ("Zalando", dialect::ZALANDO, r#"{"items":[{"id":"a","status":"201"},{"id":"b","status":"409"}]}"#),
        (
            "Salesforce Composite",
            dialect::SALESFORCE,
            r#"{"compositeResponse":[{"body":null,"httpHeaders":{},"httpStatusCode":204,"referenceId":"a"},
                {"body":[{"message":"x","errorCode":"NOT_FOUND"}],"httpStatusCode":404,"referenceId":"b"}]}"#,
        ),
        (
            "Salesforce Composite Batch",
            dialect::SALESFORCE_BATCH,
            r#"{"hasErrors":true,"results":[{"statusCode":204,"result":null},{"statusCode":404,"result":[]}]}"#,
        ),
        (
            "Salesforce collections",
            dialect::SALESFORCE_COLLECTIONS,
            r#"[{"id":"1","success":true,"errors":[]},{"success":false,"errors":[{"statusCode":"NOT_FOUND"}]}]"#,
        ),
        (
            "SQS",
            dialect::SQS,
            r#"{"Successful":[{"Id":"a","MessageId":"m"}],"Failed":[{"Id":"b","SenderFault":true,"Code":"X"}]}"#,
        ),
        (
            "SQS without successes",
            dialect::SQS,
            r#"{"Successful":[],"Failed":[{"Id":"b","SenderFault":true,"Code":"RequestThrottled"}]}"#,
        ),
        (
            "Kinesis",
            dialect::KINESIS,
            r#"{"FailedRecordCount":1,"Records":[{"SequenceNumber":"1","ShardId":"s"},{"ErrorCode":"InternalFailure"}]}"#,
        ),
        (
            "Firehose",
            dialect::FIREHOSE,
            r#"{"FailedPutCount":1,"RequestResponses":[{"RecordId":"1"},{"ErrorCode":"InternalFailure"}]}"#,
        ),
        (
            "EventBridge",
            dialect::EVENTBRIDGE,
            r#"{"FailedEntryCount":1,"Entries":[{"EventId":"1"},{"ErrorCode":"MalformedDetail"}]}"#,
        ),
        ("Lambda", dialect::LAMBDA, r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#),
        (
            "HubSpot",
            dialect::HUBSPOT,
            r#"{"status":"COMPLETE","results":[{"objectWriteTraceId":"a","id":"1","properties":{}}],"numErrors":1,
                "errors":[{"status":"error","category":"CONFLICT","context":{"objectWriteTraceId":["b"]}}]}"#,
        ),
        (
            "HubSpot without successes",
            dialect::HUBSPOT,
            r#"{"results":[],"errors":[{"category":"CONFLICT","context":{"objectWriteTraceId":["b"]}}]}"#,
        ),
        (
            "Azure AI Search",
            dialect::AZURE_SEARCH,
            r#"{"value":[{"key":"a","status":true,"errorMessage":null,"statusCode":201},
                {"key":"b","status":false,"errorMessage":"x","statusCode":503}]}"#,
        ),
        (
            "Cosmos DB",
            dialect::COSMOS,
            r#"[{"statusCode":424,"requestCharge":0},{"statusCode":409,"requestCharge":0}]"#,
        ),
        (
            "Nakadi",
            dialect::NAKADI,
            r#"[{"eid":"1","publishing_status":"submitted"},{"eid":"2","publishing_status":"failed","detail":"x"}]"#,
        ),
        (
            "BigQuery",
            dialect::BIGQUERY,
            r#"{"kind":"bigquery#tableDataInsertAllResponse",
                "insertErrors":[{"index":1,"errors":[{"reason":"invalid","message":"x"}]}]}"#,
        ),
        (
            "Anthropic",
            dialect::ANTHROPIC_BATCH,
            "{\"custom_id\":\"a\",\"result\":{\"type\":\"succeeded\",\"message\":{}}}\n\
             {\"custom_id\":\"b\",\"result\":{\"type\":\"expired\"}}\n",
        ),
        (
            "SCIM",
            *dialect::SCIM.shape(),
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[
                {"method":"POST","bulkId":"a","location":"/Users/1","status":"201"},
                {"method":"POST","bulkId":"b","status":"409","response":{"status":"409","scimType":"uniqueness"}}]}"#,
        ),
        (
            "Elasticsearch",
            *dialect::ELASTIC.shape(),
            r#"{"took":3,"errors":true,"items":[{"index":{"_index":"i","_id":"1","status":201}},
                {"delete":{"_index":"i","_id":"3","status":404,"result":"not_found"}}]}"#,
        ),
        (
            "FHIR",
            *dialect::FHIR.shape(),
            r#"{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"201 Created"}},
                {"response":{"status":"409 Conflict","outcome":{"resourceType":"OperationOutcome",
                 "issue":[{"severity":"error","code":"duplicate","diagnostics":"exists"}]}}}]}"#,
        ),
        (
            "JSON-RPC",
            *dialect::JSON_RPC.shape(),
            r#"[{"jsonrpc":"2.0","result":1,"id":"a"},{"jsonrpc":"2.0","error":{"code":-32602,"message":"x"},"id":"b"}]"#,
        ),
        (
            "JSON:API",
            *dialect::JSON_API.shape(),
            r#"{"atomic:results":[{"data":null}],"errors":[{"status":"409","source":{"pointer":"/atomic:operations/1"}}]}"#,
        ),
        (
            "OpenAI",
            dialect::OPENAI_BATCH,
            "{\"id\":\"x\",\"custom_id\":\"a\",\"response\":{\"status_code\":200,\"body\":{}},\"error\":null}\n\
             {\"id\":\"y\",\"custom_id\":\"b\",\"response\":{\"status_code\":404,\"body\":{}},\"error\":null}\n",
        ),
    ]
}

#[test]
fn every_convention_is_detected_by_its_members() {
    for (name, shape, body) in samples() {
        let [given, detected] = [Reader::new().shape(shape), Reader::new()].map(|reader| read(&reader, body));
        assert!(detected.ending.verdict.is_complete(), "{name}: {}", detected.ending.verdict);
        assert_eq!(detected.items, given.items, "{name}");
        assert_eq!(detected.ending.unlisted, given.ending.unlisted, "{name}");
        assert!(detected.items.iter().any(|item| !item.status().is_success()), "{name}");
    }
}

#[test]
fn lines_are_detected_although_their_content_type_is_that_of_all_lines() {
    let (_, shape, body) = samples().pop().expect("the lines of OpenAI");
    let reader = Reader::new().content_type("application/jsonl");
    assert_eq!(read(&reader, body).items, read(&Reader::new().shape(shape), body).items);
    let own = "{\"id\":\"a\",\"index\":0,\"status\":204}\n{\"summary\":{\"complete\":true}}\n";
    assert!(read(&reader, own).ending.verdict.is_complete());
}

#[test]
fn a_body_that_only_resembles_a_convention_is_not_a_multi_status() {
    for body in [
        // Lists of resources, events and search results.
        r#"{"results":[{"id":"512","properties":{}}],"paging":{}}"#,
        r#"{"value":[{"key":"a","name":"x"}]}"#,
        r#"{"Records":[{"eventVersion":"2.1","s3":{}}]}"#,
        r#"{"Entries":[{"Id":"x"}]}"#,
        r#"{"Successful":[{"Name":"x"}]}"#,
        r#"[{"statusCode":400,"message":"Bad Request"}]"#,
        r#"[{"id":1,"name":"x"}]"#,
        r#"[{"success":true}]"#,
        r#"{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient"}}]}"#,
        // Errors.
        r#"{"errors":[{"status":"404","title":"Not Found","source":{"pointer":"/data"}}]}"#,
        r#"{"success":true}"#,
        r#"{"success":false,"error":"no such collection","code":404}"#,
        r#"{"errors":[{"message":"x","in":"body"}]}"#,
        r#"{"status":"error","category":"RATE_LIMITS","message":"slow down","errors":[{"message":"x"}]}"#,
        r#"[{"message":"limit","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#,
        r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}"#,
        r#"{"custom_id":"a","name":"x"}"#,
        r#"{"BatchItemFailures":[{"ItemIdentifier":"b"}]}"#,
        "{}",
        "[]",
    ] {
        let document = read(&Reader::new(), body);
        assert!(matches!(document.ending.verdict, Verdict::NotMultiStatus { .. }), "{body}: {:?}", document.items);
        assert_eq!(document.items, [] as [Item; 0], "{body}");
    }
}
