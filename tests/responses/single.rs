//! One outcome as a response of its own.

use std::time::Duration;

use http_body_util::BodyExt;
use multistatus::{
    FromItem, Item, Negotiate, Outcome, OutcomeExt, Refused, StatusCode,
    outcome::{Accepted, Created, Representation},
};
use serde_json::{Value, json};

use crate::{request, text};

/// What can happen to one order.
#[derive(Outcome)]
enum Order {
    #[outcome(201, header("Location", "/orders/{id}"))]
    Created {
        id: u32,
        #[outcome(body)]
        body: Value,
    },
    #[outcome(200, header("Content-Type", "text/plain"))]
    Unchanged,
    #[outcome(204)]
    Deleted,
    #[outcome(304, header("ETag", "\"7\""))]
    NotModified,
    #[outcome(405, "orders are not replaced", header("Allow", "GET, DELETE"))]
    NotAllowed,
    #[outcome(409, "<{with}> is open", type = "https://example.com/problems/conflict", title = "Conflicting order")]
    Conflict {
        #[outcome(extension)]
        with: String,
    },
    #[outcome(422)]
    Invalid(#[outcome(body)] Value),
    #[outcome(423, "locked", condition = "lock-token-submitted")]
    Locked {
        #[outcome(href)]
        path: &'static str,
    },
    #[outcome(429, "slow down")]
    Throttled(#[outcome(retry_after)] Duration),
}

/// Returns the status, the fields and the body of the response to a request with this `Accept` field.
async fn answer(outcome: impl Outcome, accept: &str) -> (u16, Vec<(String, String)>, String) {
    let response = outcome.respond_to(&request(&[("accept", accept)]));
    assert_eq!(response.headers()["vary"], "accept");
    let status = response.status().as_u16();
    let fields = response.headers().iter().filter(|(name, _)| *name != "vary");
    let fields = fields.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    (status, fields, text(response).await)
}

fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const JSON: &str = "application/json";

#[tokio::test]
async fn a_success_is_its_representation() {
    let created = Order::Created { id: 7, body: json!({"id": 7}) };
    let expected = fields(&[("content-type", JSON), ("content-length", "8"), ("location", "/orders/7")]);
    assert_eq!(answer(created, "application/xml").await, (201, expected, r#"{"id":7}"#.into()));
    let empty = fields(&[("content-length", "0")]);
    assert_eq!(answer(Order::Unchanged, "*/*").await, (200, empty, String::new()), "no content, so no content type");
}

#[tokio::test]
async fn statuses_without_content_have_no_content_type() {
    assert_eq!(answer(Order::Deleted, "*/*").await, (204, vec![], String::new()));
    assert_eq!(answer(Order::NotModified, "*/*").await, (304, fields(&[("etag", "\"7\"")]), String::new()));
    let reset = fields(&[("content-length", "0")]);
    assert_eq!(answer(StatusCode::RESET_CONTENT, "*/*").await, (205, reset, String::new()));
}

#[tokio::test]
async fn a_failure_is_a_problem_with_the_fields_of_the_outcome() {
    let (status, fields, body) = answer(Order::Conflict { with: "8".into() }, "*/*").await;
    assert_eq!((status, fields[0].1.as_str()), (409, "application/problem+json"));
    let problem = json!({
        "type": "https://example.com/problems/conflict", "title": "Conflicting order", "status": 409,
        "detail": "<8> is open", "with": "8",
    });
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), problem);

    let (status, fields, _) = answer(Order::NotAllowed, "*/*").await;
    assert_eq!(status, 405);
    assert!(fields.contains(&("allow".into(), "GET, DELETE".into())), "{fields:?}");
    let (_, fields, _) = answer(Order::Throttled(Duration::from_millis(4_200)), "*/*").await;
    assert!(fields.contains(&("retry-after".into(), "5".into())), "{fields:?}");
    let (_, fields, body) = answer(Order::Invalid(json!(["a"])), "*/*").await;
    assert_eq!((fields[0].1.as_str(), body.as_str()), (JSON, r#"["a"]"#), "a body replaces the problem");
}

#[tokio::test]
async fn the_accept_field_selects_the_format_of_a_problem() {
    let locked = || Order::Locked { path: "/a b" };
    for (accept, plain, with_condition) in [
        ("", "application/problem+json", "application/problem+json"),
        ("text/html", "application/problem+json", "application/problem+json"),
        ("application/json", "application/problem+json", "application/problem+json"),
        ("application/problem+xml", "application/problem+xml", "application/problem+xml"),
        ("application/xml", "application/problem+xml", "application/xml; charset=utf-8"),
        ("application/json;q=0.5, text/xml", "application/problem+xml", "application/xml; charset=utf-8"),
        ("application/json, text/xml;q=0.5", "application/problem+json", "application/problem+json"),
    ] {
        let (_, fields, _) = answer(Order::NotAllowed, accept).await;
        assert_eq!(fields[0].1, plain, "{accept}");
        let (_, fields, _) = answer(locked(), accept).await;
        assert_eq!(fields[0].1, with_condition, "{accept}");
    }
}

#[tokio::test]
async fn a_problem_is_written_as_xml() {
    let (_, _, body) = answer(Order::Conflict { with: "a&b".into() }, "application/xml").await;
    assert_eq!(
        body,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<problem xmlns=\"urn:ietf:rfc:7807\">\
         <type>https://example.com/problems/conflict</type><title>Conflicting order</title><status>409</status>\
         <detail>&lt;a&amp;b&gt; is open</detail><with>a&amp;b</with></problem>"
    );
    let (_, _, body) = answer(Order::Locked { path: "/a b" }, "application/xml").await;
    let error = "<D:lock-token-submitted><D:href>/a%20b</D:href></D:lock-token-submitted>";
    let problem =
        "<problem xmlns=\"urn:ietf:rfc:7807\"><title>Locked</title><status>423</status><detail>locked</detail>";
    let declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    assert_eq!(body, format!("{declaration}<D:error xmlns:D=\"DAV:\">{error}{problem}</problem></D:error>"));
    let (_, _, body) = answer(Order::Locked { path: "/a b" }, "application/problem+xml").await;
    assert_eq!(body, format!("{declaration}{problem}<D:error xmlns:D=\"DAV:\">{error}</D:error></problem>"));
}

/// Outcomes whose problem has an instance.
#[derive(Debug, PartialEq, Outcome, FromItem)]
enum Occurrence {
    #[outcome(409, "taken", condition = "no-conflicting-lock")]
    Taken(#[outcome(instance)] String),
    #[outcome(500, opaque)]
    Hidden {
        #[outcome(instance)]
        request: Option<u64>,
    },
    #[outcome(other)]
    Other(Box<Item>),
}

#[tokio::test]
async fn an_instance_is_part_of_the_problem_in_every_format() {
    let taken = || Occurrence::Taken("urn:a b&c".into());
    let (_, _, body) = answer(taken(), "*/*").await;
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["instance"], "urn:a%20b&c");
    for accept in ["application/problem+xml", "application/xml"] {
        let (_, _, body) = answer(taken(), accept).await;
        assert!(body.contains("<detail>taken</detail><instance>urn:a%20b&amp;c</instance>"), "{body}");
    }
    let (_, _, body) = answer(Occurrence::Hidden { request: Some(7) }, "*/*").await;
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["instance"], "7", "a client of an opaque failure gets it");
    let (_, _, body) = answer(Occurrence::Hidden { request: None }, "*/*").await;
    assert!(!body.contains("instance"), "{body}");
}

#[test]
fn an_instance_is_read_back_from_an_item() {
    let outcomes = || {
        [
            Occurrence::Taken("urn:a%20b&c".into()),
            Occurrence::Hidden { request: Some(7) },
            Occurrence::Hidden { request: None },
        ]
    };
    for format in [
        &multistatus::Json as &dyn multistatus::format::Format<Occurrence>,
        &multistatus::JsonLines,
        &multistatus::DavXml::new(),
    ] {
        let body = multistatus::MultiStatus::from_outcomes(outcomes()).encode(format).unwrap();
        let items = multistatus::Reader::new().read(&body).items;
        assert_eq!(items[0].instance(), Some("urn:a%20b&c"), "{}", String::from_utf8_lossy(&body));
        assert_eq!(items.into_iter().map(Occurrence::from_item).collect::<Result<Vec<_>, _>>().unwrap(), outcomes());
    }
    let error = Occurrence::from_item(Item::from_outcome(&Occurrence::Taken(String::new()))).unwrap_err();
    assert_eq!(error.to_string(), "`Taken` needs `0`: the item has no instance");
}

#[tokio::test]
async fn the_instance_of_a_request_is_that_of_the_problem_of_the_whole() {
    let accept = Negotiate::default().instance("urn:request:7");
    let body = |response| async { serde_json::from_str::<Value>(&text(response).await).unwrap() };
    assert_eq!(body(accept.respond_one(Order::NotAllowed)).await["instance"], "urn:request:7");
    assert_eq!(body(accept.respond_one(Occurrence::Taken("urn:own".into()))).await["instance"], "urn:own");
    let refused: Result<multistatus::MultiStatus<StatusCode>, _> = Err(Refused::Empty);
    assert_eq!(body(accept.respond(refused)).await["instance"], "urn:request:7");
    let rejection = multistatus::batch::Rejection::new(Refused::Empty, Negotiate::default()).instance(7);
    assert_eq!(body(rejection.into_response()).await["instance"], "7");
    let items = multistatus::MultiStatus::from_outcomes([Order::NotAllowed]);
    assert_eq!(
        body(accept.respond(items)).await["responses"][0]["body"].get("instance"),
        None,
        "an item is another occurrence"
    );
    assert_eq!(accept.respond_one(Order::Deleted).headers().get("content-type"), None);
}

#[tokio::test]
async fn an_interim_status_is_a_500() {
    let (status, _, body) = answer(StatusCode::CONTINUE, "*/*").await;
    assert_eq!(status, 500);
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["status"], 500);
}

#[tokio::test]
async fn a_refusal_is_negotiated_like_any_outcome() {
    let accept = Negotiate::from_headers(&request(&[("accept", "application/xml")]));
    let response = accept.respond_one(Refused::TooManyItems { max_items: 3 });
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (413, &"application/problem+xml".parse().unwrap())
    );
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8(body.to_vec()).unwrap().contains("<max_items>3</max_items>"));
}

#[tokio::test]
async fn a_result_of_ready_made_successes_is_an_outcome() {
    type Reply<T> = Result<T, Order>;
    let created = Created::at("/orders/a b", json!({"id": 7}));
    let (status, fields, body) = answer(Reply::Ok(created), "*/*").await;
    assert_eq!((status, body.as_str()), (201, r#"{"id":7}"#));
    assert!(fields.contains(&("location".into(), "/orders/a%20b".into())), "{fields:?}");
    assert_eq!(answer(Reply::Ok(()), "*/*").await, (204, vec![], String::new()));
    assert_eq!(answer(Reply::Ok(Representation([1, 2])), "*/*").await.2, "[1,2]");
    assert_eq!(answer(Reply::Ok(Accepted("later")), "*/*").await.0, 202);
    assert_eq!(answer(Reply::<()>::Err(Order::NotAllowed), "*/*").await.0, 405);
}

#[test]
fn ready_made_successes_are_read_back_from_items() {
    let created = Created::at("/orders/7", vec![1, 2]);
    assert_eq!(Created::from_item(Item::from_outcome(&created)), Ok(created));
    assert_eq!(
        Representation::from_item(Item::from_outcome(&Representation("a".to_owned()))),
        Ok(Representation("a".to_owned()))
    );
    assert_eq!(Accepted::from_item(Item::from_outcome(&Accepted(1))), Ok(Accepted(1)));
    assert_eq!(<()>::from_item(Item::from_outcome(&())), Ok(()));
    let error = <()>::from_item(Item::new(StatusCode::OK)).unwrap_err();
    assert_eq!(error.to_string(), "no variant matches an item with status 200 OK");
    let error = Created::<u8>::from_item(Item::new(StatusCode::CREATED)).unwrap_err();
    assert_eq!(error.to_string(), "`Created` needs `location`: the item has no header field `Location`");
    let error = Representation::<u8>::from_item(Item::from_outcome(&Representation("a"))).unwrap_err();
    assert_eq!(error.to_string(), "`Representation` needs `body`: invalid type: string \"a\", expected u8");
}
