//! An enum that derives `Outcome` and `FromItem`: the client reads the values that the server sent, over a socket.

use axum::{Router, routing::get};
use multistatus::{
    Body, FromItem, Item, Key, MultiStatus, Negotiate, Outcome, Report, StatusCode,
    client::{NextAction, ResponseExt},
};

/// What happened to one file.
#[derive(Clone, Debug, PartialEq, Outcome, FromItem)]
enum Put {
    #[outcome(201, "stored as {0}")]
    Stored(u64),
    #[outcome(301, header("Location", "{0}"))]
    Moved(String),
    #[outcome(423, "not now", condition = "lock-token-submitted")]
    Locked {
        #[outcome(condition_href)]
        root: Key,
    },
    #[outcome(507, type = "https://example.com/quota", title = "Quota exceeded")]
    Full {
        #[outcome(extension)]
        used: u64,
        #[outcome(extension)]
        owners: Vec<String>,
    },
    #[outcome(other)]
    Other(Box<Item>),
}

/// An outcome that a later version of the server adds.
#[derive(Clone, Outcome)]
#[outcome(451, "the court of {court}", type = "https://example.com/court")]
struct Forbidden {
    #[outcome(extension)]
    court: String,
}

/// Returns the key and the outcome of each item that the server sends.
fn outcomes() -> Vec<(&'static str, Result<Put, Forbidden>)> {
    vec![
        ("/a b", Ok(Put::Stored(17))),
        ("/b?c=<&>", Ok(Put::Moved("/d%20e".into()))),
        ("/c", Ok(Put::Locked { root: "/".into() })),
        ("/d", Ok(Put::Full { used: 8, owners: vec!["A & B".into(), String::new(), " ".into()] })),
        ("/e", Err(Forbidden { court: "Ulm\r\n".into() })),
    ]
}

async fn answer(accept: Negotiate) -> http::Response<Body> {
    accept.respond(outcomes().into_iter().collect::<MultiStatus<_>>())
}

async fn report(accept: &str) -> Report<Put> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", get(answer))).await });
    let request = reqwest::Client::new().get(format!("http://{address}/")).header("accept", accept);
    let response = request.send().await.unwrap();
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with(accept), "{accept}");
    response.multistatus().await.unwrap()
}

#[tokio::test]
async fn outcomes_are_read_as_they_were_sent_in_each_format() {
    for accept in ["application/json", "application/jsonl", "application/xml"] {
        let report = report(accept).await.for_keys(outcomes().iter().map(|(key, _)| *key));
        assert!(report.missing().is_empty() && report.unknown().is_empty(), "{accept}: {report:#}");
        for (index, (key, outcome)) in outcomes().into_iter().enumerate() {
            let entry = report.get(key).unwrap();
            assert_eq!(entry.index(), Some(index), "{accept}");
            match outcome {
                Ok(expected) => assert_eq!(entry.outcome(), Ok(&expected), "{accept}"),
                Err(Forbidden { court }) => {
                    let Ok(Put::Other(item)) = entry.outcome() else { panic!("{accept}: {entry:?}") };
                    assert_eq!(item.sent_status(), Some(StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS), "{accept}");
                    assert_eq!(
                        (Item::description(item), Item::extensions(item)["court"].as_str()),
                        ("the court of Ulm\r\n", Some(&*court))
                    );
                }
            }
        }
        assert_eq!(*report.at(1).unwrap().next(), NextAction::Redirect { location: Some("/d%20e".into()) }, "{accept}");
        assert_eq!((report.succeeded().count(), report.redirected().count()), (1, 1), "{accept}");
    }
}
