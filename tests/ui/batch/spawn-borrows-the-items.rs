use multistatus::{StatusCode, batch};

#[batch]
async fn reserve(_name: &str) -> StatusCode {
    StatusCode::CREATED
}

#[tokio::main]
async fn main() {
    let name = String::from("root");
    let _ = reserve::batch([name.as_str()]).spawn().await;
}
