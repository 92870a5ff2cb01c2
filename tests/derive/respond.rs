//! `respond(axum)`: handlers that return outcomes, over a loopback socket.

use axum::{Router, routing::get};
use multistatus::{
    Outcome,
    outcome::{Created, Representation},
};
use tokio::net::TcpListener;

#[derive(Debug, Outcome)]
#[outcome(respond(axum))]
enum Failure {
    #[outcome(409, "{0} exists", header("Location", "/orders/{0}"))]
    Exists(u32),
    #[outcome(400, "{0}")]
    NotANumber(std::num::ParseIntError),
}

impl From<std::num::ParseIntError> for Failure {
    fn from(error: std::num::ParseIntError) -> Self {
        Self::NotANumber(error)
    }
}

/// A generic type, with a bound that the response needs.
#[derive(Outcome)]
#[outcome(422, "{0} is not allowed", respond(axum))]
struct NotAllowed<T>(T);

async fn create(id: &str) -> Result<Created<u32>, Failure> {
    let id: u32 = id.parse()?;
    if id == 7 { Err(Failure::Exists(id)) } else { Ok(Created::at(format!("/orders/{id}"), id)) }
}

#[tokio::test]
async fn a_handler_returns_outcomes() {
    let router = Router::new()
        .route("/new", get(async || create("8").await))
        .route("/old", get(async || create("7").await))
        .route("/text", get(async || create("x").await))
        .route("/generic", get(async || NotAllowed("x")))
        .route("/content", get(async || Representation([1, 2])));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });

    let problem = |status, title, detail| {
        format!(r#"{{"type":"about:blank","title":"{title}","status":{status},"detail":"{detail}"}}"#)
    };
    for (path, status, content_type, location, body) in [
        ("new", 201, "application/json", Some("/orders/8"), "8".to_owned()),
        ("old", 409, "application/problem+json", Some("/orders/7"), problem(409, "Conflict", "7 exists")),
        ("text", 400, "application/problem+json", None, problem(400, "Bad Request", "invalid digit found in string")),
        ("generic", 422, "application/problem+json", None, problem(422, "Unprocessable Content", "x is not allowed")),
        ("content", 200, "application/json", None, "[1,2]".to_owned()),
    ] {
        let url = format!("http://{address}/{path}");
        let response = reqwest::get(&url).await.expect("a response");
        let field = |response: &reqwest::Response, name| {
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(field(&response, "content-type").as_deref(), Some(content_type), "{path}");
        assert_eq!(field(&response, "location").as_deref(), location, "{path}");
        assert_eq!(response.text().await.expect("a body"), body, "{path}");

        let response = reqwest::Client::new().head(&url).send().await.expect("a response");
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(field(&response, "content-length"), Some(body.len().to_string()), "{path}");
        assert_eq!(response.text().await.expect("no body"), "", "HEAD {path}");
    }
}
