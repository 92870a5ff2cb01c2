//! Requests that fail as a whole, in the form of each dialect.

use std::time::Duration;

use http_body_util::BodyExt;
use multistatus::{
    MultiStatus, Negotiate, Outcome, Refused, Response, StatusCode, Streamed, dialect,
    format::Format,
    http::{HeaderMap, header},
    read::JsonShape,
};

/// A request that is refused because there are too many of them.
struct Busy {
    wait: Duration,
}

impl Outcome for Busy {
    fn status(&self) -> StatusCode {
        StatusCode::TOO_MANY_REQUESTS
    }

    fn description<W: std::fmt::Write + ?Sized>(&self, out: &mut W) -> std::fmt::Result {
        out.write_str("too many requests at once")
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        (dialect == "graph").then_some("activityLimitReached")
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(self.wait)
    }
}

/// Returns the status, the content type and the body.
async fn parts(response: Response) -> (u16, String, String) {
    let (status, content_type) = (response.status().as_u16(), response.headers().get(header::CONTENT_TYPE).cloned());
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let content_type = content_type.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (status, content_type, String::from_utf8(body.to_vec()).unwrap())
}

fn refuse<E: Outcome>(format: impl Format<StatusCode> + Send + Sync + 'static, outcome: E) -> Response {
    Negotiate::default().respond_with(format, Err::<MultiStatus<StatusCode>, E>(outcome))
}

#[tokio::test]
async fn the_error_of_the_dialect_is_the_response() {
    let response = refuse(dialect::GRAPH, Busy { wait: Duration::from_secs(7) });
    assert_eq!(response.headers()["retry-after"], "7");
    let expected = r#"{"error":{"code":"activityLimitReached","message":"too many requests at once"}}"#;
    assert_eq!(parts(response).await, (429, "application/json".into(), expected.into()));

    let empty = "the batch is empty; it takes at least one item";
    let aws = format!(r#"{{"__type":"EmptyBatchRequest","message":"{empty}"}}"#);
    assert_eq!(parts(refuse(dialect::SQS, Refused::Empty)).await, (400, "application/x-amz-json-1.0".into(), aws));
    let typesense = format!(r#"{{"message":"{empty}"}}"#);
    assert_eq!(parts(refuse(dialect::TYPESENSE, Refused::Empty)).await, (400, "application/json".into(), typesense));
    let google = format!(
        r#"{{"error":{{"code":400,"message":"{empty}","errors":[{{"reason":"invalid","domain":"global"}}]}}}}"#
    );
    assert_eq!(parts(refuse(dialect::BIGQUERY, Refused::Empty)).await, (400, "application/json".into(), google));
    let salesforce = format!(r#"[{{"message":"{empty}","errorCode":"INVALID_INPUT"}}]"#);
    assert_eq!(parts(refuse(dialect::SALESFORCE, Refused::Empty)).await, (400, "application/json".into(), salesforce));
}

#[tokio::test]
async fn a_dialect_without_an_error_of_its_own_has_a_problem() {
    let (status, content_type, body) = parts(refuse(dialect::ZALANDO, Refused::Empty)).await;
    assert_eq!((status, content_type.as_str()), (400, "application/problem+json"));
    assert!(body.starts_with(r#"{"type":"about:blank","title":"Bad Request","status":400,"#), "{body}");
}

#[tokio::test]
async fn the_header_fields_of_a_dialect_are_sent_with_its_error_too() {
    const PRODUCT: JsonShape = JsonShape::list("items")
        .status("status")
        .header_fields(&[("X-Product", "P")])
        .refusal(&JsonShape::alone().status("status"));
    let response = refuse(PRODUCT, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["x-product"], "P");
    assert_eq!(parts(response).await.2, r#"{"status":503}"#);
}

#[tokio::test]
async fn nakadi_has_no_body_if_every_event_was_submitted() {
    let submitted = || MultiStatus::from_outcomes([StatusCode::OK, StatusCode::OK]);
    let response = submitted().respond_with(dialect::NAKADI);
    assert_eq!(response.headers()["content-length"], "0");
    assert_eq!(parts(response).await, (200, String::new(), String::new()));

    let mut result = submitted();
    result.push("x", StatusCode::SERVICE_UNAVAILABLE);
    let (status, content_type, body) = parts(result.respond_with(dialect::NAKADI)).await;
    assert_eq!((status, content_type.as_str()), (207, "application/json"));
    assert!(body.ends_with(r#"{"eid":"x","publishing_status":"failed"}]"#), "{body}");
}

#[tokio::test]
async fn successes_are_left_out_only_of_bodies_that_say_how_many_there_are() {
    let mut request = HeaderMap::new();
    request.insert("prefer", "return=minimal".parse().unwrap());
    let negotiate = Negotiate::from_headers(&request);
    let result = || MultiStatus::from_outcomes([StatusCode::OK, StatusCode::CONFLICT]);
    let response = negotiate.respond_with(dialect::KINESIS, result());
    assert!(!response.headers().contains_key("preference-applied"));
    assert!(parts(response).await.2.starts_with(r#"{"Records":[{},{"ErrorCode""#));
    let pairs = [("a", StatusCode::OK)].into_iter();
    let response = negotiate.respond_with(dialect::GRAPH, Streamed::iter(pairs));
    assert_eq!(parts(response).await.2, r#"{"responses":[{"id":"a","status":200}]}"#);

    let response = negotiate.respond_with(JsonShape::MULTISTATUS, result());
    assert_eq!(response.headers()["preference-applied"], "return=minimal");
    assert!(parts(response).await.2.starts_with(r#"{"responses":[{"id":"1","#));
}

/// S3 and SNS have an error document. A service that has too many requests tells when to send the next one, also in XML.
#[tokio::test]
async fn a_refusal_is_an_error_document_in_xml() {
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let refused = || -> Result<MultiStatus<StatusCode>, Refused> {
        Err(Refused::RepeatedId { id: "a&b".into(), first: 0, second: 1 })
    };
    let message = "the operations 0 and 1 have the same id `a&amp;b`; each needs an id of its own";

    let (status, content_type, body) = parts(Negotiate::default().respond_with(dialect::SNS, refused())).await;
    assert_eq!((status, &*content_type), (400, "text/xml"));
    let error = format!("<Type>Sender</Type><Code>BatchEntryIdsNotDistinct</Code><Message>{message}</Message>");
    let namespace = "http://sns.amazonaws.com/doc/2010-03-31/";
    let document = format!("<ErrorResponse xmlns=\"{namespace}\"><Error>{error}</Error></ErrorResponse>");
    assert_eq!(body, format!("{declaration}{document}"));

    let (status, content_type, body) = parts(Negotiate::default().respond_with(dialect::S3, refused())).await;
    assert_eq!((status, &*content_type), (400, "application/xml"));
    let document = format!("<Error><Code>InvalidRequest</Code><Message>{message}</Message></Error>");
    assert_eq!(body, format!("{declaration}{document}"));

    let busy: Result<MultiStatus<StatusCode>, Busy> = Err(Busy { wait: Duration::from_secs(7) });
    let response = Negotiate::default().respond_with(dialect::S3, busy);
    assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    let (status, _, body) = parts(response).await;
    assert_eq!(status, 429);
    assert!(body.contains("<Code>SlowDown</Code><Message>too many requests at once</Message>"), "{body}");
}
