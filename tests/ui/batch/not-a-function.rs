use multistatus::{StatusCode, batch};

#[batch]
struct DeleteFile;

struct Service;

impl Service {
    #[batch]
    async fn delete(&self, _path: String) -> StatusCode {
        StatusCode::NO_CONTENT
    }
}

fn main() {}
