//! What only Rocket has: named limits, and a data guard that reads the body while the response is sent.

use multistatus::{
    Batch, Inputs, MultiStatus, Negotiate, Outcome, Refused, Settled, StatusCode, Streamed,
    format::Formats,
    rocket::{Converted, DataInputs},
};
use rocket::{
    Build, Config, Rocket, catch, catchers, get,
    http::{ContentType, Status},
    local::blocking::{Client, LocalResponse},
    post,
    response::Responder,
    routes,
};

#[derive(Outcome)]
#[outcome(422, "{name} is not {expected}", respond(rocket))]
struct Unexpected<'n> {
    name: &'n str,
    expected: u32,
}

#[get("/unexpected/<name>")]
fn unexpected(name: &str) -> Unexpected<'_> {
    Unexpected { name, expected: 7 }
}

#[get("/converted")]
fn converted(accept: Negotiate) -> Converted {
    Converted(accept.respond_from(&Formats::new(), MultiStatus::from_outcomes([StatusCode::OK])))
}

#[get("/streamed")]
fn streamed() -> Streamed<StatusCode> {
    Streamed::iter((0..10_000).map(|number| (number.to_string(), StatusCode::OK)))
}

async fn length(text: String) -> StatusCode {
    StatusCode::from_u16(200 + text.len() as u16).expect("a short text")
}

#[post("/inputs", data = "<texts>")]
async fn inputs(texts: Result<Inputs<String>, Refused>) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
    Batch::new(length).inputs(texts?).run().await
}

#[post("/bare", data = "<texts>")]
async fn bare(texts: Inputs<String>) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
    Batch::new(length).inputs(texts).run().await
}

#[post("/run", data = "<texts>")]
async fn run(texts: Result<DataInputs<'_, String>, Refused>) -> Result<MultiStatus<Settled<StatusCode>>, Refused> {
    texts?.run(|texts| Batch::new(length).inputs(texts).run()).await
}

#[post("/spawn", data = "<texts>")]
async fn spawn<'r>(
    texts: Result<DataInputs<'r, String>, Refused>,
) -> Result<impl Responder<'r, 'r> + use<'r>, Refused> {
    Ok(texts?.respond(|texts| Batch::new(length).inputs(texts).spawn()))
}

#[catch(415)]
fn not_supported() -> &'static str {
    "the catcher"
}

fn service(limits: &[(&str, &str)]) -> Client {
    let mut config = Config::figment().merge(("log_level", "off"));
    for (name, bytes) in limits {
        config = config.merge((format!("limits.{name}"), bytes));
    }
    let routes = routes![unexpected, converted, streamed, inputs, bare, run, spawn];
    let rocket: Rocket<Build> = rocket::custom(config).mount("/", routes).register("/", catchers![not_supported]);
    Client::untracked(rocket).expect("a service")
}

fn send<'c>(client: &'c Client, path: &'c str, lines: &str) -> LocalResponse<'c> {
    client.post(path).header(ContentType::new("application", "jsonl")).body(lines).dispatch()
}

fn text(response: LocalResponse<'_>) -> String {
    response.into_string().expect("a body")
}

#[test]
fn an_outcome_that_borrows_from_the_request_is_a_response() {
    let client = service(&[]);
    let response = client.get("/unexpected/x").dispatch();
    assert_eq!(response.status().code, 422);
    assert_eq!(response.headers().get_one("vary"), Some("accept"));
    let problem = r#"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"x is not 7"}"#;
    assert_eq!(text(response), problem);
}

#[test]
fn a_response_of_the_crate_http_is_converted() {
    let client = service(&[]);
    let response = client.get("/converted").header(rocket::http::Accept::XML).dispatch();
    assert_eq!(response.status().code, 207);
    assert_eq!(response.headers().get_one("content-type"), Some("text/xml; charset=utf-8"));
    assert!(text(response).contains("HTTP/1.1 200 OK"));
}

#[test]
fn a_streamed_response_arrives_whole() {
    let client = service(&[]);
    let body = text(client.get("/streamed").dispatch());
    assert!(body.ends_with(r#""summary":{"total":10000,"succeeded":10000,"failed":0,"retryable":0,"complete":true}}"#));
}

#[test]
fn the_limit_json_limits_inputs() {
    let client = service(&[("json", "8B")]);
    assert_eq!(send(&client, "/inputs", "\"1234\"\n\n").status().code, 207);
    let response = send(&client, "/inputs", "\"12345\"\n\n");
    assert_eq!(response.status().code, 413);
    assert!(text(response).contains(r#""detail":"the body of the request is too large: the limit is 8 bytes""#));
}

#[test]
fn without_a_result_the_catcher_of_the_status_responds() {
    let client = service(&[]);
    let response = client.post("/bare").header(ContentType::Plain).body("[]").dispatch();
    assert_eq!((response.status(), text(response).as_str()), (Status::UnsupportedMediaType, "the catcher"));
}

#[test]
fn inputs_that_arrive_have_no_limit_unless_it_is_set() {
    let lines = "\"1\"\n".repeat(1_000);
    for path in ["/run", "/spawn"] {
        let client = service(&[("json", "8B")]);
        let body = text(send(&client, path, &lines));
        assert!(body.contains(r#""summary":{"total":1000,"succeeded":1000,"#), "{path}: {body}");
    }
}

#[test]
fn the_limit_stream_ends_inputs_that_arrive() {
    for path in ["/run", "/spawn"] {
        let client = service(&[("stream", "8B")]);
        let body = text(send(&client, path, "\"1\"\n\"2\"\n"));
        assert!(body.contains(r#""summary":{"total":2,"succeeded":2,"#), "{path}: {body}");
        let body = text(send(&client, path, "\"1\"\n\"2\"\n\"3\"\n"));
        assert!(body.contains(r#""index":2,"status":413"#), "{path}: {body}");
        assert!(body.contains("the limit is 8 bytes"), "{path}: {body}");
        assert!(body.contains(r#""complete":false"#), "{path}: {body}");
    }
}

#[test]
fn a_data_guard_that_refuses_the_request_is_a_problem() {
    let client = service(&[]);
    for path in ["/run", "/spawn", "/inputs"] {
        let response = client.post(path).header(ContentType::Plain).body("[]").dispatch();
        assert_eq!(response.status().code, 415, "{path}");
        assert_eq!(response.headers().get_one("content-type"), Some("application/problem+json"), "{path}");
    }
}
