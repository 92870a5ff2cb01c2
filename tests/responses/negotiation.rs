//! Negotiation: the format that a request selects, and the header fields of the response.

use multistatus::{
    DavXml, Json, JsonLines, MultiStatus, Negotiate, Outcome, Overall, Reader, StatusCode, Streamed,
    format::{Duplicates, Entry, Format, Formats},
};

use crate::{request, text};

fn result() -> MultiStatus<StatusCode> {
    [("/a", StatusCode::OK), ("/b", StatusCode::NOT_FOUND)].into_iter().collect()
}

/// Returns the content type of the response to this `Accept` field.
fn content_type_for(accept: &str) -> String {
    let response = result().respond_to(&request(&[("accept", accept)]));
    assert_eq!(response.headers()["vary"], "accept");
    response.headers()["content-type"].to_str().unwrap().to_owned()
}

const JSON: &str = "application/json";
const XML: &str = "application/xml; charset=utf-8";
const TEXT_XML: &str = "text/xml; charset=utf-8";
const LINES: &str = "application/jsonl";

#[test]
fn the_accept_field_selects_the_format() {
    for (accept, expected) in [
        ("application/json", JSON),
        ("application/xml", XML),
        ("text/xml", TEXT_XML),
        ("application/xml; charset=utf-8", XML),
        ("application/xml;charset=\"UTF-8\"", XML),
        ("application/jsonl", LINES),
        ("application/x-ndjson", "application/x-ndjson"),
        ("Application/NDJSON; charset=utf-8", "application/ndjson"),
        ("APPLICATION/XML", XML),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", TEXT_XML),
        ("application/json;q=0.5, application/xml", XML),
        ("application/json;q=0.5, application/xml;q=0.4", JSON),
        ("application/json;q=0, */*", XML),
        ("text/html, application/xml;q=0.9, */*;q=0.1", XML),
        ("text/html, application/xhtml+xml, */*;q=0.1", JSON),
        ("application/json;v=2;q=0.2, application/xml;q=0.3", XML),
        // The default of Java's `HttpURLConnection`. Its `*; q=.2` is not a valid media range.
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON),
        ("nonsense, application/xml", XML),
    ] {
        assert_eq!(content_type_for(accept), expected, "{accept}");
    }
}

#[test]
fn an_accept_field_that_cannot_be_satisfied_or_parsed_selects_json() {
    for accept in ["text/html", "image/png, text/html;q=0.2", "", ";;", "nonsense", "*/*;q=0"] {
        assert_eq!(content_type_for(accept), JSON, "{accept}");
    }
    let response = result().respond_to(&request(&[]));
    assert_eq!(response.headers()["content-type"], JSON);
}

#[test]
fn several_accept_fields_are_combined() {
    let fields = request(&[("accept", "text/html"), ("accept", "text/xml;q=0.3, application/jsonl;q=0.4")]);
    assert_eq!(result().respond_to(&fields).headers()["content-type"], LINES);
}

#[test]
fn the_default_format_can_be_changed() {
    let formats = Formats::new().default_to("text/xml");
    let content_type = |accept| {
        let response = Negotiate::from_headers(&request(&[("accept", accept)])).respond_from(&formats, result());
        response.headers()["content-type"].to_str().unwrap().to_owned()
    };
    assert_eq!(content_type("text/html"), XML);
    assert_eq!(content_type("*/*"), XML);
    assert_eq!(content_type("application/json"), JSON);
}

#[test]
fn a_custom_format_takes_part_in_negotiation() {
    struct Csv;
    impl<O: Outcome> Format<O> for Csv {
        fn media_types(&self) -> &'static [&'static str] {
            &["text/csv"]
        }
        fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
            out.extend_from_slice(entry.status().as_str().as_bytes());
        }
    }
    let formats = Formats::new().with(Csv);
    let negotiate = Negotiate::from_headers(&request(&[("accept", "text/csv, application/json;q=0.9")]));
    assert_eq!(negotiate.respond_from(&formats, result()).headers()["content-type"], "text/csv");
    assert_eq!(Negotiate::default().respond_from(&formats, result()).headers()["content-type"], JSON);
}

#[tokio::test]
async fn a_configured_format_replaces_the_built_in_one() {
    let formats = Formats::new().with(DavXml::new().default_namespace());
    let negotiate = Negotiate::from_headers(&request(&[("accept", "application/xml")]));
    let body = text(negotiate.respond_from(&formats, result())).await;
    assert!(body.contains("<multistatus xmlns=\"DAV:\">"), "{body}");
}

#[tokio::test]
async fn without_any_format_the_response_is_a_problem() {
    let response = Negotiate::default().respond_from(&Formats::empty(), result());
    assert_eq!(
        (response.status(), &response.headers()["content-type"]),
        (StatusCode::INTERNAL_SERVER_ERROR, &"application/problem+json".parse().unwrap())
    );
    assert!(text(response).await.contains("no format for the response"));
}

#[tokio::test]
async fn return_minimal_leaves_out_successes_and_keeps_the_summary() {
    let fields = [("prefer", "respond-async, return=minimal")];
    let response = result().respond_to(&request(&fields));
    assert_eq!(response.headers()["preference-applied"], "return=minimal");
    let vary: Vec<_> = response.headers().get_all("vary").iter().collect();
    assert_eq!(vary, ["accept", "prefer"]);
    let body: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(body["responses"].as_array().unwrap().len(), 1);
    assert_eq!((&body["responses"][0]["id"], &body["responses"][0]["index"]), (&"/b".into(), &1.into()));
    assert_eq!(
        body["summary"],
        serde_json::json!({
            "total": 2, "succeeded": 1, "failed": 1, "retryable": 0, "complete": true
        })
    );

    let streamed = Streamed::iter([("/a", StatusCode::OK), ("/b", StatusCode::NOT_FOUND)]);
    let body = text(streamed.respond_to(&request(&[("prefer", "return=minimal"), ("accept", "text/xml")]))).await;
    assert!(!body.contains("/a") && body.contains("/b"), "{body}");
}

#[test]
fn the_summary_can_be_sent_as_a_header_field() {
    let response = result().summary_header().respond_with(Json);
    assert_eq!(response.headers()["multi-status"], "total=2, succeeded=1, failed=1, retryable=0, complete");
    assert!(!result().respond_with(Json).headers().contains_key("multi-status"));
    assert!(!result().respond_with(Json).headers().contains_key("vary"), "nothing was negotiated");
}

#[test]
fn the_policy_decides_the_status_of_the_response() {
    let all = result().overall(Overall::By(|_| StatusCode::ACCEPTED)).respond_with(JsonLines);
    assert_eq!(all.status(), StatusCode::ACCEPTED);
    assert_eq!(result().respond_with(JsonLines).status(), StatusCode::MULTI_STATUS);
}

#[tokio::test]
async fn rejected_duplicates_turn_the_whole_response_into_a_500() {
    let twice: MultiStatus<_> = [("/a", StatusCode::OK), ("/a", StatusCode::OK)].into_iter().collect();
    let response = twice.respond_with(DavXml::new().duplicates(Duplicates::Reject));
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let problem: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(problem["status"], 500);
    assert_eq!(problem["detail"], "items 0 and 1 have the same key `/a`; DAV XML allows each href once");
}

/// The reader recognizes JSON Lines by the content type if the first line does not tell it.
#[test]
fn a_response_in_json_lines_is_read_whatever_its_media_type_is_called() {
    // Without a content type, the member `title` makes the first line a problem.
    let body = concat!(
        r#"{"id":"a","index":0,"status":200,"title":"Tea"}"#,
        "\n",
        r#"{"summary":{"total":1,"succeeded":1,"failed":0,"retryable":0,"complete":true}}"#,
        "\n",
    );
    let verdict = |content_type: &str| {
        let reader = Reader::new().status(StatusCode::MULTI_STATUS).content_type(content_type);
        reader.read(body.as_bytes()).ending.verdict
    };
    for content_type in [
        "application/jsonl",
        "application/ndjson",
        "application/x-ndjson;charset=utf-8",
        "Application/JSONLines",
        "application/vnd.elasticsearch+x-ndjson",
        "application/vnd.acme+ndjson",
        "application/vnd.acme+jsonl",
    ] {
        assert!(verdict(content_type).is_complete(), "{content_type}: {:?}", verdict(content_type));
    }
    assert!(!verdict("application/json").is_complete());
}
