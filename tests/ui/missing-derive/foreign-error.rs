use multistatus::{MultiStatus, http::HeaderMap};

fn main() {
    let mut result = MultiStatus::new();
    result.push("/a", Err::<(), _>(std::io::Error::other("disk")));
    let _ = result.respond_to(&HeaderMap::new());
}
