//! Reading JSON never turns a failure into a success: single cases. `tests/dialects/conformance.rs` has the faults that
//! every convention shares.

use multistatus::{
    Reader, StatusCode, dialect,
    read::{DefectKind, JsonShape, Verdict},
};

use crate::json::defect_kinds;

const ROOT: JsonShape = JsonShape::root().index("n").status("Status");

#[test]
fn an_item_may_be_named_like_an_error() {
    let body = r#"{"error":{"Status":404},"status":{"Status":200},"title":{"Status":500},"message":{"Status":"201"}}"#;
    for reader in [Reader::new(), Reader::new().status(StatusCode::MULTI_STATUS)] {
        let document = reader.shape(ROOT).read(body.as_bytes());
        assert_eq!(document.ending.verdict, Verdict::Complete);
        let items = document.items.iter().map(|item| (item.key().unwrap().as_str(), item.status().as_u16()));
        assert_eq!(items.collect::<Vec<_>>(), [("error", 404), ("status", 200), ("title", 500), ("message", 201)]);
    }
    // The items of a failed batch are items.
    let body = r#"{"a":{"Status":404},"error":{"Status":422}}"#;
    let document = Reader::new().shape(ROOT).status(StatusCode::UNPROCESSABLE_ENTITY).read(body.as_bytes());
    assert_eq!((document.ending.verdict, document.items.len()), (Verdict::Complete, 2));
}

#[test]
fn an_id_that_is_contradictory_is_no_key() {
    const KEYED: JsonShape = JsonShape::root().id("id").status("status");
    const NESTED: JsonShape = JsonShape::list("r").id("a/id").status("status");
    for (shape, body, key) in [
        (JsonShape::MULTISTATUS, r#"{"responses":[{"id":"a","id":"a","status":200}]}"#, Some("a")),
        (JsonShape::MULTISTATUS, r#"{"responses":[{"id":"a","\u0069d":"\u0061","status":200}]}"#, Some("a")),
        (JsonShape::MULTISTATUS, r#"{"responses":[{"id":"a","id":"b","status":200}]}"#, None),
        (JsonShape::MULTISTATUS, r#"{"responses":[{"id":"a","\u0069d":"b","status":200}]}"#, None),
        (JsonShape::MULTISTATUS, r#"{"responses":[{"id":[],"status":200}]}"#, None),
        (JsonShape::MULTISTATUS, r#"{"responses":[{"id":true,"status":200}]}"#, None),
        (KEYED, r#"{"a":{"id":"a","status":200}}"#, Some("a")),
        (KEYED, r#"{"a":{"id":"b","status":200}}"#, None),
        (NESTED, r#"{"r":[{"a":{"id":"a"},"status":200}]}"#, Some("a")),
        (NESTED, r#"{"r":[{"a":"a","status":200}]}"#, None),
        (NESTED, r#"{"r":[{"a":{"id":"a"},"a":{"id":"b"},"status":200}]}"#, None),
    ] {
        let item = Reader::new().shape(shape).read(body.as_bytes()).items.remove(0);
        let keys: Vec<_> = item.keys().map(|key| key.as_str()).collect();
        assert_eq!(keys, key.into_iter().collect::<Vec<_>>(), "{body}");
        assert_eq!(defect_kinds(&item).contains(&DefectKind::InvalidId), key.is_none(), "{body}");
    }
}

#[test]
fn only_the_members_of_the_status_decide_in_a_list_that_implies_a_success() {
    const QUEUE: JsonShape = JsonShape::lists(&[("done", Some(200)), ("failed", Some(422))])
        .id("id")
        .status("status")
        .body("body")
        .error(&["error/message"])
        .error_code("code");
    let rows = [
        (r#"{"id":"a"}"#, 200, false),
        (r#"{"id":"a","error":null,"code":""}"#, 200, false),
        (r#"{"id":"a","error":{"message":"boom"}}"#, 500, true),
        (r#"{"id":"a","error":{"id":7}}"#, 500, true),
        (r#"{"id":"a","error":"boom"}"#, 500, true),
        (r#"{"id":"a","code":"Throttled"}"#, 500, true),
        (r#"{"id":"a","body":{"title":"Gone","status":410}}"#, 500, true),
        (r#"{"id":"a","body":{"title":"Gone","status":200}}"#, 200, false),
        (r#"{"id":"a","status":204,"code":"Ignored"}"#, 204, false),
        ("null", 500, true),
        (r#""a""#, 500, true),
        ("[]", 500, true),
        (r#"{"id":"a","status":{"code":200,"status":500}}"#, 500, true),
        (r#"{"id":"a","status":{"code":200,"code":409}}"#, 409, true),
        (r#"{"id":"a","status":{"code":404,"status":"NOT_FOUND"}}"#, 404, false),
        (r#"{"id":"a","status":{"c\u006fde":404}}"#, 404, false),
        (r#"{"id":"a","status":"\u0034\u0030\u0034"}"#, 404, false),
    ];
    for (item, expected, is_defect) in rows {
        let body = format!(r#"{{"done":[{item}],"failed":[{item}]}}"#);
        let items = Reader::new().shape(QUEUE).read(body.as_bytes()).items;
        assert_eq!(items[0].status().as_u16(), expected, "{item}: {:?}", items[0].defects());
        assert_eq!(!items[0].defects().is_empty(), is_defect, "{item}: {:?}", items[0].defects());
        // A list of failures has none that succeeds without a status of its own.
        assert_eq!(items[1].status().is_success(), item.contains("204"), "{item}");
    }
}

#[test]
fn a_boolean_agrees_with_the_code_or_fails() {
    let rows = [
        (r#""status":true,"statusCode":201"#, 201, false),
        (r#""status":true,"statusCode":503"#, 503, true),
        (r#""status":false,"statusCode":503"#, 503, false),
        (r#""status":false,"statusCode":200"#, 500, true),
        (r#""status":false"#, 500, true),
        (r#""status":true,"statusCode":"x""#, 500, true),
        (r#""status":true,"status":false"#, 500, true),
        (r#""status":false,"statusCode":503,"status":true"#, 503, true),
        (r#""status":200,"statusCode":503"#, 503, true),
    ];
    for (members, expected, is_defect) in rows {
        let body = format!(r#"{{"value":[{{"key":"a",{members}}}]}}"#);
        let item = Reader::new().shape(dialect::AZURE_SEARCH).read(body.as_bytes()).items.remove(0);
        assert_eq!(item.status().as_u16(), expected, "{body}");
        assert_eq!(!item.defects().is_empty(), is_defect, "{body}: {:?}", item.defects());
    }
}

#[test]
fn the_failure_counts_among_the_statuses_of_properties() {
    let rows = [
        (r#""propstats":[{"status":200,"status":403}]"#, 403),
        (r#""propstats":[{"status":403,"st\u0061tus":200}]"#, 403),
        (r#""propstats":[{"status":200},{"status":"x"}]"#, 500),
        (r#""propstats":[{"status":200},{}]"#, 500),
        (r#""status":"x","propstats":[{"status":200}]"#, 500),
        (r#""status":200,"propstats":[{"status":403}]"#, 403),
        (r#""status":200,"propstats":[{"status":200},{"status":404}]"#, 200),
    ];
    for (members, expected) in rows {
        let body = format!(r#"{{"responses":[{{"id":"a",{members}}}]}}"#);
        let item = Reader::new().read(body.as_bytes()).items.remove(0);
        assert_eq!(item.status().as_u16(), expected, "{body}: {:?}", item.defects());
    }
}

#[test]
fn a_summary_is_incomplete_unless_it_says_otherwise() {
    for (summary, is_complete) in [
        (r#""summary":{"complete":true}"#, true),
        (r#""summary":{"complete":false}"#, false),
        (r#""summary":{"compl\u0065te":false}"#, false),
        (r#""summ\u0061ry":{"complete":false}"#, false),
        (r#""summary":{"complete":"no"}"#, false),
        (r#""summary":{"complete":true},"summary":{"complete":false}"#, false),
    ] {
        let json = format!(r#"{{"responses":[{{"id":"a","index":0,"status":200}}],{summary}}}"#);
        let lines = format!("{{\"id\":\"a\",\"index\":0,\"status\":200}}\n{{{summary}}}\n");
        for body in [json, lines] {
            let document = Reader::new().read(body.as_bytes());
            assert_eq!((document.ending.verdict.is_complete(), document.items.len()), (is_complete, 1), "{body}");
        }
    }
    // An item that has no status is not the end of the lines.
    let lines = "{\"id\":\"a\",\"summary\":\"failed\"}\n{\"id\":\"b\",\"summary\":{}}\n{\"summary\":{}}";
    let document = Reader::new().shape(JsonShape::JSON_LINES).read(lines.as_bytes());
    assert_eq!((document.ending.verdict, document.items.len()), (Verdict::Complete, 2));
}
