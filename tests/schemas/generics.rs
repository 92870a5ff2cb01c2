//! Schemas of generic outcomes, and of those of a batch.

use multistatus::{
    Batch, Json, Key, MultiStatus, Outcome, Refused, Settled, StatusCode,
    batch::{FieldError, NotRun},
    schema::ItemBody,
};
use serde_json::Value;
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use crate::{assert_invalid, assert_valid, orders::Line};

#[derive(Outcome)]
#[outcome(schema(schemars, utoipa))]
enum Stored<'a, T: Clone, E> {
    #[outcome(200)]
    Found(#[outcome(body)] T),
    #[outcome(404, "no {name}")]
    Missing {
        name: &'a str,
        #[outcome(extension)]
        near: Option<T>,
    },
    #[outcome(transparent)]
    Failed(E),
}

/// A struct is its own only variant.
#[derive(Debug, Outcome)]
#[outcome(507, "{used} bytes are used", schema(schemars, utoipa))]
struct Full {
    #[outcome(extension)]
    used: u64,
}

fn item<O: Outcome>(outcome: O) -> Value {
    let body = MultiStatus::from_outcomes([outcome]).encode(&Json).unwrap();
    serde_json::from_slice::<Value>(&body).unwrap()["responses"][0].take()
}

#[test]
fn a_generic_outcome_has_the_schemas_of_its_parameters() {
    type Found = Stored<'static, Line, Full>;
    let schema = schemars::schema_for!(ItemBody<Found>).to_value();
    let line = Line { text: "a".into(), price: None };
    assert_valid(&schema, "/anyOf/0", &item(Found::Found(line.clone())));
    assert_valid(&schema, "/anyOf/1", &item(Found::Missing { name: "b", near: Some(line) }));
    assert_valid(&schema, "/anyOf/1", &item(Found::Missing { name: "b", near: None }));
    assert_valid(&schema, "/anyOf/2", &item(Found::Failed(Full { used: 1 })));
    assert_invalid(&schema, "", &item(Stored::<u8, Full>::Found(1)));
    let statuses: Vec<String> = Found::responses().into_keys().collect();
    assert_eq!(statuses, ["200", "404", "507"]);
}

#[test]
fn two_instances_of_a_generic_outcome_are_two_components() {
    let names = |add: fn(&mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>)| {
        let mut components = Vec::new();
        add(&mut components);
        components.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(MultiStatus::<Stored<'_, u8, Full>>::schemas), ["ItemBody_Stored_u8_Full"]);
    assert_eq!(names(MultiStatus::<Stored<'_, Line, Full>>::schemas), ["Line", "ItemBody_Stored_Line_Full"]);
    let schema = serde_json::to_value(MultiStatus::<Stored<'_, u8, Full>>::schema()).unwrap();
    assert_eq!(schema["properties"]["responses"]["items"]["$ref"], "#/components/schemas/ItemBody_Stored_u8_Full");
}

#[test]
fn every_reason_why_an_item_did_not_run_is_in_the_schema() {
    let wait = std::time::Duration::from_secs(1);
    let cause = || Key::from("/a");
    let reasons = [
        NotRun::invalid([FieldError::new("/quantity", "at least 1")]),
        NotRun::Undecodable { detail: "line 1".into() },
        Refused::TooManyItems { max_items: 3 }.into(),
        Refused::NotJson { line: 1, column: 2, detail: "expected a value".into() }.into(),
        Refused::UnsupportedMediaType { found: None }.into(),
        NotRun::TimedOut { limit: wait },
        NotRun::PastDeadline { retry_after: wait, started: true },
        NotRun::Panicked,
        NotRun::NotAttempted { cause: cause() },
        NotRun::RolledBack { cause: cause() },
        NotRun::Undecided,
        NotRun::Duplicate { first: 0 },
        NotRun::UnknownDependency { key: cause() },
        NotRun::CircularDependency,
        NotRun::Cancelled { retry_after: wait, started: false },
        NotRun::NotRead { retry_after: wait },
        NotRun::KeyReused,
        NotRun::InFlight,
        NotRun::StoreFailed,
    ];
    let schema = schemars::schema_for!(ItemBody<Settled<Full>>).to_value();
    for reason in reasons {
        assert_valid(&schema, "", &item(Settled::<Full>::NotRun(reason)));
    }
    assert_invalid(&schema, "", &item(StatusCode::IM_A_TEAPOT));
}

#[tokio::test]
async fn a_batch_is_what_its_schema_says() {
    let handler = async |used: u64| if used > 1 { Err(Full { used }) } else { Ok(()) };
    let result = Batch::new(handler).inputs([1, 2]).run().await.unwrap();
    let schema = schemars::schema_for!(MultiStatus<Settled<Result<(), Full>>>).to_value();
    let body = serde_json::from_slice(&result.encode(&Json).unwrap()).unwrap();
    assert_valid(&schema, "", &body);
}

#[tokio::test]
async fn every_refusal_is_what_its_response_says() {
    use http_body_util::BodyExt;
    let responses = serde_json::to_value(Refused::responses()).unwrap();
    let refusals = [
        Refused::TooManyItems { max_items: 3 },
        Refused::Empty,
        Refused::KeyMissing,
        Refused::KeyReused,
        Refused::InFlight,
        Refused::StoreFailed,
        Refused::NotBegun,
        Refused::TooLarge { max_bytes: None },
        Refused::TooLarge { max_bytes: Some(9) },
        Refused::ItemTooLarge { max_bytes: 9 },
        Refused::NotJson { line: 1, column: 2, detail: "expected a value".into() },
        Refused::NotAnArray { member: None, found: "a number" },
        Refused::UnsupportedMediaType { found: None },
        Refused::UnsupportedEncoding { found: "gzip".into() },
        Refused::Unreadable { cause: "cut off".into() },
    ];
    for refusal in refusals {
        let response = refusal.into_response();
        let declared = &responses[response.status().as_str()];
        for name in ["accept", "accept-encoding", "retry-after"] {
            if response.headers().contains_key(name) {
                let mut names = declared["headers"].as_object().unwrap().keys();
                assert!(names.any(|declared| declared.eq_ignore_ascii_case(name)), "{name}");
            }
        }
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_valid(declared, "/content/application~1problem+json/schema", &body);
    }
}
