use multistatus::{Outcome, StatusCode};

fn pick(_: &u16) -> StatusCode {
    StatusCode::OK
}

#[derive(Outcome)]
enum Computed {
    #[outcome(with = pick)]
    Code(u16, String),
}

fn main() {}
