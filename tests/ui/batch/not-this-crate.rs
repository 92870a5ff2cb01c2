use multistatus::{StatusCode, batch};

#[batch(crate = ::std)]
async fn delete_file(_path: String) -> StatusCode {
    StatusCode::NO_CONTENT
}

fn main() {}
