//! What the parts of a shape write, and that every shape writes valid JSON.

use std::time::Duration;

use multistatus::{
    MultiStatus, Outcome, StatusCode, dialect,
    outcome::{ContextValue, InContext, ItemContext},
    read::{ContextShape, JsonShape, RootMember, ShapeValue, When},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::body;

/// An outcome with a body of any kind.
#[derive(Debug, Outcome)]
struct Row {
    #[outcome(code)]
    status: StatusCode,
    #[outcome(body)]
    body: Option<Value>,
}

fn one(shape: &JsonShape, status: u16, row: Option<Value>) -> String {
    let status = StatusCode::from_u16(status).unwrap();
    body(&MultiStatus::from_outcomes([Row { status, body: row }]), shape)
}

#[test]
fn the_members_of_a_flat_body_are_members_of_the_item() {
    const FLAT: JsonShape = JsonShape::root().id("id").flat_body().status("meta/status");
    let row = json!({"id": 7, "name": "n", "meta": {"x": 1}, "a": [1, {"b": "}\""}]});
    assert_eq!(one(&FLAT, 200, Some(row)), r#"[{"id":"0","a":[1,{"b":"}\""}],"name":"n","meta":{"status":200}}]"#);
    assert_eq!(one(&FLAT, 200, Some(json!([1, 2]))), r#"[{"id":"0","body":[1,2],"meta":{"status":200}}]"#);
    assert_eq!(one(&FLAT, 200, Some(json!({}))), r#"[{"id":"0","meta":{"status":200}}]"#);
    // The body of a failure has no member.
    assert_eq!(one(&FLAT, 409, Some(json!({"x": 1}))), r#"[{"id":"0","meta":{"status":409}}]"#);
}

#[test]
fn a_constant_alone_does_not_make_an_object() {
    const SHAPE: JsonShape = JsonShape::root()
        .values(&[("v", When::Always, ShapeValue::Json("1")), ("a/kind", When::Always, ShapeValue::Json("\"k\""))])
        .body("a/b");
    assert_eq!(one(&SHAPE, 200, None), r#"[{"v":1}]"#);
    assert_eq!(one(&SHAPE, 200, Some(json!(2))), r#"[{"v":1,"a":{"kind":"k","b":2}}]"#);
}

#[test]
fn objects_in_objects_and_long_names_are_written_alike() {
    const DEEP: JsonShape = JsonShape::root().status("a/b/0/c/d/0/e/f");
    assert_eq!(one(&DEEP, 200, None), r#"[{"a":{"b":[{"c":{"d":[{"e":{"f":200}}]}}]}}]"#);
    const LONG: JsonShape = JsonShape::root().status("a member with a name of more than thirty bytes/another \"name\"");
    assert_eq!(
        one(&LONG, 200, None),
        r#"[{"a member with a name of more than thirty bytes":{"another \"name\"":200}}]"#
    );
    const VALUES: JsonShape = JsonShape::root().values(&[
        ("o/s", When::Success, ShapeValue::StatusText),
        ("o/r", When::Always, ShapeValue::Reason),
        ("o/f", When::Failure, ShapeValue::SenderFault),
    ]);
    assert_eq!(one(&VALUES, 201, None), r#"[{"o":{"s":"201","r":"Created"}}]"#);
    assert_eq!(one(&VALUES, 503, None), r#"[{"o":{"r":"Service Unavailable","f":false}}]"#);
}

#[test]
fn counts_follow_the_items_and_constants_precede_them() {
    const SHAPE: JsonShape = JsonShape::list("items").status("s").root_members(&[
        ("total", RootMember::Total),
        ("kind", RootMember::Json("\"k\"")),
        ("ok", RootMember::Succeeded),
        ("failed", RootMember::Failed),
        ("errors", RootMember::AnyFailed),
    ]);
    assert_eq!(one(&SHAPE, 404, None), r#"{"kind":"k","items":[{"s":404}],"total":1,"ok":0,"failed":1,"errors":true}"#);
    assert!(one(&SHAPE, 302, None).ends_with(r#""ok":0,"failed":0,"errors":false}"#));
}

/// A context with a verb and a value.
#[derive(Clone, Copy)]
struct Verb(&'static str, &'static str);

impl ItemContext for Verb {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        match name {
            "verb" => Some(ContextValue::Text(self.0)),
            "value" => Some(ContextValue::Json(self.1)),
            _ => None,
        }
    }
}

#[test]
fn a_context_supplies_members_and_the_wrapper() {
    const SHAPE: ContextShape<Verb> = ContextShape::new(
        JsonShape::list("items")
            .wrappers("verb", &["put", "delete"])
            .context(&[("verb", "did"), ("value", "v"), ("unknown", "u")])
            .status("s"),
    );
    let outcomes =
        [Verb("delete", "[1]"), Verb("copy", "null")].map(|context| InContext { context, outcome: StatusCode::OK });
    assert_eq!(
        body(&MultiStatus::from_outcomes(outcomes), &SHAPE),
        r#"{"items":[{"delete":{"did":"delete","v":[1],"s":200}},{"put":{"did":"copy","v":null,"s":200}}]}"#
    );
}

/// An outcome with each part that a shape may write.
#[derive(Debug, Outcome)]
#[outcome(header("X-A", "{description}"))]
struct Parts {
    #[outcome(code)]
    status: StatusCode,
    description: String,
    #[outcome(header = "ETag")]
    etag: Option<String>,
    #[outcome(extension)]
    extension: Option<String>,
    #[outcome(body)]
    body: Option<Value>,
    #[outcome(retry_after)]
    wait: Option<Duration>,
}

fn value() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![any::<String>().prop_map(Value::from), any::<i32>().prop_map(Value::from), Just(Value::Null)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn parts() -> impl Strategy<Value = Parts> {
    let text = || prop::option::of(any::<String>());
    let wait = prop::option::of(any::<u64>().prop_map(Duration::from_nanos));
    (200..1000u16, any::<String>(), text(), text(), prop::option::of(value()), wait).prop_map(
        |(status, description, etag, extension, body, wait)| Parts {
            status: StatusCode::from_u16(status).unwrap(),
            description,
            etag,
            extension,
            body,
            wait,
        },
    )
}

const SHAPES: [JsonShape; 22] = [
    dialect::ANTHROPIC_BATCH,
    dialect::AZURE_SEARCH,
    dialect::BIGQUERY,
    dialect::COSMOS,
    dialect::EVENTBRIDGE,
    dialect::FIREHOSE,
    dialect::GRAPH,
    dialect::HUBSPOT,
    dialect::KINESIS,
    dialect::LAMBDA,
    dialect::NAKADI,
    dialect::OPENAI_BATCH,
    dialect::SALESFORCE,
    dialect::SALESFORCE_BATCH,
    dialect::SALESFORCE_COLLECTIONS,
    dialect::SQS,
    dialect::TYPESENSE,
    dialect::ZALANDO,
    JsonShape::root().flat_body().problem("error/data").retry_after_millis("wait").code("n").status("s"),
    JsonShape::list("l").headers("h").lower_case_headers().body("b").problems().status_line("s"),
    JsonShape::lists(&[("a", Some(200)), ("b", None)]).flat_body().description("d").index("i").nulls(&["d", "x"]),
    JsonShape::lines().id("k/0/v").error(&["k/1"]).error_code("e/0/c").codes("x", &[(4, "7"), (5, "x")]).number_codes(),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_shape_writes_valid_json_whatever_the_strings(
        outcomes in prop::collection::vec((any::<String>(), parts()), 0..4)
    ) {
        let result: MultiStatus<Parts> = outcomes.into_iter().collect();
        for shape in SHAPES {
            let written = body(&result, &shape);
            let whole = [written.as_str()];
            let documents: Vec<&str> = match written.starts_with('{') && written.contains("}\n") {
                true => written.lines().collect(),
                false => whole.into_iter().filter(|text| !text.is_empty()).collect(),
            };
            for document in documents {
                prop_assert!(serde_json::from_str::<Value>(document).is_ok(), "{document}");
            }
        }
    }
}
