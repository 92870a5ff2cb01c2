use multistatus::{StatusCode, batch};

const NONE: usize = 0;
const SMALL: u8 = 3;
const SECONDS: u64 = 3;

#[batch(concurrency = NONE)]
async fn none(_path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[batch(max_items = SMALL, deadline = SECONDS)]
async fn small(_path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[batch(max_items = limits::MAX)]
async fn unknown(_path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn main() {}
