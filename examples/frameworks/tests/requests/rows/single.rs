//! One order: created, read, or the problem why not.

use crate::row::{Body, Exception, Expected, ROW, Row, Text};

pub const ROWS: &[Row] = &[
    Row {
        name: "one order is created, with its location",
        request: "POST /orders",
        fields: &["Content-Type: application/json"],
        body: Body::Text(r#"{"number":301,"quantity":2}"#),
        expected: Expected {
            status: 201,
            fields: &[
                ("location", "/orders/301"),
                ("content-type", "application/json"),
                ("content-length", "27"),
                ("vary", "accept"),
            ],
            body: Text::Exactly(r#"{"number":301,"quantity":2}"#),
        },
        then: &[("GET /orders/301", 200)],
        ..ROW
    },
    Row {
        name: "an order that exists is a conflict",
        request: "POST /orders",
        fields: &["Content-Type: application/json"],
        body: Body::Text(r#"{"number":1,"quantity":2}"#),
        expected: Expected {
            status: 409,
            fields: &[("content-type", "application/problem+json"), ("location", "")],
            body: Text::Exactly(
                r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"there is an order 1"}"#,
            ),
        },
        ..ROW
    },
    Row {
        name: "an order without a quantity is unprocessable",
        request: "POST /orders",
        fields: &["Content-Type: application/json"],
        body: Body::Text(r#"{"number":302,"quantity":0}"#),
        expected: Expected {
            status: 422,
            fields: &[("content-type", "application/problem+json")],
            body: Text::Exactly(
                r#"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"expected a quantity of at least 1"}"#,
            ),
        },
        then: &[("GET /orders/302", 404)],
        ..ROW
    },
    Row {
        name: "one order is read",
        request: "GET /orders/1",
        expected: Expected {
            status: 200,
            fields: &[("content-type", "application/json"), ("content-length", "25")],
            body: Text::Exactly(r#"{"number":1,"quantity":1}"#),
        },
        ..ROW
    },
    Row {
        name: "HEAD of one order has the header fields of GET and no body",
        request: "HEAD /orders/1",
        expected: Expected {
            status: 200,
            fields: &[("content-type", "application/json"), ("content-length", "25")],
            body: Text::Exactly(""),
        },
        ..ROW
    },
    Row {
        name: "HEAD of a missing order has the header fields of the problem and no body",
        request: "HEAD /orders/404",
        expected: Expected {
            status: 404,
            fields: &[("content-type", "application/problem+json"), ("content-length", "88")],
            body: Text::Exactly(""),
        },
        ..ROW
    },
    Row {
        name: "a problem is XML if the client prefers it",
        request: "GET /orders/404",
        fields: &["Accept: application/problem+xml, application/json;q=0.5"],
        expected: Expected {
            status: 404,
            fields: &[("content-type", "application/problem+xml"), ("vary", "accept")],
            body: Text::Contains(&["<status>404</status>", "<detail>there is no order 404</detail>"]),
        },
        exceptions: &[Exception {
            frameworks: &["actix", "axum", "poem"],
            because: "its trait of responses or of errors does not see the request; the extractor `Negotiate` does",
            expected: Expected {
                status: 404,
                fields: &[("content-type", "application/problem+json")],
                body: Text::Contains(&[r#""detail":"there is no order 404""#]),
            },
        }],
        ..ROW
    },
];
