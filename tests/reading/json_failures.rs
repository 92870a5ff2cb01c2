//! Reading JSON never turns a failure into a success, whatever the shape: a table of conventions, each with the same
//! faults. A new convention is one more row.

use multistatus::{
    Item, Reader, StatusCode, dialect,
    read::{DefectKind, Document, JsonShape, Verdict},
};

use crate::json::defect_kinds;

/// A convention, and how to spell its parts.
struct Convention {
    name: &'static str,
    /// `None` for one that is detected.
    shape: Option<JsonShape>,
    /// The text before and behind the items.
    around: [&'static str; 2],
    /// The text before and behind the members of the status.
    item: [&'static str; 2],
    /// The member of the status, up to its value.
    status: &'static str,
    /// The member of the index, up to its value, if the convention has one.
    index: Option<&'static str>,
    /// True if an item without a status has the success that its list implies.
    implies_success: bool,
    /// True if `true` and `false` are statuses.
    has_booleans: bool,
}

const DEFAULT: Convention = Convention {
    name: "detected",
    shape: None,
    around: [r#"{"responses":["#, "]}"],
    item: [r#"{"id":"a""#, "}"],
    status: r#""status":"#,
    index: Some(r#""index":"#),
    implies_success: false,
    has_booleans: true,
};

const RECORDS: JsonShape =
    JsonShape::lists(&[("Records", Some(200))]).id("Id").index("n").status("ErrorCode").error(&["ErrorMessage"]);
const NESTED: JsonShape = JsonShape::lists(&[("done", Some(200))]).id("id").index("at/n").status("error/code");
const CODE: JsonShape = JsonShape::list("value").id("key").status("ok").code("code");
const ROOT: JsonShape = JsonShape::root().index("n").status("Status");
const LINES: JsonShape = JsonShape::lines().id("id").index("n").status("status");

const CONVENTIONS: [Convention; 14] = [
    DEFAULT,
    Convention { name: "default", shape: Some(JsonShape::MULTISTATUS), ..DEFAULT },
    Convention { name: "default, general path", item: [r#"{ "id":"a""#, "}"], ..DEFAULT },
    Convention {
        name: "lines",
        shape: Some(JsonShape::JSON_LINES),
        around: ["", "\n{\"summary\":{\"total\":1}}"],
        ..DEFAULT
    },
    Convention {
        name: "a list that implies a success",
        shape: Some(RECORDS),
        around: [r#"{"Records":["#, "]}"],
        item: [r#"{"Id":"a""#, "}"],
        status: r#""ErrorCode":"#,
        index: Some(r#""n":"#),
        implies_success: true,
        has_booleans: false,
    },
    Convention {
        name: "a path in a list that implies a success",
        shape: Some(NESTED),
        around: [r#"{"done":["#, "]}"],
        item: [r#"{"id":"a","error":{"x":0"#, "}}"],
        status: r#""code":"#,
        index: None,
        implies_success: false,
        has_booleans: false,
    },
    Convention {
        name: "a member for the code",
        shape: Some(CODE),
        around: [r#"{"value":["#, "]}"],
        item: [r#"{"key":"a""#, "}"],
        status: r#""code":"#,
        index: None,
        has_booleans: false,
        ..DEFAULT
    },
    Convention {
        name: "a map",
        shape: Some(ROOT),
        around: [r#"{"a":"#, "}"],
        item: [r#"{"x":0"#, "}"],
        status: r#""Status":"#,
        index: Some(r#""n":"#),
        ..DEFAULT
    },
    Convention {
        name: "lines without a summary",
        shape: Some(LINES),
        around: ["", "\n"],
        index: Some(r#""n":"#),
        ..DEFAULT
    },
    Convention { name: "Graph", shape: Some(dialect::GRAPH), index: None, ..DEFAULT },
    Convention {
        name: "Zalando",
        shape: Some(dialect::ZALANDO),
        around: [r#"{"items":["#, "]}"],
        index: None,
        ..DEFAULT
    },
    Convention {
        name: "Azure AI Search",
        shape: Some(dialect::AZURE_SEARCH),
        around: [r#"{"value":["#, "]}"],
        item: [r#"{"key":"a","status":true"#, "}"],
        status: r#""statusCode":"#,
        index: None,
        has_booleans: false,
        implies_success: true,
    },
    Convention {
        name: "Salesforce",
        shape: Some(dialect::SALESFORCE),
        around: [r#"{"compositeResponse":["#, "]}"],
        item: [r#"{"referenceId":"a""#, "}"],
        status: r#""httpStatusCode":"#,
        index: None,
        ..DEFAULT
    },
    Convention {
        name: "OpenAI",
        shape: Some(dialect::OPENAI_BATCH),
        around: ["", "\n"],
        item: [r#"{"custom_id":"a","response":{"request_id":"r""#, "}}"],
        status: r#""status_code":"#,
        index: None,
        ..DEFAULT
    },
];

impl Convention {
    fn reader(&self) -> Reader {
        match self.shape {
            Some(shape) => Reader::new().shape(shape),
            None => Reader::new(),
        }
    }

    /// Returns a body with one item that has these members.
    fn body(&self, members: &[String]) -> String {
        let ([start, end], [open, close]) = (self.around, self.item);
        let members: String = members.iter().map(|member| format!(",{member}")).collect();
        format!("{start}{open}{members}{close}{end}")
    }

    fn status(&self, value: &str) -> String {
        format!("{}{value}", self.status)
    }

    /// Returns the same member with an escape in its name.
    fn escaped_status(&self, value: &str) -> String {
        let name = self.status.trim_start_matches('"');
        let first = name.chars().next().expect("a name");
        format!("\"\\u{:04x}{}{value}", u32::from(first), &name[1..])
    }

    fn read_item(&self, body: &str) -> Item {
        let mut document = read(&self.reader(), body);
        assert_eq!(document.items.len(), 1, "{}: {body}: {}", self.name, document.ending.verdict);
        document.items.remove(0)
    }
}

/// Reads a body whole, and asserts that it reads the same in chunks.
fn read(reader: &Reader, body: &str) -> Document {
    read_in_pieces(reader, body, &[1, 7, body.len().div_ceil(2)])
}

fn read_in_pieces(reader: &Reader, body: &str, sizes: &[usize]) -> Document {
    let whole = reader.read(body.as_bytes());
    for &size in sizes {
        let mut reading = reader.chunks();
        let mut items = Vec::new();
        for chunk in body.as_bytes().chunks(size) {
            reading.feed(chunk);
            while let Some(item) = reading.next_item() {
                items.push(item.to_item());
            }
        }
        reading.end();
        while let Some(item) = reading.next_item() {
            items.push(item.to_item());
        }
        let chunked = (items, reading.ending().verdict);
        assert_eq!(chunked, (whole.items.clone(), whole.ending.verdict.clone()), "{body}");
    }
    whole
}

/// Values that are no status.
const UNREADABLE: [&str; 18] = [
    r#""ProvisionedThroughputExceededException""#,
    "-32601",
    "1000",
    "99",
    "0",
    "1.5",
    "200.0",
    "2e2",
    "99999999999999999999",
    "{}",
    r#"{"message":"x"}"#,
    "[]",
    "[200]",
    r#""""#,
    r#""20""#,
    r#""OK""#,
    r#"{"code":"OK"}"#,
    "false",
];

#[test]
fn a_status_that_cannot_be_read_is_a_failure() {
    for convention in &CONVENTIONS {
        let unreadable = UNREADABLE.iter().copied().chain((!convention.has_booleans).then_some("true"));
        for value in unreadable {
            for member in [convention.status(value), convention.escaped_status(value)] {
                let body = convention.body(std::slice::from_ref(&member));
                let item = convention.read_item(&body);
                let context = format!("{}: {body}: {:?}", convention.name, item.defects());
                assert_eq!((item.status().as_u16(), item.sent_status()), (500, None), "{context}");
                let start = body.find(&member).expect("the member") + member.len() - value.len();
                let inside = start..start + value.len();
                let is_named = |defect: &multistatus::read::Defect| {
                    defect.kind == DefectKind::InvalidStatus && inside.contains(&usize::try_from(defect.at).unwrap())
                };
                assert!(item.defects().iter().any(is_named), "{context}");
            }
        }
    }
}

#[test]
fn an_absent_status_is_what_the_list_implies() {
    for convention in &CONVENTIONS {
        for members in [&[][..], &[convention.status("null")]] {
            let item = convention.read_item(&convention.body(members));
            let expected = if convention.implies_success { 200 } else { 500 };
            assert_eq!(item.status().as_u16(), expected, "{}: {members:?}", convention.name);
            let is_missing = defect_kinds(&item).contains(&DefectKind::MissingStatus);
            assert_eq!(is_missing, !convention.implies_success, "{}: {members:?}", convention.name);
        }
    }
}

#[test]
fn the_failure_counts_if_a_status_is_given_twice() {
    let rows = [
        (["200", "503"], Some(503)),
        (["503", "200"], Some(503)),
        (["503", "404"], Some(503)),
        (["200", "200"], Some(200)),
        (["200", r#""Throttled""#], None),
        (["{}", "200"], None),
        (["200", "103"], Some(103)),
    ];
    for convention in &CONVENTIONS {
        for ([first, second], expected) in rows {
            for repeated in [convention.status(second), convention.escaped_status(second)] {
                let body = convention.body(&[convention.status(first), repeated]);
                let item = convention.read_item(&body);
                let status = item.sent_status().map(|status| status.as_u16());
                assert_eq!(status, expected, "{}: {body}", convention.name);
                let kinds = defect_kinds(&item);
                assert!(kinds.contains(&DefectKind::RepeatedStatus), "{}: {body}: {kinds:?}", convention.name);
            }
        }
    }
}

/// Bodies that a service sends instead of a multi-status, with the text that a description keeps.
const REFUSALS: [(&str, &str); 9] = [
    (
        r#"{"type":"about:blank","title":"Too many items","status":400,"detail":"at most 100"}"#,
        "Too many items: at most 100",
    ),
    (r#"{"errors":{"n":["bad"]},"status":400,"title":"Invalid","type":"urn:x"}"#, "Invalid"),
    (r#"{"jsonrpc":"2.0","error":{"code":-32600,"message":"batch too large"},"id":null}"#, "batch too large"),
    (r#"{"error":{"code":-32600,"message":"batch too large"},"id":null}"#, "batch too large"),
    (r#"{"error":{"status":"UNAVAILABLE","message":"come back"}}"#, "come back"),
    (r#"{"error":"invalid_token","error_description":"expired"}"#, "invalid_token"),
    (r#"{"errors":[{"detail":"no such batch"}]}"#, "no such batch"),
    (r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"too costly"}]}"#, "too costly"),
    (r#"{"message":"The security token is expired"}"#, "The security token is expired"),
];

fn not_multi_status(document: Document, context: &str) -> String {
    let Verdict::NotMultiStatus { found } = document.ending.verdict else {
        panic!("{context}: {}: {:?}", document.ending.verdict, document.items)
    };
    assert_eq!(document.items, [], "{context}");
    found
}

#[test]
fn a_refusal_of_the_whole_is_not_a_multi_status() {
    for convention in &CONVENTIONS {
        for (body, text) in REFUSALS {
            let context = format!("{}: {body}", convention.name);
            let lines = convention.around[0].is_empty();
            // A line with a message, or a map with one, may be an item. The status of the response decides.
            let reader = convention.reader().status(StatusCode::UNAUTHORIZED);
            let found = not_multi_status(read(&reader, body), &context);
            assert!(found.contains(text), "{context}: {found}");
            if !lines || body.contains("title") || body.contains("error\":") {
                let found = not_multi_status(read(&convention.reader(), body), &context);
                assert!(found.contains(text), "{context}: {found}");
            }
            let reader = convention.reader().content_type("application/problem+json; charset=utf-8");
            not_multi_status(read(&reader, body), &context);
        }
    }
}

#[test]
fn the_text_of_a_refusal_is_kept_at_limited_length() {
    let long = "x".repeat(10_000);
    for body in [format!(r#"{{"title":"{long}","status":400,"detail":"{long}"}}"#), format!(r#"{{"{long}":"{long}"}}"#)]
    {
        for convention in &CONVENTIONS {
            let reader = convention.reader().status(StatusCode::BAD_REQUEST);
            let found = not_multi_status(read(&reader, &body), convention.name);
            assert!(found.len() < 1_000, "{}: {} bytes", convention.name, found.len());
        }
    }
}

#[test]
fn a_refusal_of_any_length_reads_the_same_in_chunks() {
    for convention in &CONVENTIONS {
        for length in [60_000, 65_400, 65_540, 200_000] {
            let long = "x".repeat(length);
            for body in [
                format!(r#"{{"detail":"{long}","status":400}}"#),
                format!(r#"{{"type":"urn:x","detail":"{long}","status":400}}"#),
                format!(r#"{{"{long}":{{"x":"{long}"}},"error":{{"message":"x"}}}}"#),
                format!(r#"[{{"message":"{long}"}}]"#),
            ] {
                let document = read_in_pieces(&convention.reader().status(StatusCode::BAD_REQUEST), &body, &[20_000]);
                assert!(document.items.iter().all(|item| !item.status().is_success()), "{}", convention.name);
            }
        }
    }
}

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
fn an_index_that_is_not_an_integer_is_no_index() {
    let invalid =
        ["1.0", "-1", "1e0", "-0", "99999999999999999999999", "true", "[]", "{}", r#""""#, r#""x""#, r#""+1""#];
    for convention in &CONVENTIONS {
        let Some(index) = convention.index else { continue };
        let item = |value: &str| {
            convention.read_item(&convention.body(&[convention.status("200"), format!("{index}{value}")]))
        };
        for value in invalid {
            let item = item(value);
            assert_eq!(item.index(), None, "{}: {value}", convention.name);
            assert_eq!(defect_kinds(&item), [DefectKind::InvalidIndex], "{}: {value}", convention.name);
        }
        for (value, expected) in [("7", Some(7)), (r#""7""#, Some(7)), ("null", None)] {
            let item = item(value);
            assert_eq!((item.index(), item.defects()), (expected, &[][..]), "{}: {value}", convention.name);
        }
        let twice = |second: &str| item(&format!("1,{index}{second}"));
        assert_eq!((twice("1").index(), defect_kinds(&twice("1"))), (Some(1), vec![DefectKind::RepeatedElement]));
        let different = twice("2");
        assert_eq!(different.index(), None, "{}", convention.name);
        assert!(defect_kinds(&different).contains(&DefectKind::InvalidIndex), "{}", convention.name);
    }
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
