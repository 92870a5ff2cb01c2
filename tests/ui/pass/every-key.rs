#![deny(warnings)]

use std::time::Duration;

use multistatus::{Outcome, OutcomeAs, StatusCode};

struct Acme;

impl Acme {
    const BURST: u16 = 592;
    const WAIT: Duration = Duration::from_secs(5);
}

impl OutcomeAs<std::io::Error> for Acme {
    fn status(_: &std::io::Error) -> StatusCode {
        StatusCode::BAD_GATEWAY
    }
}

#[derive(Debug, Outcome)]
#[outcome(default = 500, display, type_base = "https://example.com/", map = Self::keep, crate = ::multistatus)]
pub enum Every {
    #[outcome(404, "no {path}", title = "T", type = "urn:t", condition = "lock-token-submitted", retry = never)]
    Missing {
        #[outcome(href)]
        path: String,
        #[outcome(condition_href)]
        lock: Option<String>,
        #[outcome(retry_after)]
        wait: Option<Duration>,
        #[outcome(extension = "n")]
        number: u8,
        #[outcome(instance)]
        request: Option<u64>,
    },
    #[outcome(201, header("Location", "{0}"))]
    Created(String, #[outcome(header = "ETag")] String, #[outcome(body)] u8),
    #[outcome(Acme::BURST, opaque, retry_after = "5s")]
    Burst,
    #[outcome(503, retry_after = Acme::WAIT, code(s3 = "SlowDown", json_rpc = -32001, "my api" = "E17"))]
    Busy,
    #[outcome(with = pick)]
    Computed(String),
    #[outcome(via = Acme, code(scim = "sensitive"))]
    Io(std::io::Error),
    #[outcome(transparent)]
    Inner(StatusCode),
    Upstream(#[outcome(code)] u16),
    Default,
}

impl Every {
    fn keep(&self, status: StatusCode) -> StatusCode {
        status
    }
}

fn pick(_: &str) -> StatusCode {
    StatusCode::CONFLICT
}

impl std::fmt::Display for Every {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("every key")
    }
}

fn main() {
    assert_eq!(Every::Burst.status().as_u16(), 592);
}
