use multistatus::{StatusCode, batch};

struct Service;

impl Service {
    #[batch(max_items = 3)]
    async fn delete_file(_path: String) -> StatusCode {
        StatusCode::NO_CONTENT
    }
}

fn main() {}
