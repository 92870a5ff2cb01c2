use multistatus::{StatusCode, batch};

#[batch(max_item = 3)]
fn delete_file(_path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() {
    let _ = delete_file::batch(["/a".to_owned()]).run().await;
}
