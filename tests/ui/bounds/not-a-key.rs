use multistatus::{StatusCode, Streamed};

fn main() {
    let _ = Streamed::iter([(1.5, StatusCode::OK)]);
}
