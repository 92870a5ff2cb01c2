//! What the example shows without arguments: requests of every kind, and what comes back.

use std::{io, net::SocketAddr};

use super::client::{request, send};

const JSON: &str = "Content-Type: application/json";
const LINES: &str = "Content-Type: application/jsonl";
const KEY: &str = "Idempotency-Key: \"monday\"";

/// One order of each kind: two that are created, one of them slowly, and each of the ways to fail.
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
        title: "the same again, under the same key: what was created is not created twice",
        line: "POST /orders:batch",
        fields: &[JSON, KEY],
        body: MONDAY,
    },
    Exchange {
        title: "other orders under the same key are refused as a whole",
        line: "POST /orders:batch",
        fields: &[JSON, KEY],
        body: r#"[{"id": "o-9", "sku": "pen", "quantity": 1}]"#,
    },
    Exchange {
        title: "all or nothing: one failure, and nothing is applied",
        line: "POST /orders:batch?mode=atomic",
        fields: &[JSON],
        body: r#"[{"id": "a-1", "sku": "ink", "quantity": 1}, {"id": "a-2", "sku": "none", "quantity": 1}]"#,
    },
    Exchange {
        title: "all or nothing: no failure",
        line: "POST /orders:batch?mode=atomic",
        fields: &[JSON],
        body: r#"[{"id": "a-1", "sku": "ink", "quantity": 1}, {"id": "a-2", "sku": "ink", "quantity": 1}]"#,
    },
    Exchange {
        title: "stop at the first failure; in DAV XML",
        line: "POST /orders:batch?mode=stop",
        fields: &[JSON, "Accept: application/xml"],
        body: r#"[{"id": "s-1", "sku": "none", "quantity": 1},
  {"id": "s-2", "sku": "pen", "quantity": 1, "depends_on": ["s-3"]}, {"id": "s-3", "sku": "slow", "quantity": 1}]"#,
    },
    Exchange {
        title: "JSON Lines in and out: each outcome leaves while later orders still arrive",
        line: "POST /orders:batch",
        fields: &[LINES, "Accept: application/jsonl"],
        body: "{\"id\": \"l-1\", \"sku\": \"pen\", \"quantity\": 1}\nno JSON\n{\"id\": \"l-3\", \"sku\": \"pen\", \"quantity\": 1}\n",
    },
    Exchange { title: "what was applied", line: "GET /orders", fields: &[], body: "" },
    Exchange { title: "what is left", line: "GET /stock", fields: &[], body: "" },
];

/// Sends each request, and prints both sides.
pub(crate) async fn play(address: SocketAddr) -> io::Result<()> {
    for (number, Exchange { title, line, fields, body }) in (1..).zip(EXCHANGES) {
        let request = request(line, fields, body);
        println!("=== {number}. {title}\n\n{}\n", request.trim_end());
        let answer = send(address, &request).await?;
        println!("{}\n\n{}\n", answer.head, answer.body.trim_end());
    }
    Ok(())
}
