#![deny(unused_must_use)]

use multistatus::{MultiStatus, StatusCode, Streamed};

fn delete() -> MultiStatus<StatusCode> {
    MultiStatus::from_outcomes([StatusCode::LOCKED])
}

fn main() {
    delete();
    Streamed::iter([("/a", StatusCode::OK)]);
}
