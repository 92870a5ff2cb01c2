#![deny(warnings)]

use std::{borrow::Cow, time::Duration};

use multistatus::{FromItem, Item, Key, OutcomeAs, StatusCode};

struct Acme;

impl OutcomeAs<std::io::Error> for Acme {
    fn status(_: &std::io::Error) -> StatusCode {
        StatusCode::BAD_GATEWAY
    }
}

#[derive(Debug, FromItem)]
#[outcome(default = 500, type_base = "https://example.com/", crate = ::multistatus)]
pub enum Every {
    #[outcome(404, "no {path}", title = "T", type = "urn:t", condition = "lock-token-submitted", retry = never)]
    Missing {
        path: Cow<'static, str>,
        #[outcome(href)]
        key: Key,
        #[outcome(condition_href)]
        lock: Option<String>,
        #[outcome(retry_after)]
        wait: Option<Duration>,
        #[outcome(extension = "n")]
        number: u8,
    },
    #[outcome(201, header("Location", "{0}"))]
    Created(String, #[outcome(header = "ETag")] Option<Box<str>>, #[outcome(body)] u8),
    #[outcome(StatusCode::GONE, opaque)]
    Gone(#[outcome(default)] [u8; 2]),
    #[outcome(via = Acme, skip_parse)]
    Io(std::io::Error),
    #[outcome(transparent)]
    Inner(Inner),
    #[outcome(condition = "grant-only")]
    Upstream(#[outcome(code)] u16),
    Default,
    #[outcome(other)]
    Other(Box<Item>),
}

#[derive(Debug, FromItem)]
#[outcome(502)]
pub struct Inner;

fn main() {
    let inner = Every::from_item(Item::new(StatusCode::BAD_GATEWAY));
    assert!(matches!(inner, Ok(Every::Inner(Inner))));
}
