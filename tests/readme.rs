//! The first example of the README: the code shown is the code tested here, and the answer shown is what axum sends.

use std::io::{Read, Write};

const README: &str = include_str!("../README.md");
const EXAMPLE: &str = include_str!("support/readme_example.rs");

mod example {
    include!("support/readme_example.rs");

    pub(crate) fn router() -> axum::Router {
        axum::Router::new().route("/orders:cancel", axum::routing::post(cancel))
    }
}

/// Returns the first fenced block in this language.
fn block(language: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("```{language}\n")).expect("a fenced block");
    rest.split_once("\n```").expect("the end of the block").0
}

#[test]
fn the_code_shown_is_the_tested_code() {
    assert_eq!(block("rust"), EXAMPLE.trim_end());
}

#[tokio::test]
async fn the_answer_shown_is_the_answer_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, example::router()).await });
    let answer = tokio::task::spawn_blocking(move || {
        let mut socket = std::net::TcpStream::connect(address).unwrap();
        let request = concat!(
            "POST /orders:cancel HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n",
            "content-type: application/json\r\ncontent-length: 7\r\n\r\n[17,18]"
        );
        socket.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    });
    let answer = answer.await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (shown_head, shown_body) = block("http").split_once("\n\n").unwrap();
    let fields: Vec<_> =
        head.split("\r\n").filter(|line| !line.starts_with("date:") && !line.starts_with("connection:")).collect();
    assert_eq!(fields.join("\n"), shown_head);
    assert_eq!(body, shown_body.replace('\n', ""), "the README only adds line breaks");
}
