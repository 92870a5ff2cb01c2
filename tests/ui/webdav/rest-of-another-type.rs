use multistatus::webdav::Properties;

#[derive(Properties)]
struct File {
    #[property("displayname")]
    title: String,
    #[property(rest)]
    others: Vec<String>,
}

fn main() {}
