use multistatus::{StatusCode, batch};

struct Store;

#[batch]
async fn delete_file(_store: Store, _path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn main() {}
