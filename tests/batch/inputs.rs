//! Inputs of a complete body: items that are decoded, items that fail alone, and faults that refuse the whole batch.

use multistatus::{
    Batch, Inputs, Json, Key, Outcome, Refused, StatusCode,
    batch::{Input, JsonInputs, NotRun},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Order, codes, key_and_item};

/// Returns the inputs of a body: the key of each, and its item or the reason why it has none.
fn decoded(inputs: &JsonInputs, body: &str) -> Vec<(Option<String>, Result<Order, String>)> {
    inputs.decode(body.as_bytes()).unwrap().iter().map(key_and_item).collect()
}

fn refused(inputs: &JsonInputs, body: impl AsRef<[u8]>) -> Refused {
    inputs.decode::<Order>(body.as_ref()).unwrap_err()
}

fn order(sku: &str, quantity: u32) -> Result<Order, String> {
    Ok(Order { sku: sku.into(), quantity })
}

#[test]
fn an_invalid_element_is_one_failed_item() {
    let body = r#" [ {"id":"a","sku":"tea","quantity":2},
        {"id":"b","sku":"tea","quantity":-1}, 7, {"id":4,"sku":"tea"},
        {"quantity":1,"sku":"\ud83e\udd80","id":"\"ü\""} ] "#;
    assert_eq!(
        decoded(&JsonInputs::new().id("id"), body),
        [
            (Some("a".into()), order("tea", 2)),
            (Some("b".into()), Err("422 /1/quantity: invalid value: integer `-1`, expected u32".into())),
            (None, Err("422 /2: invalid type: integer `7`, expected struct Order".into())),
            (Some("4".into()), Err("422 /3: missing field `quantity`".into())),
            (Some("\"ü\"".into()), order("🦀", 1)),
        ]
    );
}

#[test]
fn the_pointer_to_a_fault_starts_at_the_root_of_the_body() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Deep {
        lists: std::collections::BTreeMap<String, Vec<Part>>,
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    enum Part {
        Named { size: u8 },
        Plain,
    }
    let body = r#"{"a/b":[{"lists":{"m~n/o":["Plain",{"Named":{"size":256}}]}}]}"#;
    let inputs = JsonInputs::member("a/b").decode::<Deep>(body.as_bytes()).unwrap();
    let Err(NotRun::Invalid { errors }) = inputs.iter().next().unwrap().item() else { panic!("{inputs:?}") };
    assert_eq!(errors[0].pointer, "/a~1b/0/lists/m~0n~1o/1/Named/size");
    assert_eq!(errors[0].detail, "invalid value: integer `256`, expected u8");
}

#[test]
fn a_quoted_element_is_shortened() {
    let body = format!(r#"[{{"sku":"tea","quantity":"{}"}}]"#, "ü".repeat(100_000));
    let (_, reason) = decoded(&JsonInputs::new(), &body).remove(0);
    let reason = reason.unwrap_err();
    assert!(reason.len() < 1_000 && reason.ends_with("..."), "{}", reason.len());
}

#[test]
fn items_are_read_from_the_named_member() {
    let inputs = JsonInputs::member("orders").id("sku");
    let body = r#"{"dry":{"run":[true]},"orders":[{"sku":"tea","quantity":1}],"by":null}"#;
    assert_eq!(decoded(&inputs, body), [(Some("tea".into()), order("tea", 1))]);
    assert_eq!(decoded(&inputs, r#"{"\u006frders":[]}"#), [], "the name may contain escapes");
    let no_member = |member: &str| Refused::NoMember { member: member.into() };
    for body in ["{}", r#"{"order":[]}"#, "[]", "7", r#"[{"orders":[]}]"#] {
        assert_eq!(refused(&inputs, body), no_member("orders"), "{body}");
    }
    assert_eq!(no_member("orders").to_string(), "the member `orders`, which holds the items, is missing");
    let twice = |line, column| Refused::MemberTwice { member: "orders".into(), line, column };
    assert_eq!(refused(&inputs, r#"{"orders":[],"orders":[]}"#), twice(1, 14));
    assert_eq!(refused(&inputs, "{\"orders\":[1,\n2],\n \"\\u006frders\":0}"), twice(3, 2));
    assert_eq!(
        twice(1, 14).to_string(),
        "the member `orders`, which holds the items, occurs again at line 1, column 14; expected it once"
    );
    let not_an_array = Refused::NotAnArray { member: Some("orders".into()), found: "a string" };
    assert_eq!(refused(&inputs, r#"{"orders":"tea"}"#), not_an_array);
    assert_eq!(not_an_array.to_string(), "expected an array of items in the member `orders`, found a string");
}

#[test]
fn a_body_that_is_not_json_is_refused_with_line_and_column() {
    let truncated = "the body ends before its array of items does";
    for (body, line, column, detail) in [
        ("", 1, 1, "the body is empty"),
        (" \n ", 2, 2, "the body is empty"),
        ("\u{feff}", 1, 1, "the body is empty"),
        ("\u{feff}\u{feff}[1]", 1, 1, "expected an array of items"),
        ("[1,\n  {\"a\" 1}]", 2, 8, "expected `:` after the name of a member, found '1'"),
        ("[1,2", 1, 5, truncated),
        ("[1,]", 1, 4, "expected a value, found ']'"),
        ("[1]\n]", 2, 1, "expected the end of the document, found ']'"),
        ("[1] [2]", 1, 5, "expected the end of the document, found '['"),
        ("[01]", 1, 2, "expected a number without leading zeros, found '0'"),
        ("[,1]", 1, 2, "expected a value, found ','"),
        ("[1,,2]", 1, 4, "expected a value, found ','"),
        ("[1;2]", 1, 3, "expected `,` or `]` after an item, found ';'"),
        ("[NaN]", 1, 2, "expected a value, found 'N'"),
        ("[-Infinity]", 1, 3, "expected a digit, found 'I'"),
        ("[-]", 1, 3, "expected a digit, found ']'"),
        ("[.5]", 1, 2, "expected a value, found '.'"),
        ("[1.]", 1, 4, "expected a digit, found ']'"),
        ("['a']", 1, 2, "expected a value, found '\\''"),
        ("[\"a\nb\"]", 1, 4, "expected no control character in a string, found '\\n'"),
        ("[{\"a\":1,}]", 1, 9, "expected the name of a member, in quotes, found '}'"),
        ("id,sku\na,b\n", 1, 1, "expected an array of items, found 'i'"),
        ("<orders/>", 1, 1, "expected an array of items, found '<'"),
        ("nul", 1, 4, truncated),
    ] {
        let expected = Refused::NotJson { line, column, detail: detail.into() };
        assert_eq!(refused(&JsonInputs::new(), body), expected, "{body:?}");
    }
    let refused = refused(&JsonInputs::new(), b"[1,\n \"\xff\"]");
    assert_eq!(refused, Refused::NotJson { line: 2, column: 3, detail: "expected UTF-8".into() });
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(refused.to_string(), "the body is not valid JSON: line 2, column 3: expected UTF-8");
    for (body, column) in [(&b"\xff\xfe[\0"[..], 1), (b"\xfe\xff\0[", 1), (b"[\x80]", 2), (b"[1\xc0", 3)] {
        let expected = Refused::NotJson { line: 1, column, detail: "expected UTF-8".into() };
        assert_eq!(self::refused(&JsonInputs::new(), body), expected, "{}", body.escape_ascii());
    }
}

#[test]
fn a_body_that_is_not_an_array_is_refused_with_its_type() {
    for (body, found) in
        [("{}", "an object"), ("\"a\"", "a string"), ("-1", "a number"), ("true", "a boolean"), ("null", "null")]
    {
        assert_eq!(refused(&JsonInputs::new(), body), Refused::NotAnArray { member: None, found }, "{body}");
    }
}

#[test]
fn an_element_that_cannot_be_decoded_fails_alone() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let body =
        format!(r#"[{{"sku":"tea","quantity":{deep}}},{{"sku":"\ud800","quantity":1}},{{"sku":"tea","quantity":1}}]"#);
    let inputs = JsonInputs::new().decode::<Value>(body.as_bytes()).unwrap();
    let decoded: Vec<_> = inputs.iter().map(|input| input.item().is_ok()).collect();
    assert_eq!(decoded, [false, false, true], "nested too deep, an unpaired surrogate, valid");
}

#[test]
fn ids_are_strings_or_integers_and_may_repeat() {
    let ids =
        [r#""a""#, r#""a""#, "0", "-7", "123456789012345678901234567890", "1.5", "1e3", "null", "true", "{}", "[]"];
    let body = ids.map(|id| format!(r#"{{"id":{id}}}"#)).join(",");
    let body = format!("[{body}]");
    let inputs = JsonInputs::new().id("id").decode::<Value>(body.as_bytes()).unwrap();
    let keys: Vec<_> = inputs.iter().map(|input| input.key().map(Key::as_str)).collect();
    let some = ["a", "a", "0", "-7", "123456789012345678901234567890"].map(Some);
    assert_eq!(keys, [&some[..], &[None; 6]].concat());
}

/// A reader may take the first of two members with the same name, or the last (RFC 8259 section 4). The batch and the handler
/// must not disagree on the item.
#[test]
fn an_item_with_two_ids_does_not_run() {
    let twice = |pointer: &str, byte: u32| {
        Err(format!("422 {pointer}: the member `id` occurs again at byte {byte} of the item; expected one id"))
    };
    for (element, byte) in [
        (r#"{"id":"a","id":"b"}"#, 11),
        (r#"{"id":"a","id":"a"}"#, 11),
        (r#"{"id":"a","x":[{"id":0}], "id" :"b","id":"c"}"#, 27),
        (r#"{"\u0069d":"a","i\u0064":"b"}"#, 16),
        (r#"{"id":"a","\u0069\u0064":7}"#, 11),
        (r#"{"id":null,"id":"b"}"#, 12),
        (r#"{"id":"b","id":{"id":"b"}}"#, 11),
        (r#"{"id":"a","sku":5,"id":"b"}"#, 19),
        (r#"{"ü":"ü","id":1,"id":2}"#, 19),
    ] {
        for (inputs, body, pointer) in [
            (JsonInputs::new(), format!("[{element}]"), "/0/id"),
            (JsonInputs::member("a/b"), format!("{{\"a/b\":[ {element} ]}}"), "/a~1b/0/id"),
            (JsonInputs::lines(), format!("{element}\n"), "/id"),
        ] {
            let expected = [(None, twice(pointer, byte))];
            let inputs = inputs.id("id");
            let whole = inputs.decode::<Value>(body.as_bytes()).unwrap();
            assert_eq!(whole.iter().map(key_and_item).collect::<Vec<_>>(), expected, "{body}");
            let typed = inputs.decode::<Order>(body.as_bytes()).unwrap();
            let reason = typed.iter().next().map(|input| key_and_item(input).1.unwrap_err());
            assert_eq!(reason, expected[0].1.clone().err(), "{body}");
            for length in [1, 5, 1_000] {
                let chunks = crate::Chunks::of(&body, length);
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                let arrived = runtime.block_on(crate::collect(inputs.stream::<Value, _>(chunks)));
                let arrived: Vec<_> = arrived.iter().map(key_and_item).collect();
                assert_eq!(arrived, expected, "{body}, {length}");
            }
        }
    }
    for (element, id) in
        [(r#"{"id":"a","ID":"b","id ":"c","i\\u0064":"d"}"#, "a"), (r#"{"x":{"id":"b","id":"c"},"id":"a"}"#, "a")]
    {
        let inputs = JsonInputs::new().id("id").decode::<Value>(format!("[{element}]").as_bytes()).unwrap();
        let input = inputs.iter().next().unwrap();
        assert_eq!((input.key().map(Key::as_str), input.item().is_ok()), (Some(id), true), "{element}");
    }
    // Without `id`, the batch reads no member.
    assert!(JsonInputs::new().decode::<Value>(br#"[{"id":"a","id":"b"}]"#).unwrap().iter().all(|it| it.item().is_ok()));
    // A line that is not valid JSON is reported as that.
    let (key, reason) = key_and_item(
        JsonInputs::lines().id("id").decode::<Value>(br#"{"id":"a","id":"b",}"#).unwrap().iter().next().unwrap(),
    );
    let expected = "400 not valid JSON: line 1, column 20: expected the name of a member, in quotes, found '}'";
    assert_eq!((key, reason.unwrap_err()), (None, expected.into()));
}

#[test]
fn each_line_is_an_input() {
    let body = "\u{feff}{\"id\":\"a\",\"sku\":\"tea\",\"quantity\":1}\r\n\r\n  \n\
        {\"id\":\"b\",\"sku\":\"tea\",\"quantity\":}\n{\"id\":\"c\",\"sku\":5,\"quantity\":1}\n\
        not json\n{\"id\":\"d\",\"sku\":\"tea\",\"quantity\":2}{}\n{\"sku\":\"last\",\"quantity\":3}";
    assert_eq!(
        decoded(&JsonInputs::lines().id("id"), body),
        [
            (Some("a".into()), order("tea", 1)),
            (Some("b".into()), Err("400 not valid JSON: line 4, column 34: expected a value, found '}'".into())),
            (Some("c".into()), Err("422 /sku: invalid type: integer `5`, expected a string".into())),
            (None, Err("400 not valid JSON: line 6, column 1: expected a value, found 'n'".into())),
            (
                Some("d".into()),
                Err("400 not valid JSON: line 7, column 36: expected the end of the line, found '{'".into())
            ),
            (None, order("last", 3)),
        ]
    );
    let not_text = JsonInputs::lines().decode::<Order>(b"\n\xff\n").unwrap();
    let (_, reason) = key_and_item(not_text.iter().next().unwrap());
    assert_eq!(reason.unwrap_err(), "400 not valid JSON: line 2, column 1: expected UTF-8");
    assert!(JsonInputs::lines().decode::<Order>(b" \n\r\n").unwrap().is_empty());
}

#[test]
fn a_limit_that_is_exceeded_refuses_the_whole_batch() {
    let two = JsonInputs::new().max_items(2);
    assert_eq!(decoded(&two, "[1,2]").len(), 2);
    assert_eq!(refused(&two, "[1,2,3]"), Refused::TooManyItems { max_items: 2 });
    let lines = JsonInputs::lines().max_items(2);
    assert_eq!(decoded(&lines, "1\n\n2\n").len(), 2);
    assert_eq!(refused(&lines, "1\n2\n3"), Refused::TooManyItems { max_items: 2 });
    let small = JsonInputs::new().max_bytes(5);
    assert_eq!(decoded(&small, "[1,2]").len(), 2);
    let too_large = Refused::TooLarge { max_bytes: Some(5) };
    assert_eq!(refused(&small, "[1,2] "), too_large);
    assert_eq!(too_large.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_is_read_up_to_the_limit() {
    let body = |text: &'static str| http_body_util::Full::new(bytes::Bytes::from(text));
    let inputs: Inputs<u32> = JsonInputs::new().read(body("[1,2]")).await.unwrap();
    assert_eq!(inputs.len(), 2);
    let limited = JsonInputs::new().max_bytes(4).read::<u32, _>(body("[1,2]")).await;
    assert_eq!(limited.unwrap_err(), Refused::TooLarge { max_bytes: Some(4) });
    let huge = http_body_util::Full::new(bytes::Bytes::from(vec![b' '; (2 << 20) + 1]));
    let unset = JsonInputs::new().read::<u32, _>(huge).await;
    assert_eq!(unset.unwrap_err(), Refused::TooLarge { max_bytes: Some(2 << 20) });
    let broken = crate::Chunks::new([Ok("[1,"), Err("reset by peer")]);
    let broken = JsonInputs::new().read::<u32, _>(broken).await.unwrap_err();
    assert_eq!(broken.to_string(), "the body of the request could not be read to its end: reset by peer");
    assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
}

#[test]
fn the_content_type_selects_lines_or_an_array() {
    let of = |content_type: &str| {
        let headers = [(http::header::CONTENT_TYPE, content_type.parse().unwrap())].into_iter().collect();
        JsonInputs::member("orders").for_request(&headers)
    };
    for json in ["application/json", "Application/JSON; charset=utf-8", "application/vnd.acme.orders+json"] {
        assert_eq!(of(json), Ok(JsonInputs::member("orders")), "{json}");
    }
    for lines in [
        "application/jsonl",
        "application/ndjson",
        "application/x-ndjson;charset=utf-8",
        "application/x-jsonlines",
        "application/json-lines",
        "Application/NDJSON; charset=utf-8",
        "application/vnd.elasticsearch+x-ndjson",
        "application/vnd.acme.orders+ndjson",
        "application/vnd.acme.orders+JSONL ; v=2",
    ] {
        assert_eq!(of(lines), Ok(JsonInputs::lines()), "{lines}");
    }
    for other in ["text/json", "application/xml", "application/jsonp", "application/json-seq", "", "text/plain+json"] {
        assert_eq!(of(other), Err(Refused::UnsupportedMediaType { found: Some(other.into()) }), "{other}");
    }
    let missing = JsonInputs::new().for_request(&http::HeaderMap::new());
    assert_eq!(missing, Err(Refused::UnsupportedMediaType { found: None }));
    let encoded = |encoding: &str| {
        let fields = [("content-type", "application/json"), ("content-encoding", encoding)];
        let headers = fields.map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()));
        JsonInputs::new().for_request(&headers.into_iter().collect())
    };
    assert_eq!(encoded("Identity"), Ok(JsonInputs::new()));
    for encoding in ["gzip", "br", "identity, gzip"] {
        let refused = encoded(encoding).unwrap_err();
        assert_eq!(refused.to_string(), format!("expected a body without a content encoding, found `{encoding}`"));
        let response = refused.into_response();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["accept-encoding"]),
            (415, &"identity".parse().unwrap())
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn valid_inputs_run_and_the_result_describes_the_invalid_ones() {
    let body = br#"[{"sku":"tea","quantity":1},{"sku":"tea","quantity":"two"}]"#;
    let inputs = JsonInputs::new().decode::<Order>(body).unwrap().keyed(|order| order.sku.clone());
    let result = Batch::new(async |_: Order| StatusCode::CREATED).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [201, 422]);
    let body: Value = serde_json::from_slice(&result.encode(&Json).unwrap()).unwrap();
    assert_eq!(body["responses"][0]["id"], "tea", "the closure returns the keys of decoded items");
    assert_eq!(
        body["responses"][1]["body"],
        json!({
            "type": "about:blank",
            "title": "Unprocessable Content",
            "status": 422,
            "detail": r#"/1/quantity: invalid type: string "two", expected u32"#,
            "errors": [{"pointer": "/1/quantity", "detail": r#"invalid type: string "two", expected u32"#}],
        })
    );
}

#[test]
fn inputs_can_be_collected_one_by_one() {
    let inputs: Inputs<u32> = [Input::new(1), Input::refused(Refused::Empty.into())].into_iter().collect();
    let reasons: Vec<_> = inputs.iter().map(|input| input.item().err().map(Outcome::status)).collect();
    assert_eq!(reasons, [None, Some(StatusCode::BAD_REQUEST)]);
}
