//! Bodies that arrive and responses that are sent while a batch runs.

use crate::row::{Body, Expected, ROW, Row, Text};

const JSON: &str = "Content-Type: application/json";
const LINES: &str = "Content-Type: application/jsonl";

pub const ROWS: &[Row] = &[
    Row {
        name: "outcomes are sent while later inputs of JSON Lines arrive",
        request: "POST /orders/batch",
        fields: &[LINES, "Accept: application/jsonl"],
        body: Body::Parts(&[
            "{\"number\":200,\"quantity\":1}\n",
            "{\"number\":201,\"quantity\":0}\n",
            "{\"number\":200,\"quantity\":1}\n",
        ]),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/jsonl"), ("vary", "accept"), ("content-length", "")],
            body: Text::Exactly(concat!(
                r#"{"id":"200","index":0,"status":201,"headers":{"Location":"/orders/200","Content-Type":"application/json"},"#,
                r#""body":{"number":200,"quantity":1}}"#,
                "\n",
                r#"{"id":"201","index":1,"status":422,"headers":{"Content-Type":"application/problem+json"},"#,
                r#""body":{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"expected a quantity of at least 1"}}"#,
                "\n",
                r#"{"id":"200","index":2,"status":409,"headers":{"Content-Type":"application/problem+json"},"#,
                r#""body":{"type":"about:blank","title":"Conflict","status":409,"detail":"there is an order 200"}}"#,
                "\n",
                r#"{"summary":{"total":3,"succeeded":1,"failed":2,"retryable":0,"complete":true}}"#,
                "\n",
            )),
        },
        ..ROW
    },
    Row {
        name: "outcomes are sent while later inputs of an array arrive",
        request: "POST /orders/batch",
        fields: &[JSON],
        body: Body::Parts(&[
            "[{\"number\":210,\"quantity\":1},",
            "{\"number\":\"two\",\"quantity\":1},",
            "{\"number\":212,\"quantity\":1}]",
        ]),
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/json"), ("content-length", "")],
            body: Text::Contains(&[
                r#"{"id":"210","index":0,"status":201"#,
                r#""index":1,"status":422"#,
                r#""pointer":"/1/number""#,
                r#"{"id":"212","index":2,"status":201"#,
                r#""summary":{"total":3,"succeeded":2,"failed":1,"retryable":0,"complete":true}}"#,
            ]),
        },
        ..ROW
    },
    Row {
        name: "100 000 orders as JSON Lines are created in flat memory",
        request: "POST /orders/batch",
        fields: &[LINES, "Accept: application/jsonl"],
        body: Body::Orders { from: 1_000_000, to: 1_100_000, lines: true },
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/jsonl")],
            body: Text::Items(
                100_000,
                "{\"summary\":{\"total\":100000,\"succeeded\":100000,\"failed\":0,\"retryable\":0,\"complete\":true}}\n",
            ),
        },
        ..ROW
    },
    Row {
        name: "100 000 orders as an array are created in flat memory",
        request: "POST /orders/batch",
        fields: &[JSON],
        body: Body::Orders { from: 2_000_000, to: 2_100_000, lines: false },
        expected: Expected {
            status: 207,
            fields: &[("content-type", "application/json")],
            body: Text::Items(
                100_000,
                r#""summary":{"total":100000,"succeeded":100000,"failed":0,"retryable":0,"complete":true}}"#,
            ),
        },
        ..ROW
    },
    Row {
        name: "a client that leaves in the middle of its request has created the orders that arrived",
        request: "POST /orders/batch",
        fields: &[LINES],
        body: Body::Broken(&["{\"number\":220,\"quantity\":1}\n", "{\"number\":221,\"quantity\":1}\n"]),
        expected: Expected { status: 207, fields: &[], body: Text::Unread },
        then: &[("GET /orders/220", 200), ("GET /orders/221", 200)],
        ..ROW
    },
    Row {
        name: "a client that leaves in the middle of its response does not disturb others",
        request: "POST /orders/batch",
        fields: &[LINES],
        body: Body::UnreadOrders { from: 3_000_000, to: 3_100_000 },
        expected: Expected { status: 207, fields: &[], body: Text::Unread },
        then: &[("GET /orders/3000000", 200), ("GET /orders/1", 200)],
        ..ROW
    },
];
