use multistatus::{MultiStatus, Outcome};

struct NotAnOutcome;

#[derive(Outcome)]
enum Read<T> {
    #[outcome(transparent)]
    Inner(T),
}

fn main() {
    let _ = MultiStatus::from_outcomes([Read::Inner(NotAnOutcome)]).summary();
}
