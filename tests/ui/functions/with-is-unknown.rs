use multistatus::{Outcome, StatusCode};

fn pick(_: &u16) -> StatusCode {
    StatusCode::OK
}

#[derive(Outcome)]
enum Computed {
    #[outcome(with = pik)]
    Code(u16),
}

fn main() {
    let _ = pick(&1);
}
