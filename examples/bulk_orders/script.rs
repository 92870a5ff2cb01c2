//! The requests that the example sends if it is started without arguments.

use std::{io, net::SocketAddr};

use super::client::{request, send};

const JSON: &str = "Content-Type: application/json";
const LINES: &str = "Content-Type: application/jsonl";
const KEY: &str = "Idempotency-Key: \"monday\"";

/// Two orders that are created, one of them slowly, and one order for each way to fail.
const MONDAY: &str = r#"{"orders": [
  {"id": "o-1", "sku": "pen", "quantity": 2},
  {"id": "o-2", "sku": "none", "quantity": 1},
  {"id": "o-3", "sku": "pen", "quantity": 1, "depends_on": ["o-2"]},
  {"id": "o-4", "sku": "panic", "quantity": 1},
  {"id": "o-5", "sku": "slow", "quantity": 2},
  {"id": "o-6", "sku": "slow", "quantity": 100},
  {"id": "o-7", "sku": "pen", "quantity": 0},
  {"id": "o-8", "sku": "pen", "quantity": "two"}
]}"#;

struct Exchange {
    title: &'static str,
    line: &'static str,
    fields: &'static [&'static str],
    body: &'static str,
}

const EXCHANGES: [Exchange; 9] = [
    Exchange {
        title: "each order gets its own outcome",
        line: "POST /orders:batch",
        fields: &[JSON, KEY],
        body: MONDAY,
    },
    Exchange {
        title: "the same request with the same key: created orders are not created again",
        line: "POST /orders:batch",
        fields: &[JSON, KEY],
        body: MONDAY,
    },
    Exchange {
        title: "other orders with the same key: the whole request is refused",
        line: "POST /orders:batch",
        fields: &[JSON, KEY],
        body: r#"[{"id": "o-9", "sku": "pen", "quantity": 1}]"#,
    },
    Exchange {
        title: "atomic: one failure, so no order is created",
        line: "POST /orders:batch?mode=atomic",
        fields: &[JSON],
        body: r#"[{"id": "a-1", "sku": "ink", "quantity": 1}, {"id": "a-2", "sku": "none", "quantity": 1}]"#,
    },
    Exchange {
        title: "atomic: no failure, so every order is created",
        line: "POST /orders:batch?mode=atomic",
        fields: &[JSON],
        body: r#"[{"id": "a-1", "sku": "ink", "quantity": 1}, {"id": "a-2", "sku": "ink", "quantity": 1}]"#,
    },
    Exchange {
        title: "stop after the first failure; the response is DAV XML",
        line: "POST /orders:batch?mode=stop",
        fields: &[JSON, "Accept: application/xml"],
        body: r#"[{"id": "s-1", "sku": "none", "quantity": 1},
  {"id": "s-2", "sku": "pen", "quantity": 1, "depends_on": ["s-3"]}, {"id": "s-3", "sku": "slow", "quantity": 1}]"#,
    },
    Exchange {
        title: "JSON Lines in both directions: outcomes are sent while later orders arrive",
        line: "POST /orders:batch",
        fields: &[LINES, "Accept: application/jsonl"],
        body: "{\"id\": \"l-1\", \"sku\": \"pen\", \"quantity\": 1}\nnot JSON\n{\"id\": \"l-3\", \"sku\": \"pen\", \"quantity\": 1}\n",
    },
    Exchange { title: "all orders", line: "GET /orders", fields: &[], body: "" },
    Exchange { title: "the remaining stock", line: "GET /stock", fields: &[], body: "" },
];

/// Sends each request, and prints it with its response.
///
/// # Errors
///
/// Returns an error if a response cannot be read.
pub(crate) async fn run(address: SocketAddr) -> io::Result<()> {
    for (number, Exchange { title, line, fields, body }) in (1..).zip(EXCHANGES) {
        let request = request(line, fields, body);
        println!("=== {number}. {title}\n\n{}\n", request.trim_end());
        let response = send(address, &request).await?;
        println!("{}\n\n{}\n", response.head, response.body.trim_end());
    }
    Ok(())
}
