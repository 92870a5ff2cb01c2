use multistatus::{Outcome, StatusCode};

fn soften(status: StatusCode) -> StatusCode {
    status
}

#[derive(Outcome)]
#[outcome(map = soften)]
enum Read {
    #[outcome(403)]
    Denied,
}

fn main() {}
