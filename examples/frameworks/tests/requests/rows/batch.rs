//! Many orders in one request: the formats and preferences of a multi-status.

use crate::row::{Body, Expected, ROW, Row, Text};

const JSON: &str = "Content-Type: application/json";

pub const ROWS: &[Row] = &[
    Row {
        name: "without Accept, a multi-status is JSON",
        request: "DELETE /orders",
        fields: &[JSON],
        body: Body::Text("[2,102]"),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/json"), ("vary", "accept"), ("transfer-encoding", "")],
            body: Text::Exactly(concat!(
                r#"{"responses":[{"id":"2","index":0,"status":204},"#,
                r#"{"id":"102","index":1,"status":404,"headers":{"Content-Type":"application/problem+json"},"#,
                r#""body":{"type":"about:blank","title":"Not Found","status":404,"detail":"there is no order 102"}}],"#,
                r#""summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}}"#,
            )),
        },
        then: &[("GET /orders/2", 404)],
        ..ROW
    },
    Row {
        name: "a multi-status in the XML of RFC 4918",
        request: "DELETE /orders",
        fields: &[JSON, "Accept: text/html;q=0.2, application/xml"],
        body: Body::Text("[3,103]"),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/xml; charset=utf-8"), ("vary", "accept")],
            body: Text::Contains(&[
                "<D:href>3</D:href><D:status>HTTP/1.1 204 No Content</D:status>",
                "<D:href>103</D:href><D:status>HTTP/1.1 404 Not Found</D:status>",
                "</D:multistatus>",
            ]),
        },
        ..ROW
    },
    Row {
        name: "a multi-status as JSON Lines",
        request: "DELETE /orders",
        fields: &[JSON, "Accept: application/jsonl"],
        body: Body::Text("[4,5]"),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/jsonl"), ("vary", "accept")],
            body: Text::Exactly(concat!(
                r#"{"id":"4","index":0,"status":204}"#,
                "\n",
                r#"{"id":"5","index":1,"status":204}"#,
                "\n",
                r#"{"summary":{"total":2,"succeeded":2,"failed":0,"retryable":0,"complete":true}}"#,
                "\n",
            )),
        },
        ..ROW
    },
    Row {
        name: "return=minimal omits the items that succeeded",
        request: "DELETE /orders",
        fields: &[JSON, "Prefer: return=minimal"],
        body: Body::Text("[6,106]"),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/json"), ("preference-applied", "return=minimal")],
            body: Text::Exactly(concat!(
                r#"{"responses":[{"id":"106","index":1,"status":404,"headers":{"Content-Type":"application/problem+json"},"#,
                r#""body":{"type":"about:blank","title":"Not Found","status":404,"detail":"there is no order 106"}}],"#,
                r#""summary":{"total":2,"succeeded":1,"failed":1,"retryable":0,"complete":true}}"#,
            )),
        },
        ..ROW
    },
    Row {
        name: "inputs may be JSON Lines",
        request: "DELETE /orders",
        fields: &["Content-Type: application/jsonl", "Accept: application/jsonl"],
        body: Body::Text("7\n\n8\n"),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/jsonl")],
            body: Text::Contains(&[r#"{"id":"7","index":0,"status":204}"#, r#"{"id":"8","index":1,"status":204}"#]),
        },
        ..ROW
    },
    Row {
        name: "an input that does not decode is one 422 item, and the others run",
        request: "DELETE /orders",
        fields: &[JSON],
        body: Body::Text(r#"[9,"nine"]"#),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/json")],
            body: Text::Contains(&[
                r#"{"id":"9","index":0,"status":204}"#,
                r#""index":1,"status":422"#,
                r#""errors":[{"pointer":"/1","detail":"#,
            ]),
        },
        ..ROW
    },
    Row {
        name: "the array of a multi-status may be empty",
        request: "DELETE /orders",
        fields: &[JSON],
        body: Body::Text("[]"),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/json")],
            body: Text::Contains(&[r#""total":0"#]),
        },
        ..ROW
    },
];
