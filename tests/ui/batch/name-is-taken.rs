use multistatus::{StatusCode, batch};

mod delete_file {}

#[batch(max_items = 3)]
pub async fn delete_file(_path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn main() {}
