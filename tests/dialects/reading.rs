//! Reading the bodies of other APIs: each as its documentation shows it.

use multistatus::{
    Item, Reader, Report, StatusCode,
    client::Discrepancy,
    dialect,
    read::{DefectKind, Document, JsonShape, RootMember, ShapeValue, When},
};
use serde_json::json;

fn read(shape: impl Into<JsonShape>, body: &str) -> Document {
    Reader::new().shape(shape).read(body.as_bytes())
}

/// Returns the key, the status and the error code of each item of a complete document.
fn outcomes(document: &Document) -> Vec<(Option<&str>, u16, Option<&str>)> {
    assert!(document.ending.verdict.is_complete(), "{}", document.ending.verdict);
    let outcome = |item: &Item| item.status().as_u16();
    document.items.iter().map(|item| (item.key().map(|key| key.as_str()), outcome(item), item.error_code())).collect()
}

fn kinds(item: &Item) -> Vec<DefectKind> {
    item.defects().iter().map(|defect| defect.kind).collect()
}

#[test]
fn an_error_code_makes_a_record_a_failure() {
    let document = read(
        dialect::KINESIS,
        r#"{"FailedRecordCount":3,"Records":[
            {"SequenceNumber":"49","ShardId":"shardId-0","ErrorCode":null},
            {"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"Rate exceeded"},
            {"ErrorCode":"SomethingNew","ErrorMessage":"?"},
            {"ErrorMessage":"no code"}]}"#,
    );
    assert_eq!(
        outcomes(&document),
        [
            (None, 200, None),
            (None, 429, Some("ProvisionedThroughputExceededException")),
            (None, 500, Some("SomethingNew")),
            (None, 500, None),
        ],
    );
    let [first, throttled, unknown, bare] = &document.items[..] else { panic!("four items") };
    assert_eq!(first.body(), Some(&json!({"SequenceNumber": "49", "ShardId": "shardId-0"})));
    assert_eq!((throttled.description(), throttled.body()), ("Rate exceeded", None));
    assert_eq!([first, throttled, unknown].map(|item| item.defects().len()), [0; 3]);
    assert_eq!(kinds(bare), [DefectKind::MissingStatus]);
    assert_eq!(document.ending.failures, None);
}

#[test]
fn the_other_services_of_aws_read_alike() {
    let document = read(
        dialect::FIREHOSE,
        r#"{"FailedPutCount":1,"Encrypted":false,"RequestResponses":[{"RecordId":"r1"},
            {"ErrorCode":"ServiceUnavailableException","ErrorMessage":"Slow down."}]}"#,
    );
    assert_eq!(outcomes(&document), [(None, 200, None), (None, 503, Some("ServiceUnavailableException"))]);
    let document = read(
        dialect::EVENTBRIDGE,
        r#"{"FailedEntryCount":1,"Entries":[{"EventId":"1"},{"ErrorCode":"MalformedDetail","ErrorMessage":"x"}]}"#,
    );
    assert_eq!(outcomes(&document), [(None, 200, None), (None, 422, Some("MalformedDetail"))]);
}

#[test]
fn an_item_has_the_status_of_its_list_or_of_its_code() {
    let document = read(
        dialect::SQS,
        r#"{"Successful":[{"Id":"a","MessageId":"m1","MD5OfMessageBody":"7f"},{"Id":"x","Code":"InternalError"}],
            "Failed":[{"Id":"b","SenderFault":true,"Code":"InvalidMessageContents","Message":"bad"},
                      {"Id":"c","SenderFault":false,"Code":"Other"},{"Id":"d"}]}"#,
    );
    assert_eq!(
        outcomes(&document),
        [
            (Some("a"), 200, None),
            (Some("x"), 500, Some("InternalError")),
            (Some("b"), 422, Some("InvalidMessageContents")),
            (Some("c"), 500, Some("Other")),
            (Some("d"), 500, None),
        ],
    );
    assert_eq!(document.items[0].body(), Some(&json!({"MessageId": "m1", "MD5OfMessageBody": "7f"})));
    assert_eq!(document.items[2].description(), "bad");
}

#[test]
fn items_of_several_lists_without_keys_are_not_matched_by_position() {
    let document = read(
        dialect::HUBSPOT,
        r#"{"status":"COMPLETE","results":[{"id":"512","properties":{}}],
            "numErrors":1,"errors":[{"status":"error","category":"CONFLICT","message":"exists","context":{}}]}"#,
    );
    let report = Report::<Item>::new(document).for_keys(["a", "b"]);
    assert_eq!((report.succeeded().count(), report.missing().len(), report.unknown().len()), (0, 2, 2));
    let document = read(
        dialect::HUBSPOT,
        r#"{"status":"COMPLETE","results":[{"id":"512","objectWriteTraceId":"b","properties":{}}],
            "numErrors":1,"errors":[{"status":"error","category":"CONFLICT","context":{"objectWriteTraceId":["a"]}}]}"#,
    );
    let report = Report::<Item>::new(document).for_keys(["a", "b"]);
    let statuses: Vec<_> = report.items().map(|item| item.status().as_u16()).collect();
    assert_eq!((statuses, report.missing().len()), (vec![409, 200], 0));
}

#[test]
fn salesforce_has_a_boolean_or_a_status() {
    let document = read(
        dialect::SALESFORCE_COLLECTIONS,
        r#"[{"id":"001","success":true,"errors":[]},
            {"success":false,"errors":[{"statusCode":"DUPLICATE_VALUE","message":"exists","fields":[]}]},
            {"success":false,"errors":[]},
            {"success":true,"errors":[{"statusCode":"NOT_FOUND","message":"gone","fields":[]}]},
            {"id":"002"}]"#,
    );
    assert_eq!(
        outcomes(&document),
        [
            (None, 200, None),
            (None, 409, Some("DUPLICATE_VALUE")),
            (None, 500, None),
            (None, 404, Some("NOT_FOUND")),
            (None, 500, None),
        ],
    );
    assert_eq!(document.items[0].body(), Some(&json!({"id": "001"})));
    assert_eq!(document.items[1].description(), "exists");
    assert_eq!(kinds(&document.items[3]), [DefectKind::RepeatedStatus]);
    assert_eq!(kinds(&document.items[4]), [DefectKind::MissingStatus]);

    let document = read(
        dialect::SALESFORCE_BATCH,
        r#"{"hasErrors":true,"results":[{"statusCode":204,"result":null},
            {"statusCode":404,"result":[{"message":"gone","errorCode":"NOT_FOUND"}]}]}"#,
    );
    assert_eq!(outcomes(&document), [(None, 204, None), (None, 404, Some("NOT_FOUND"))]);
    assert_eq!(document.items[1].description(), "gone");
}

#[test]
fn cosmos_waits_milliseconds() {
    let document = read(
        dialect::COSMOS,
        r#"[{"statusCode":201,"requestCharge":1.2,"eTag":"\"1\"","resourceBody":{"id":"x"}},
            {"statusCode":429,"requestCharge":0,"retryAfterMilliseconds":1500},
            {"statusCode":429,"retryAfterMilliseconds":"soon"}]"#,
    );
    assert_eq!(outcomes(&document), [(None, 201, None), (None, 429, None), (None, 429, None)]);
    assert_eq!(document.items[0].header("ETag"), Some("\"1\""));
    assert_eq!(document.items[0].body(), Some(&json!({"id": "x"})));
    assert_eq!(document.items[1].retry_after().map(|wait| wait.as_millis()), Some(1500));
    assert_eq!((document.items[2].retry_after(), kinds(&document.items[2])), (None, vec![DefectKind::WrongType]));
}

#[test]
fn items_that_are_not_listed_succeed_only_if_the_list_is_certain() {
    let succeeded = |reader: Reader, body: &str| {
        let report = Report::<Item>::new(reader.read(body.as_bytes())).for_keys(["a", "b"]);
        let items = report.items().filter(|item| item.status().is_success()).count();
        (report.unlisted().count() + items, report.missing().len())
    };
    let reader = || Reader::new().shape(dialect::LAMBDA);
    for (body, expected) in [
        (r#"{"batchItemFailures":[]}"#, (2, 0)),
        (r#"{"batchItemFailures":null}"#, (2, 0)),
        ("{}", (2, 0)),
        (r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#, (1, 0)),
        (r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#, (0, 2)),
        (r#"{"batchItemFailures":[{"itemIdentifier":"unknown"}]}"#, (2, 0)),
        (r#"{"batchItemFailures":[null]}"#, (0, 2)),
        (r#"{"batchItemFailures":{}}"#, (0, 2)),
        (r#"{"batchItemFailures":"b"}"#, (0, 2)),
        (r#"{"BatchItemFailures":[{"ItemIdentifier":"b"}]}"#, (0, 2)),
        (r#"{"batchItemFailures":[]"#, (0, 2)),
        (r#"{"batchItemFailures":[],"error":{"message":"timed out"}}"#, (0, 2)),
        (r#"{"errorMessage":"timed out","errorType":"Timeout"}"#, (0, 2)),
        ("[]", (0, 2)),
        ("null", (0, 2)),
    ] {
        assert_eq!(succeeded(reader(), body), expected, "{body}");
    }
    let failed = reader().status(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(succeeded(failed.clone(), "{}"), (0, 2));
    assert_eq!(succeeded(failed, r#"{"batchItemFailures":[]}"#), (0, 2));

    let unlisted = |body: &str| reader().read(body.as_bytes()).ending.unlisted;
    assert_eq!(unlisted(r#"{"batchItemFailures":[]}"#), Some(StatusCode::OK));
    assert_eq!(unlisted(r#"{"batchItemFailures":["#), None);
    assert_eq!(Reader::new().read(br#"{"responses":[]}"#).ending.unlisted, None);
}

#[test]
fn an_empty_body_means_success_only_under_its_status() {
    let succeeded = |reader: Reader| {
        let report = Report::<Item>::new(reader.read(b"")).for_keys(["a", "b"]);
        (report.unlisted().count(), report.missing().len())
    };
    let nakadi = || Reader::new().shape(dialect::NAKADI);
    assert_eq!(succeeded(nakadi().status(StatusCode::OK)), (2, 0));
    for status in [StatusCode::MULTI_STATUS, StatusCode::FOUND, StatusCode::BAD_GATEWAY] {
        assert_eq!(succeeded(nakadi().status(status)), (0, 2), "{status}");
    }
    assert_eq!(succeeded(nakadi()), (0, 2));
    assert_eq!(succeeded(Reader::new().status(StatusCode::OK)), (0, 2));
    assert_eq!(succeeded(Reader::new().shape(dialect::KINESIS).status(StatusCode::OK)), (0, 2));
}

#[test]
fn an_error_code_is_more_exact_than_a_word() {
    let document = read(
        dialect::ANTHROPIC_BATCH,
        "{\"custom_id\":\"a\",\"result\":{\"type\":\"errored\",\"error\":{\"error\":{\"type\":\"invalid_request_error\"}}}}\n\
         {\"custom_id\":\"b\",\"result\":{\"type\":\"errored\",\"error\":{\"error\":{\"type\":\"new_error\"}}}}\n\
         {\"custom_id\":\"c\",\"result\":{\"type\":\"expired\"}}\n",
    );
    let statuses: Vec<_> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [400, 500, 504]);
}

#[test]
fn words_stand_for_statuses() {
    const EVENTS: JsonShape = JsonShape::root()
        .id("eid")
        .status_words("publishing_status", &[("submitted", 200), ("failed", 503), ("aborted", 424)])
        .description("detail");
    let document = read(
        EVENTS,
        r#"[{"eid":"1","publishing_status":"submitted"},{"eid":"2","publishing_status":"aborted","detail":"x"},
            {"eid":"3","publishing_status":"Submitted"},{"eid":"4"},{"eid":"5","publishing_status":"201"}]"#,
    );
    let statuses: Vec<_> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [200, 424, 500, 500, 201]);
    assert_eq!(kinds(&document.items[2]), [DefectKind::InvalidStatus]);
    assert_eq!(kinds(&document.items[3]), [DefectKind::MissingStatus]);
}

#[test]
fn a_wrapper_is_the_only_member_of_its_item() {
    const ACTIONS: JsonShape =
        JsonShape::list("items").wrappers("action", &["index", "delete"]).id("_id").status("status");
    let document = read(
        ACTIONS,
        r#"{"items":[{"index":{"_id":"1","status":201}},{"delete":{"_id":"2","status":404}},
            {"index":{"_id":"3","status":200},"delete":{"_id":"3","status":200}},
            {"upsert":{"_id":"4","status":200}},{},{"index":7},{"_id":"5","status":200},null,
            {"\u0069ndex":{"_id":"6","status":200}}]}"#,
    );
    let items: Vec<_> =
        document.items.iter().map(|item| (item.key().map(|key| key.as_str()), item.status().as_u16())).collect();
    let mut expected = vec![(None, 500); 9];
    (expected[0], expected[1], expected[8]) = ((Some("1"), 201), (Some("2"), 404), (Some("6"), 200));
    assert_eq!(items, expected);
    for item in &document.items[2..8] {
        assert_eq!(kinds(item)[0], DefectKind::WrongType, "{item:?}");
    }
}

#[test]
fn a_problem_in_a_member_gives_the_exact_status() {
    const RPC: JsonShape = JsonShape::root()
        .implied(200)
        .id("id")
        .body("result")
        .error_code("error/code")
        .number_codes()
        .error(&["error/message"])
        .problem("error/data")
        .codes("rpc", &[(422, "-32602"), (5, "-32603")]);
    let document = read(
        RPC,
        r#"[{"id":1,"result":{"n":1}},
            {"id":2,"error":{"code":-32602,"message":"Invalid","data":{"title":"Gone","status":410,"detail":"since May","by":"x"}}},
            {"id":3,"error":{"code":-32602,"message":"Invalid"}},
            {"id":4,"error":{"code":-32000,"message":"Other","data":"text"}},
            {"id":5,"error":{"code":-32602,"message":"x","data":{"status":200}}},
            {"id":6,"error":{}}]"#,
    );
    assert_eq!(
        outcomes(&document),
        [
            (Some("1"), 200, None),
            (Some("2"), 410, Some("-32602")),
            (Some("3"), 422, Some("-32602")),
            (Some("4"), 500, Some("-32000")),
            (Some("5"), 422, Some("-32602")),
            (Some("6"), 500, None),
        ],
    );
    let problem = &document.items[1];
    assert_eq!((problem.description(), problem.extensions().get("by")), ("since May", Some(&json!("x"))));
    assert_eq!(document.items[0].body(), Some(&json!({"n": 1})));
}

#[test]
fn a_call_succeeded_only_if_it_has_a_result() {
    let document =
        read(dialect::JSON_RPC, r#"[{"jsonrpc":"2.0","result":null,"id":1},{"jsonrpc":"2.0","id":2},{"message":"x"}]"#);
    assert_eq!(outcomes(&document), [(Some("1"), 200, None), (Some("2"), 500, None), (None, 500, None)]);
}

#[test]
fn an_error_does_not_have_the_status_of_a_success() {
    let document = read(
        dialect::JSON_API,
        r#"{"errors":[{"status":"409","code":"out-of-stock","source":{"pointer":"/atomic:operations/1"}},
            {"status":"200","detail":"x"},{"status":200},{"detail":"x"}]}"#,
    );
    let statuses: Vec<_> = document.items.iter().map(|item| item.status().as_u16()).collect();
    assert_eq!(statuses, [409, 500, 500, 400]);
}

#[test]
fn the_counts_of_the_root_are_evidence_against_success() {
    const COUNTED: JsonShape = JsonShape::list("items").id("id").status("status").root_members(&[
        ("total", RootMember::Total),
        ("ok", RootMember::Succeeded),
        ("bad", RootMember::Failed),
        ("errors", RootMember::AnyFailed),
    ]);
    let items = r#""items":[{"id":"a","status":200},{"id":"b","status":409}]"#;
    for (root, is_contradiction, failed) in [
        (r#""total":2,"ok":1,"bad":1,"errors":true"#, false, None),
        (r#""errors":null"#, false, None),
        (r#""errors":false"#, true, Some(0)),
        (r#""bad":2"#, true, Some(2)),
        (r#""bad":0"#, true, Some(0)),
        (r#""ok":0"#, true, Some(2)),
        (r#""ok":2"#, true, None),
        (r#""total":3"#, true, None),
    ] {
        let document = read(COUNTED, &format!("{{{root},{items}}}"));
        assert!(document.ending.verdict.is_complete());
        let differs = document.ending.defects.iter().any(|defect| defect.kind == DefectKind::CountDiffers);
        assert_eq!((differs, document.ending.failures), (is_contradiction, failed), "{root}");
        let statuses: Vec<_> = document.items.iter().map(|item| item.status().as_u16()).collect();
        assert_eq!(statuses, [200, 409], "{root}");
        let report = Report::<Item>::new(document).for_keys(["a", "b"]);
        let expected: Vec<_> = failed.map(|failed| Discrepancy::Failed { listed: 1, failed }).into_iter().collect();
        assert_eq!(report.discrepancies(), expected, "{root}");
    }
    let document = read(COUNTED, r#"{"items":[{"id":"a","status":200}],"errors":true}"#);
    assert!(Report::<Item>::new(document).for_keys(["a"]).into_result().is_err());
    let document = read(COUNTED, r#"{"items":[],"bad":"x"}"#);
    assert_eq!(document.ending.defects.iter().map(|defect| defect.kind).collect::<Vec<_>>(), [DefectKind::WrongType]);
}

#[test]
fn a_document_can_be_one_item() {
    const ERROR: JsonShape =
        JsonShape::alone().error_code("__type").error(&["message"]).codes("aws", &[(404, "NoQueue"), (4, "Invalid")]);
    let read_under = |status, body: &str| Reader::new().shape(ERROR).status(status).read(body.as_bytes());
    let body = r#"{"__type":"com.amazonaws.sqs#NoQueue","message":"no such queue"}"#;
    let document = read_under(StatusCode::BAD_REQUEST, body);
    assert_eq!(outcomes(&document), [(None, 404, Some("com.amazonaws.sqs#NoQueue"))]);
    assert_eq!(document.items[0].description(), "no such queue");
    // An error is a failure, whatever the status of the response is.
    assert_eq!(read_under(StatusCode::OK, body).items[0].status(), 404);
    assert_eq!(read_under(StatusCode::BAD_GATEWAY, "{}").items[0].status(), 502);
    assert_eq!(read(ERROR, "{}").items[0].status(), 500);

    const LIST: JsonShape = JsonShape::alone().error(&["0/message"]).error_code("0/errorCode");
    let body = r#"[{"message":"limit","errorCode":"REQUEST_LIMIT_EXCEEDED"}]"#;
    let document = Reader::new().shape(LIST).status(StatusCode::FORBIDDEN).read(body.as_bytes());
    assert_eq!(outcomes(&document), [(None, 403, Some("REQUEST_LIMIT_EXCEEDED"))]);
}

#[test]
fn a_flat_body_is_what_the_shape_does_not_name() {
    const FLAT: JsonShape = JsonShape::list("rows")
        .implied(200)
        .id("id")
        .flat_body()
        .error(&["error/message"])
        .values(&[("kind", When::Always, ShapeValue::Json("\"row\""))]);
    let document = read(
        FLAT,
        r#"{"rows":[{"id":"a","kind":"row","n":1,"\u0065rror":null,"m":"\u00e9"},{"id":"b","kind":"row"},
            {"id":"c","n":1,"error":{"message":"x"}},{"n":1e999}]}"#,
    );
    let bodies: Vec<_> = document.items.iter().map(Item::body).collect();
    assert_eq!(bodies, [Some(&json!({"n": 1, "m": "é"})), None, None, None]);
    assert_eq!(document.items.iter().map(|item| item.status().as_u16()).collect::<Vec<_>>(), [200, 200, 500, 200]);
}
