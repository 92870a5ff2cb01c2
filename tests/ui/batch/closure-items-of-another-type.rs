use multistatus::{Batch, StatusCode};

#[tokio::main]
async fn main() {
    let _ = Batch::new(async |_path: String| StatusCode::NO_CONTENT).inputs(["/a"]).run().await;
}
