use multistatus::{FromItem, StatusCode};

#[derive(FromItem)]
enum Copy {
    #[outcome(201)]
    Copied,
    #[outcome(other)]
    Other(StatusCode),
}

fn main() {}
