//! `respond(...)` with several words: one type is a response of every framework that it names.

use std::{error::Error, fmt};

use actix_web::{body::MessageBody, test::TestRequest};
use multistatus::Outcome;

#[derive(Debug, Outcome)]
#[outcome(
    422,
    "{name} is not {expected}",
    header("Location", "/names/{name}"),
    respond(actix, axum, poem, rocket, salvo)
)]
struct Unexpected<'n, T: fmt::Display> {
    name: &'n str,
    expected: T,
}

#[derive(Debug, Outcome)]
#[outcome(default = 500, respond(actix, axum, poem, rocket, salvo))]
enum Failure {
    #[outcome(opaque)]
    Broken(Box<dyn Error + Send + Sync>),
    #[outcome(204)]
    Done,
}

const UNEXPECTED: Unexpected<'_, u32> = Unexpected { name: "x", expected: 7 };
const PROBLEM: &str = r#"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"x is not 7"}"#;

#[test]
fn an_error_of_actix_web_has_the_response_of_the_outcome_each_time_it_is_asked() {
    let error = actix_web::Error::from(UNEXPECTED);
    assert_eq!(error.to_string(), "422: x is not 7");
    for _ in 0..2 {
        let response = error.error_response();
        assert_eq!(response.status(), 422);
        assert_eq!(response.headers().get("location").expect("a location"), "/names/x");
        assert_eq!(response.headers().get("content-type").expect("a content type"), "application/problem+json");
        assert_eq!(response.into_body().try_into_bytes().expect("one buffer"), PROBLEM);
    }
}

#[test]
fn an_error_of_actix_web_does_not_contain_what_is_opaque() {
    let error = actix_web::Error::from(Failure::Broken("the password is wrong".into()));
    assert_eq!(error.as_response_error().status_code(), 500);
    assert_eq!(error.to_string(), "500");
    assert_eq!(format!("{error:?}"), "FailedOutcome(500)");
    let body = error.error_response().into_body().try_into_bytes().expect("one buffer");
    assert_eq!(body, r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#);
}

#[test]
fn a_response_of_actix_web_is_in_the_format_that_the_request_accepts() {
    let request = TestRequest::get().insert_header(("accept", "application/problem+xml")).to_http_request();
    let response = actix_web::Responder::respond_to(UNEXPECTED, &request);
    assert_eq!(response.headers().get("content-type").expect("a content type"), "application/problem+xml");
    let response = actix_web::Responder::respond_to(Failure::Done, &request);
    assert_eq!((response.status().as_u16(), response.headers().contains_key("content-type")), (204, false));
}

#[test]
fn a_response_of_axum_is_in_the_default_format() {
    let response = axum::response::IntoResponse::into_response(UNEXPECTED);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn a_response_and_an_error_of_poem_are_in_the_default_format() {
    let error = poem::Error::from(UNEXPECTED);
    assert_eq!(error.status(), 422);
    for response in [error.into_response(), poem::IntoResponse::into_response(UNEXPECTED)] {
        assert_eq!((response.status().as_u16(), &response.headers()["location"]), (422, &"/names/x".parse().unwrap()));
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.into_body().into_string().await.expect("text"), PROBLEM);
    }
}

#[tokio::test]
async fn an_outcome_works_with_the_question_mark_in_a_handler_of_poem() {
    #[poem::handler]
    async fn rename(poem::web::Path(name): poem::web::Path<String>) -> poem::Result<poem::web::Json<u32>> {
        let length = if name == "x" { Err(UNEXPECTED)? } else { 7 };
        Err(Failure::Broken(format!("{length}").into()))?
    }
    let routes = poem::Route::new().at("/names/:name", rename);
    for (path, status) in [("/names/x", 422), ("/names/y", 500)] {
        let request = poem::Request::builder().uri(path.parse().unwrap()).finish();
        let response = poem::Endpoint::get_response(&routes, request).await;
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn a_refusal_of_poem_can_be_caught_by_its_type() {
    use multistatus::{Inputs, batch::Rejection};
    use poem::{Endpoint, EndpointExt};

    #[poem::handler]
    async fn delete(_: Inputs<u32>) {}
    let endpoint = delete.catch_error(|rejection: Rejection| async move { rejection.to_string() });
    let response = endpoint.get_response(poem::Request::default()).await;
    let text = response.into_body().into_string().await.expect("text");
    assert_eq!(text, "expected JSON or JSON Lines, found a body without a content type");
}

#[tokio::test]
async fn a_response_of_salvo_is_in_the_format_that_the_request_accepts() {
    let mut request = salvo::Request::new();
    request.headers_mut().insert("accept", "application/problem+xml".parse().unwrap());
    let mut response = salvo::Response::new();
    salvo::Writer::write(UNEXPECTED, &mut request, &mut salvo::Depot::new(), &mut response).await;
    assert_eq!(
        (response.status_code, &response.headers()["location"]),
        (Some(422.try_into().unwrap()), &"/names/x".parse().unwrap())
    );
    assert_eq!(response.headers()["content-type"], "application/problem+xml");
    salvo::Writer::write(Failure::Done, &mut request, &mut salvo::Depot::new(), &mut response).await;
    assert_eq!(
        (response.status_code, response.headers().contains_key("content-type")),
        (Some(204.try_into().unwrap()), false)
    );
}
