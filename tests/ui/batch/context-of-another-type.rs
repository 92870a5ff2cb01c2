use multistatus::{StatusCode, batch};

struct Store;

#[batch]
async fn delete_file(_store: &Store, _path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

struct User;

#[tokio::main]
async fn main() {
    let _ = delete_file::batch(&User, ["/a".to_owned()]).run().await;
    let _ = delete_file::batch_shared(Store, ["/a".to_owned()]).spawn().await;
}
