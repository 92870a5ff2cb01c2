use multistatus::webdav::{Properties, PropertyQuery, PropertyXml};

#[derive(Clone, Properties)]
struct File {
    #[property("getetag")]
    tag: String,
    #[property("getcontentlenght", live)]
    length: u64,
}

fn main() {
    let _ = PropertyXml::<File>::new(&PropertyQuery::default());
}
