use multistatus::{Outcome, OutcomeAs, StatusCode};

struct Acme;

impl OutcomeAs<std::io::Error> for Acme {
    fn status(_: &std::io::Error) -> StatusCode {
        StatusCode::BAD_GATEWAY
    }
}

#[derive(Outcome)]
enum Read {
    #[outcome(via = Acme)]
    Text(std::str::Utf8Error),
}

fn main() {}
