use multistatus::webdav::Properties;

struct Tag;

#[derive(Properties)]
#[property("getetag", live, with = Self::tag)]
#[property("getcontentlength", live, with = Self::length)]
struct File {
    version: u64,
}

impl File {
    fn tag(&self) -> Tag {
        Tag
    }

    fn length(&self, _unit: u64) -> u64 {
        self.version
    }
}

fn main() {}
