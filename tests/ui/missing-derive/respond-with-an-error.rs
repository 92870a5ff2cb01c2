use multistatus::{MultiStatus, Negotiate, StatusCode};

struct NotLoaded;

fn main() {
    let loaded: Result<MultiStatus<StatusCode>, NotLoaded> = Err(NotLoaded);
    let _ = Negotiate::default().respond(loaded);
}
