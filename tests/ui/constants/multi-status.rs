use multistatus::{Outcome, StatusCode};

#[derive(Outcome)]
enum Upload {
    #[outcome(StatusCode::MULTI_STATUS)]
    Nested,
}

fn main() {}
