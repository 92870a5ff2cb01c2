//! JSON bodies in every shape and spelling that the reader understands.

use multistatus::{
    Item, Json, JsonLines, MultiStatus, Reader, StatusCode, dialect,
    format::Format,
    read::{DefectKind, Document, JsonShape, Truncation, Verdict},
};

#[path = "../../examples/own_shape.rs"]
mod own_shape;

pub(crate) fn read(body: &str) -> Document {
    Reader::new().read(body.as_bytes())
}

fn shaped(shape: JsonShape, body: &str) -> Document {
    Reader::new().shape(shape).read(body.as_bytes())
}

/// Returns the key, the status and the description of each item.
fn rows(items: &[Item]) -> Vec<(&str, Option<u16>, &str)> {
    items
        .iter()
        .map(|item| {
            (
                item.key().map_or("", |key| key.as_str()),
                item.sent_status().map(|code| code.as_u16()),
                item.description(),
            )
        })
        .collect()
}

pub(crate) fn defect_kinds(item: &Item) -> Vec<DefectKind> {
    item.defects().iter().map(|defect| defect.kind).collect()
}

#[test]
fn the_default_shape_is_read() {
    let document = read(concat!(
        r#"{"description":"a \"batch\"","responses":[{"id":"o-17","index":0,"status":201,"description":"made","#,
        r#""headers":{"Location":"/o/17","Content-Type":"application/json"},"body":{"n":1}},"#,
        r#"{"id":"o\u002d18","index":1,"status":423,"headers":{"Retry-After":"7","Content-Type":"application/problem+json"},"#,
        r#""body":{"type":"urn:x","title":"T","status":423,"detail":"slow","left":2,"#,
        r#""conditions":[{"name":"{DAV:}lock-token-submitted","hrefs":["/a"]}]}},{"index":2,"status":204}],"#,
        r#""summary":{"total":3,"succeeded":2,"failed":1,"retryable":1,"complete":true}}"#,
    ));
    assert_eq!(document.ending.verdict, Verdict::Complete);
    assert_eq!(document.ending.description.as_deref(), Some("a \"batch\""));
    assert_eq!(document.ending.summary.map(|summary| summary.total), Some(3));
    let [made, locked, gone] = &document.items[..] else { panic!("{:?}", document.items) };
    assert_eq!(rows(&document.items), [("o-17", Some(201), "made"), ("o-18", Some(423), "slow"), ("", Some(204), "")]);
    assert_eq!((made.location(), made.body().map(|body| body["n"].as_u64())), (Some("/o/17"), Some(Some(1))));
    assert_eq!(locked.retry_after().map(|wait| wait.as_secs()), Some(7));
    assert_eq!((locked.problem_type(), locked.title(), locked.body()), (Some("urn:x"), Some("T"), None));
    assert_eq!(locked.extensions()["left"], 2);
    let condition = &locked.conditions()[0];
    assert_eq!((condition.condition().name(), condition.hrefs()[0].as_str()), ("lock-token-submitted", "/a"));
    assert_eq!((gone.key(), gone.index()), (None, Some(2)));
    assert!(document.items.iter().all(|item| item.defects().is_empty()));
}

#[test]
fn a_status_is_read_in_every_spelling() {
    for status in ["201", r#""201""#, r#""201 Created""#, r#""HTTP/1.1 201 Created""#, r#"{"code":201}"#] {
        let document = read(&format!(r#"{{"responses":[{{"id":"a","status":{status}}}]}}"#));
        assert_eq!(rows(&document.items), [("a", Some(201), "")], "{status}");
    }
    for status in ["99", "1000", "2e2", r#""twenty""#, "[]", "-1", "false", "99999999999999999999"] {
        let document = read(&format!(r#"{{"responses":[{{"id":"a","status":{status}}}]}}"#));
        assert_eq!((document.items[0].sent_status(), document.items[0].status().as_u16()), (None, 500), "{status}");
        assert_eq!(defect_kinds(&document.items[0]), [DefectKind::InvalidStatus], "{status}");
    }
    assert_eq!(defect_kinds(&read(r#"{"responses":[{"id":"a"}]}"#).items[0]), [DefectKind::MissingStatus]);
}

#[test]
fn the_shapes_of_graph_and_zalando_are_detected() {
    let graph = r#"{"responses":[{"id":"2","status":429,"headers":{"retry-after":0.5},"body":{"error":{"code":"Busy","message":"slow"}}}]}"#;
    for document in [read(graph), shaped(dialect::GRAPH, graph)] {
        assert_eq!(rows(&document.items), [("2", Some(429), "slow")]);
        assert_eq!(document.items[0].retry_after().map(|wait| wait.as_millis()), Some(500));
        assert_eq!(document.items[0].body().map(|body| &body["error"]["code"]), Some(&"Busy".into()));
    }
    let zalando = read(r#"{"items":[{"id":"a","status":"201"},{"id":"b","status":"409","description":"exists"}]}"#);
    assert!(zalando.ending.verdict.is_complete());
    assert_eq!(rows(&zalando.items), [("a", Some(201), ""), ("b", Some(409), "exists")]);
}

#[test]
fn custom_shapes_are_read() {
    assert_eq!(
        own_shape::both(),
        Ok(["1: 201 ok", "2: 503 busy", "a: 200 ok", "b: 500 try again"].map(String::from).into())
    );
    const MAP: JsonShape = JsonShape::root().status("Status").headers("Headers").body("Content");
    let map = shaped(MAP, r#"{"1":{"Status":200,"Headers":[{"name":"ETag","value":"x"}]},"2":{"Status":404}}"#);
    assert_eq!(rows(&map.items), [("1", Some(200), ""), ("2", Some(404), "")]);
    assert_eq!(map.items[0].header("etag"), Some("x"));
    const NESTED: JsonShape = JsonShape::list("entry").status("response/status").fields(&[("ETag", "response/etag")]);
    let nested = shaped(NESTED, r#"{"entry":[{"response":{"status":"201 Created","etag":"W/\"1\""}}]}"#);
    assert_eq!(rows(&nested.items), [("", Some(201), "")]);
    assert_eq!(nested.items[0].header("ETag"), Some("W/\"1\""));
}

#[test]
fn only_a_given_shape_reads_an_object_keyed_by_id() {
    let keyed = r#"{"items":{"a":{"status":"201"},"b":{"status":404}}}"#;
    assert_eq!(rows(&shaped(dialect::ZALANDO, keyed).items), [("a", Some(201), ""), ("b", Some(404), "")]);
    assert!(matches!(read(keyed).ending.verdict, Verdict::NotMultiStatus { .. }));
}

#[test]
fn json_lines_without_a_summary_are_truncated() {
    let items = "{\"id\":\"a\",\"index\":0,\"status\":204}\n{\"id\":\"b\",\"index\":1,\"status\":404}\n";
    let end = r#"{"description":"d","summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}}"#;
    let document = read(&format!("{items}{end}\n"));
    assert!(document.ending.verdict.is_complete());
    assert_eq!(document.ending.description.as_deref(), Some("d"));
    assert_eq!(rows(&document.items), [("a", Some(204), ""), ("b", Some(404), "")]);
    let truncation = |body: &str| match read(body).ending.verdict {
        Verdict::Truncated { by, .. } => by,
        other => panic!("{other}"),
    };
    assert_eq!(truncation(items), Truncation::BetweenLines);
    assert_eq!(truncation(&items[..items.len() - 3]), Truncation::Input);
    assert_eq!(truncation(&format!("{items}{}", end.replace("true", "false"))), Truncation::Sender);
}

#[test]
fn each_oddity_is_a_defect_of_its_item() {
    let document = read(concat!(
        r#"{"responses":[{"id":7,"index":-1,"status":200,"status":500},null,{"id":[],"status":404,"#,
        r#""headers":{"a b":"x","X":"y\n","Y":[],"Content-Type":"application/problem+json"},"#,
        r#""body":{"title":"T","status":400,"conditions":[{"name":"no"}]}},{"id":"n","status":103,"body":1e999}]}"#,
    ));
    use DefectKind::*;
    let [repeated, null, odd, huge] = &document.items[..] else { panic!("{:?}", document.items) };
    assert_eq!(
        (repeated.key().map(|key| key.as_str()), defect_kinds(repeated)),
        (Some("7"), vec![InvalidIndex, RepeatedStatus])
    );
    assert_eq!(repeated.sent_status().map(|code| code.as_u16()), Some(500));
    assert_eq!(defect_kinds(null), [WrongType, MissingStatus]);
    let expected = [InvalidId, InvalidHeader, InvalidHeader, WrongType, ProblemStatusDiffers, InvalidCondition];
    assert_eq!(defect_kinds(odd), expected);
    assert_eq!((defect_kinds(huge), huge.body()), (vec![InterimStatus, WrongType], None));
    assert_eq!(document.ending.verdict, Verdict::Complete);
}

#[test]
fn about_blank_is_read_as_no_problem_type() {
    let body = MultiStatus::from_outcomes([Item::new(StatusCode::from_u16(592).unwrap())]).encode(&Json).unwrap();
    assert!(String::from_utf8_lossy(&body).contains(r#""body":{"type":"about:blank","status":592}"#));
    assert_eq!(Reader::new().read(&body).items[0].problem_type(), None);
}

#[test]
fn an_empty_title_is_read_as_no_title() {
    for format in [&Json as &dyn Format<Item>, &JsonLines] {
        let untitled: Item = serde_json::from_str(r#"{"status":400,"title":""}"#).unwrap();
        let body = MultiStatus::from_outcomes([untitled]).encode(format).unwrap();
        let item = Reader::new().read(&body).items.remove(0);
        assert_eq!((item.problem_type(), item.title()), (None, None));
    }
}

#[test]
fn floating_point_numbers_are_read_exactly() {
    let body = r#"{"responses":[{"status":200,"body":[-1.5428309434070035e-50,5.594966916353279e-231]}]}"#;
    let items = Reader::new().read(body.as_bytes()).items;
    assert_eq!(items[0].body().unwrap(), &serde_json::json!([-1.5428309434070035e-50, 5.594966916353279e-231]));
}

#[test]
fn paths_of_a_shape_may_lead_through_the_same_member() {
    const INSIDE: JsonShape = JsonShape::list("items").id("r/id").index("r/id").status("r/status").body("r/body");
    let document = shaped(INSIDE, r#"{"items":[{"r":{"id":"7","status":200,"body":[1]}}]}"#);
    let item = &document.items[0];
    assert_eq!((item.key().map(|key| key.as_str()), item.index(), item.status().as_u16()), (Some("7"), Some(7), 200));
    assert_eq!(item.body(), Some(&serde_json::json!([1])));
    const SAME: JsonShape = JsonShape::list("items").id("n").index("n").status("s").description("d");
    let document = shaped(SAME, r#"{"items":[{"n":"7","s":404,"d":"text"}]}"#);
    let item = &document.items[0];
    assert_eq!((item.key().map(|key| key.as_str()), item.index(), item.description()), (Some("7"), Some(7), "text"));
}

#[test]
fn the_members_of_an_item_may_have_any_order() {
    let members = [
        r#""id":"a""#,
        r#""status":404"#,
        r#""headers":{"Retry-After":"7","Content-Type":"application/problem+json"}"#,
        r#""description":"outside""#,
        r#""body":{"type":"urn:x","title":"T","detail":"inside","left":2,"conditions":[{"name":"{DAV:}a","hrefs":["/a"]}]}"#,
    ];
    let items = |members: &[&str]| read(&format!(r#"{{"responses":[{{{}}}]}}"#, members.join(","))).items;
    let usual = items(&members);
    assert_eq!((usual[0].description(), usual[0].conditions().len()), ("inside", 1));
    for start in 0..members.len() {
        let mut rotated = members;
        rotated.rotate_left(start);
        assert_eq!(items(&rotated), usual, "{rotated:?}");
        rotated.reverse();
        assert_eq!(items(&rotated), usual, "{rotated:?}");
    }
}
