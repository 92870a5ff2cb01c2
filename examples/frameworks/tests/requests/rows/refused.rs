//! Batches that are refused as a whole: one problem, and nothing ran.

use crate::row::{Body, Expected, ROW, Row, Text};

const JSON: &str = "Content-Type: application/json";
const PROBLEM: (&str, &str) = ("content-type", "application/problem+json");

pub const ROWS: &[Row] = &[
    Row {
        name: "a body that is not valid JSON is a 400 with its position",
        request: "DELETE /orders",
        fields: &[JSON],
        body: Body::Text("[1,"),
        expected: Expected {
            status: 400,
            fields: &[PROBLEM],
            body: Text::Contains(&["the body is not valid JSON: line 1, column 4", r#""line":1,"column":4"#]),
        },
        then: &[("GET /orders/1", 200)],
        ..ROW
    },
    Row {
        name: "a body without an array is a 400",
        request: "DELETE /orders",
        fields: &[JSON],
        body: Body::Text("1"),
        expected: Expected {
            status: 400,
            fields: &[PROBLEM],
            body: Text::Contains(&["expected an array of items, found a number"]),
        },
        ..ROW
    },
    Row {
        name: "a body that is too large is a 413",
        request: "DELETE /orders",
        fields: &[JSON],
        body: Body::Repeated(" ", (2 << 20) + 1),
        expected: Expected {
            status: 413,
            fields: &[PROBLEM],
            body: Text::Contains(&["the body of the request is too large"]),
        },
        ..ROW
    },
    Row {
        name: "a body within the limit is read",
        request: "DELETE /orders",
        fields: &[JSON],
        body: Body::Repeated(" ", 2 << 20),
        expected: Expected { status: 400, fields: &[PROBLEM], body: Text::Contains(&["the body is empty"]) },
        ..ROW
    },
    Row {
        name: "a batch with too many items is a 413",
        request: "DELETE /orders",
        fields: &["Content-Type: application/jsonl"],
        body: Body::Repeated("1\n", 1_001),
        expected: Expected {
            status: 413,
            fields: &[PROBLEM],
            body: Text::Contains(&["a batch takes at most 1000 items", r#""max_items":1000"#]),
        },
        then: &[("GET /orders/1", 200)],
        ..ROW
    },
    Row {
        name: "another content type is a 415 that lists the supported ones",
        request: "DELETE /orders",
        fields: &["Content-Type: text/plain"],
        body: Body::Text("[1]"),
        expected: Expected {
            status: 415,
            fields: &[
                PROBLEM,
                ("accept", "application/json, application/jsonl, application/ndjson, application/x-ndjson"),
            ],
            body: Text::Contains(&["expected JSON or JSON Lines, found `text/plain`"]),
        },
        ..ROW
    },
    Row {
        name: "a streamed body of another content type is a 415",
        request: "POST /orders/batch",
        body: Body::Text("[1]"),
        expected: Expected {
            status: 415,
            fields: &[PROBLEM],
            body: Text::Contains(&["expected JSON or JSON Lines, found a body without a content type"]),
        },
        ..ROW
    },
    Row {
        name: "a body with a content encoding is a 415",
        request: "DELETE /orders",
        fields: &[JSON, "Content-Encoding: gzip"],
        body: Body::Text("[1]"),
        expected: Expected {
            status: 415,
            fields: &[PROBLEM, ("accept-encoding", "identity")],
            body: Text::Contains(&["expected a body without a content encoding, found `gzip`"]),
        },
        ..ROW
    },
    Row {
        name: "a refusal is XML if the client prefers it",
        request: "DELETE /orders",
        fields: &["Content-Type: text/plain", "Accept: application/problem+xml, application/json;q=0.5"],
        body: Body::Text("[1]"),
        expected: Expected {
            status: 415,
            fields: &[("content-type", "application/problem+xml"), ("vary", "accept")],
            body: Text::Contains(&["<detail>expected JSON or JSON Lines, found `text/plain`</detail>"]),
        },
        ..ROW
    },
];
