use multistatus::webdav::{ContentWriter, Properties, PropertyFailure, PropertyValue};

struct Rating(u8);

impl PropertyValue for Rating {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.0.write(content)
    }
}

#[derive(Properties)]
struct File {
    #[property("urn:example", "rating")]
    rating: Rating,
}

fn main() {}
