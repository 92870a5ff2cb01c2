use multistatus::{StatusCode, batch};

struct Store;

#[batch]
async fn delete_file(_store: &Store, _path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() {
    let _ = delete_file::batch(["/a".to_owned()]).run().await;
}
