//! Documents of utoipa.

use axum::Json;
use multistatus::{
    Inputs, MultiStatus, Negotiate, Outcome, Refused, Response, Settled,
    outcome::{Accepted, Created},
    schema::{ItemBody, LineBody, ProblemBody, SingleBody},
};
use serde_json::Value;
use utoipa::{IntoResponses, OpenApi, ToSchema};

use crate::{alternative, assert_valid, dangling, orders::*};

/// Creates an order.
#[utoipa::path(post, path = "/orders", responses(Create))]
#[expect(dead_code, reason = "only its document is of interest")]
async fn create() -> Create {
    Create::Deleted
}

/// Creates orders.
#[utoipa::path(post, path = "/orders/batch", responses(MultiStatus<Settled<Create>>, Refused))]
#[expect(dead_code, reason = "only its document is of interest")]
async fn create_all(_: Negotiate, _: Inputs<Value>) -> Result<Response, Refused> {
    Err(Refused::Empty)
}

/// Creates an order or refuses the request.
#[utoipa::path(put, path = "/orders", responses(SingleBody<Result<Created<Order>, Result<Pay, Refused>>>))]
#[expect(dead_code, reason = "only its document is of interest")]
async fn replace() -> Result<Json<()>, Refused> {
    Err(Refused::Empty)
}

/// Describes each response by hand.
#[utoipa::path(
    get,
    path = "/orders",
    responses(
        (status = 200, description = "By hand.", body = Create),
        (status = 202, description = "By hand.", body = Accepted<Order>),
        (status = 207, description = "By hand.", body = MultiStatus<Create>),
        (status = 208, description = "By hand.", body = ItemBody<Create>),
        (status = 209, description = "By hand.", body = LineBody<Create>),
        (status = 210, description = "By hand.", body = SingleBody<Create>),
        (status = 211, description = "By hand.", body = MultiStatus<Settled<Create>>),
        (status = 400, description = "By hand.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[expect(dead_code, reason = "only its document is of interest")]
async fn list() {}

#[derive(OpenApi)]
#[openapi(version = "3.2.0", paths(create, create_all, replace, list))]
struct Orders;

pub(crate) fn document() -> Value {
    serde_json::to_value(Orders::openapi()).unwrap()
}

#[test]
fn no_reference_dangles() {
    assert_eq!(dangling(&document()), [""; 0]);
    for responses in [
        Create::responses(),
        MultiStatus::<Create>::responses(),
        MultiStatus::<Settled<Create>>::responses(),
        Refused::responses(),
        Created::<Order>::responses(),
    ] {
        let text = serde_json::to_string(&responses).unwrap();
        assert!(!text.contains("$ref"), "{text}");
    }
}

#[test]
fn the_components_are_golden() {
    insta::assert_json_snapshot!(document()["components"]["schemas"]);
}

#[test]
fn the_responses_are_golden() {
    insta::assert_json_snapshot!("responses_of_one", Create::responses());
    insta::assert_json_snapshot!("responses_of_a_refusal", Refused::responses());
}

#[test]
fn variants_of_one_status_are_alternatives_of_one_response() {
    let responses = serde_json::to_value(Create::responses()).unwrap();
    let problems = &responses["404"]["content"]["application/problem+json"]["schema"]["anyOf"];
    let titles: Vec<&Value> = problems.as_array().unwrap().iter().map(|schema| &schema["title"]).collect();
    assert_eq!(titles, ["NoProduct", "NoCustomer"]);
    assert_eq!(responses["404"]["description"], "There is no such product.\n\nNot Found");
    assert_eq!(responses["204"], serde_json::json!({"description": "No Content"}));
}

#[test]
fn a_multi_status_has_a_content_for_each_format() {
    let responses = serde_json::to_value(MultiStatus::<Create>::responses()).unwrap();
    let content = responses["207"]["content"].as_object().unwrap();
    let media_types: Vec<&String> = content.keys().collect();
    assert_eq!(media_types, ["application/json", "application/jsonl", "application/xml"]);
    assert!(content["application/json"]["schema"]["properties"]["responses"].is_object());
    let line = serde_json::json!({"id": "0", "index": 0, "status": 204, "description": "gone"});
    assert_valid(&content["application/jsonl"], "/itemSchema", &line);
    assert!(content["application/jsonl"].get("schema").is_none());
    assert_eq!(content["application/xml"]["schema"]["xml"]["namespace"], "DAV:");
}

#[test]
fn a_batch_documents_its_refusals_beside_its_items() {
    let responses = &document()["paths"]["/orders/batch"]["post"]["responses"];
    let statuses: Vec<&String> = responses.as_object().unwrap().keys().collect();
    assert_eq!(statuses, ["207", "400", "409", "413", "415", "422", "503"]);
    let too_large = &responses["413"]["content"]["application/problem+json"]["schema"]["properties"];
    assert_eq!(too_large["max_items"]["type"], "integer");
    assert!(responses["415"]["headers"].get("Accept-Encoding").is_some());
}

#[test]
fn the_sides_of_a_result_are_merged() {
    let responses = &document()["paths"]["/orders"]["put"]["responses"];
    let statuses: Vec<&String> = responses.as_object().unwrap().keys().collect();
    assert_eq!(statuses, ["201", "400", "402", "409", "413", "415", "422", "502", "503"]);
}

#[test]
fn a_component_has_the_name_of_its_type() {
    let document = document();
    let names: Vec<&String> = document["components"]["schemas"].as_object().unwrap().keys().collect();
    for name in
        ["Create", "ItemBody_Create", "ItemBody_Settled_Create", "Line", "MultiStatus_Create", "Order", "ProblemBody"]
    {
        assert!(names.iter().any(|known| *known == name), "{name} in {names:?}");
    }
    assert_eq!(<Create as ToSchema>::name(), "Create");
}

#[test]
fn a_text_that_opaque_hides_is_in_no_document() {
    let text = serde_json::to_string(&document()).unwrap() + &serde_json::to_string(&Create::responses()).unwrap();
    assert!(text.contains("no product {product}"));
    assert!(!text.contains("the disk failed"));
}

#[test]
fn a_variant_says_on_which_terms_it_may_be_sent_again() {
    let document = document();
    let item = "/components/schemas/ItemBody_Create";
    let description =
        |title: &str| document.pointer(&alternative(&document, item, title)).unwrap()["description"].clone();
    assert_eq!(description("OutOfStock"), "Sending it again cannot succeed.");
    assert_eq!(description("Closed"), "It may have been applied: send it again only if that is harmless.");
    // The variant that holds the payment says `safe`, and has a doc comment.
    assert_eq!(description("NoBank"), "The outcome of a payment.\n\nIt was not applied, and may be sent again.");
}

#[test]
fn the_static_description_names_extension_members_and_says_if_there_is_a_body() {
    let info = |name: &str| Create::OUTCOMES.iter().find(|info| info.name == name).unwrap();
    assert_eq!(info("OutOfStock").extensions, ["left", "next-delivery", "stores"]);
    assert!(info("Created").has_body && !info("Deleted").has_body);
    assert!(Created::<Order>::OUTCOMES[0].has_body);
}
