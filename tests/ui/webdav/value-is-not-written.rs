use multistatus::webdav::Properties;

struct Rating(u8);

#[derive(Properties)]
struct File {
    #[property("urn:example", "rating", live)]
    rating: Option<Rating>,
}

fn main() {}
