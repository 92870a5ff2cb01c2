use std::{rc::Rc, sync::Arc};

use multistatus::{StatusCode, batch};

#[batch]
async fn wait(_limit: &u32, _path: String) -> StatusCode {
    let local = Rc::new(1);
    std::future::ready(()).await;
    drop(local);
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() {
    let _ = wait::batch(&1, ["/a".to_owned()]).run().await;
    let _ = wait::batch_shared(Arc::new(1), ["/a".to_owned()]).spawn().await;
}
