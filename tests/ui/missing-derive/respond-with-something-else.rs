use multistatus::{MultiStatus, Negotiate};

enum Delete {
    Missing,
}

fn main() {
    let mut result = MultiStatus::new();
    result.push("/a", Delete::Missing);
    let _ = Negotiate::default().respond(result);
}
