use multistatus::{StatusCode, batch};

struct Store;

#[batch(mode = atomic)]
async fn delete_file(_store: &Store, _path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[batch(mode = atomic)]
async fn delete_any<S>(_store: &S, _path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn main() {}
