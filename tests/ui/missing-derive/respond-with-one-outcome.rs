use multistatus::{Negotiate, StatusCode};

fn main() {
    let _ = Negotiate::default().respond(StatusCode::NO_CONTENT);
}
