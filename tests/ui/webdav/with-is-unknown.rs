use multistatus::webdav::Properties;

#[derive(Properties)]
#[property("getetag", live, with = Self::tag)]
struct File {
    #[property("displayname", with = title)]
    title: String,
}

fn main() {}
