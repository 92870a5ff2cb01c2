//! The extractors of the feature `axum`, over real loopback sockets.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::HeaderMap,
    routing::post,
};
use multistatus::{
    Batch, Inputs, Negotiate, Refused, Response, StatusCode,
    batch::{InputStream, JsonInputs},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{Order, collect, key_and_item};

type Store = Arc<Vec<&'static str>>;

async fn delete(State(store): State<Store>, accept: Negotiate, inputs: Inputs<String>) -> Response {
    let handler = async |path: String| match store.contains(&path.as_str()) {
        true => StatusCode::NO_CONTENT,
        false => StatusCode::NOT_FOUND,
    };
    accept.respond(Batch::new(handler).max_items(4).inputs(inputs).run().await)
}

async fn create(accept: Negotiate, headers: HeaderMap, body: Bytes) -> Result<Response, Refused> {
    let inputs = JsonInputs::member("orders").id("id").for_request(&headers)?.decode::<Order>(&body)?;
    Ok(accept.respond(Batch::new(async |_: Order| StatusCode::CREATED).inputs(inputs).run().await?))
}

/// Returns a line for each input. If there are many, returns their number and the last one.
async fn stream(inputs: InputStream<u32>) -> String {
    let lines = collect(inputs).await.iter().map(|input| format!("{:?}\n", key_and_item(input).1)).collect::<Vec<_>>();
    if lines.len() > 10 { format!("{} inputs\n{}", lines.len(), lines[lines.len() - 1]) } else { lines.concat() }
}

async fn serve() -> SocketAddr {
    let router = Router::new()
        .route("/files:delete", post(delete))
        .route("/orders", post(create))
        .route("/small", post(delete).layer(DefaultBodyLimit::max(10)))
        .route("/large", post(delete).layer(DefaultBodyLimit::disable()))
        .route("/stream", post(stream))
        .with_state(Arc::new(vec!["/a", "/b"]));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a request, and returns the head and the body of the response.
async fn fetch(path: &str, fields: &str, body: &[u8]) -> (String, String) {
    let mut socket = TcpStream::connect(serve().await).await.expect("a connection");
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{fields}\r\n"
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    // A server that refuses a request may not read all of its body.
    let _ = socket.write_all(body).await;
    let mut response = Vec::new();
    let _ = socket.read_to_end(&mut response).await;
    let response = String::from_utf8(response).expect("text");
    let (head, body) = response.split_once("\r\n\r\n").expect("a head");
    (head.into(), body.into())
}

const JSON: &str = "Content-Type: application/json\r\n";
const LINES: &str = "Content-Type: application/x-ndjson\r\n";

#[tokio::test]
async fn an_array_and_lines_decode_to_the_same_inputs() {
    let (head, array) = fetch("/files:delete", JSON, br#"["/a","/c",7]"#).await;
    assert!(head.starts_with("HTTP/1.1 207 "), "{head}");
    let codes = |body: &str| {
        let body: Value = serde_json::from_str(body).unwrap();
        body["responses"].as_array().unwrap().iter().map(|item| item["status"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&array), [204, 404, 422]);
    let (_, lines) = fetch("/files:delete", LINES, b"\"/a\"\n\n\"/c\"\n/b\n").await;
    assert_eq!(codes(&lines), [204, 404, 400]);
    let json = "Content-Type: application/vnd.acme+json; charset=utf-8\r\nAccept: application/xml\r\n";
    let (head, xml) = fetch("/files:delete", json, br#"["/b"]"#).await;
    assert!(head.contains("content-type: application/xml"), "{head}");
    assert!(xml.contains("<D:status>HTTP/1.1 204 No Content</D:status>"), "{xml}");
}

#[tokio::test]
async fn a_refusal_is_answered_with_a_problem() {
    let problem = |status: u16, title: &str, detail: &str| json!({"type": "about:blank", "title": title, "status": status, "detail": detail});
    let with = |mut problem: Value, members: Value| {
        problem.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        problem
    };
    let too_large = problem(413, "Content Too Large", "the body of the request is too large");
    let unsupported = "expected JSON or JSON Lines, found `text/plain`";
    let cases: [(_, _, &[u8], _); 8] = [
        (
            "/files:delete",
            JSON,
            b"[1,2,3,4,5]",
            with(
                problem(413, "Content Too Large", "a batch takes at most 4 items; send the rest in another batch"),
                json!({"max_items": 4}),
            ),
        ),
        (
            "/files:delete",
            JSON,
            b"[1,\n 2",
            with(
                problem(
                    400,
                    "Bad Request",
                    "the body is not valid JSON: line 2, column 3: the body ends before its array of items does",
                ),
                json!({"line": 2, "column": 3}),
            ),
        ),
        ("/files:delete", JSON, b"{}", problem(400, "Bad Request", "expected an array of items, found an object")),
        ("/orders", JSON, b"{}", problem(400, "Bad Request", "the member `orders`, which holds the items, is missing")),
        ("/files:delete", "Content-Type: text/plain\r\n", b"[]", problem(415, "Unsupported Media Type", unsupported)),
        (
            "/stream",
            "",
            b"[]",
            problem(415, "Unsupported Media Type", "expected JSON or JSON Lines, found a body without a content type"),
        ),
        ("/small", JSON, br#"["/a","/b"]"#, too_large.clone()),
        ("/files:delete", JSON, &[b' '; 3 << 20], too_large),
    ];
    for (path, fields, body, expected) in cases {
        let (head, body) = fetch(path, fields, body).await;
        let status = expected["status"].as_u64().unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        assert!(head.contains("content-type: application/problem+json"), "{head}");
        assert_eq!(head.contains("accept: application/json, application/jsonl"), status == 415, "{head}");
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);
    }
}

#[tokio::test]
async fn a_refusal_is_in_the_format_that_the_request_accepts() {
    const XML: &str = "Accept: application/json;q=0.5, application/problem+xml\r\n";
    for (path, fields, body, status) in [
        ("/files:delete", JSON, "[1,2,3,4,5]", 413),
        ("/files:delete", JSON, "[1", 400),
        ("/files:delete", "Content-Type: text/plain\r\n", "[]", 415),
        ("/small", JSON, r#"["/a","/b"]"#, 413),
        ("/stream", "Content-Type: text/plain\r\n", "[]", 415),
    ] {
        let (head, body) = fetch(path, &format!("{XML}{fields}"), body.as_bytes()).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        assert!(head.contains("content-type: application/problem+xml"), "{head}");
        assert_eq!(head.matches("vary: accept").count(), 1, "{head}");
        assert!(body.contains(&format!("<status>{status}</status>")), "{body}");
    }
}

/// Each extractor names the fault and its position.
#[tokio::test]
async fn every_extractor_names_the_fault_of_a_body() {
    const XML: &str = "Content-Type: application/xml\r\n";
    let cases: [(_, &[u8], _, _); 14] = [
        (JSON, b"", 400, "line 1, column 1: the body is empty"),
        (JSON, b" \r\n", 400, "line 2, column 1: the body is empty"),
        (JSON, b"\xef\xbb\xbf", 400, "line 1, column 1: the body is empty"),
        (JSON, b"\xef\xbb\xbf[7,]", 400, "line 1, column 4: expected a value, found ']'"),
        (JSON, b"[7,\n ]", 400, "line 2, column 2: expected a value, found ']'"),
        (JSON, b"[NaN]", 400, "line 1, column 2: expected a value, found 'N'"),
        (JSON, b"[-Infinity]", 400, "line 1, column 3: expected a digit, found 'I'"),
        (JSON, b"{\"7\":7}", 400, "expected an array of items, found an object"),
        (JSON, b"7", 400, "expected an array of items, found a number"),
        (JSON, b"7\n8\n", 400, "expected an array of items, found a number"),
        (JSON, b"\xff\xfe[\0]\0", 400, "line 1, column 1: expected UTF-8"),
        (XML, b"<a/>", 415, "expected JSON or JSON Lines, found `application/xml`"),
        (LINES, b"NaN\n", 207, "line 1, column 1: expected a value, found 'N'"),
        (LINES, b"\xef\xbb\xbf\n[7,]\n", 207, "line 2, column 4: expected a value, found ']'"),
    ];
    for (fields, body, status, detail) in cases {
        let case = body.escape_ascii();
        let (head, whole) = fetch("/files:delete", fields, body).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{case}: {head}");
        assert!(whole.contains(detail), "{case}: {whole}");
        // A streamed body has no status of its own: the refusal is the last input.
        let (head, arriving) = fetch("/stream", fields, body).await;
        assert!(head.starts_with(if status == 415 { "HTTP/1.1 415 " } else { "HTTP/1.1 200 " }), "{case}: {head}");
        assert!(arriving.replace("\\'", "'").contains(detail), "{case}: {arriving}");
    }
    let (head, _) = fetch("/files:delete", JSON, b"\xef\xbb\xbf[\"/a\"]").await;
    assert!(head.starts_with("HTTP/1.1 207 "), "{head}");
    let (head, body) = fetch("/files:delete", LINES, b"\n").await;
    assert!(head.starts_with("HTTP/1.1 207 ") && body.contains(r#""total":0"#), "no line is no input: {body}");
    for (body, detail) in [
        ("", "line 1, column 1: the body is empty"),
        ("[]", "the member `orders`, which holds the items, is missing"),
        (r#"{"orders":[],}"#, "line 1, column 14: expected the name of a member, in quotes, found '}'"),
        (r#"{"orders":[NaN]}"#, "line 1, column 12: expected a value, found 'N'"),
        (r#"{"orders":{}}"#, "expected an array of items in the member `orders`, found an object"),
    ] {
        let (head, problem) = fetch("/orders", JSON, body.as_bytes()).await;
        assert!(head.starts_with("HTTP/1.1 400 ") && problem.contains(detail), "{body}: {problem}");
    }
}

#[tokio::test]
async fn the_body_limit_of_axum_applies() {
    let large = format!("{}[\"/a\"]", " ".repeat(3 << 20));
    let (head, _) = fetch("/large", JSON, large.as_bytes()).await;
    assert!(head.starts_with("HTTP/1.1 207 "), "{head}");
}

#[tokio::test]
async fn a_stream_has_no_limit_of_bytes() {
    let lines: String = (0..700_000).map(|number| format!("{number}\n")).collect();
    assert!(lines.len() > 4 << 20);
    let (head, body) = fetch("/stream", LINES, lines.as_bytes()).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert_eq!(body, "700000 inputs\nOk(699999)\n");
    let (_, body) = fetch("/stream", JSON, b"[1,-2,3").await;
    let truncated = "the body is not valid JSON: line 1, column 8: the body ends before its array of items does";
    assert_eq!(
        body,
        format!("Ok(1)\nErr(\"422 /1: invalid value: integer `-2`, expected u32\")\nErr(\"400 {truncated}\")\n")
    );
}
