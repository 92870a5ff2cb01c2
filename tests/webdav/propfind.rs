//! The body of a response to PROPFIND.

use multistatus::{
    StatusCode, Streamed,
    webdav::{
        ContentWriter, DeadProperties, Properties, PropertyFailure, PropertyInfo, PropertyName, PropertyQuery,
        PropertyValue, PropertyXml, ResourceOutcome, XmlElement, names,
    },
};

struct File {
    length: u64,
    dead: DeadProperties,
}

impl Properties for File {
    const PROPERTIES: &'static [PropertyInfo] = &[PropertyInfo::live(names::GETCONTENTLENGTH)];

    fn write(&self, position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        match position {
            0 => self.length.write(content),
            _ => Err(PropertyFailure::ABSENT),
        }
    }

    fn dead(&self) -> Option<&DeadProperties> {
        Some(&self.dead)
    }
}

async fn body(query: PropertyQuery) -> String {
    let mut dead = DeadProperties::new();
    dead.set(&XmlElement::parse("<x:color xmlns:x='urn:x' xml:lang='en'>red</x:color>").unwrap());
    let items = [
        ("/a", ResourceOutcome::Properties(File { length: 7, dead })),
        ("/b", ResourceOutcome::Failed(StatusCode::FORBIDDEN)),
    ];
    let response = Streamed::iter(items).respond_with(PropertyXml::<File>::new(&query));
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_property_that_is_absent_has_status_404_and_the_successful_ones_come_first() {
    let absent = PropertyName::dav("getetag").unwrap();
    let color = PropertyName::new("urn:x", "color").unwrap();
    assert_eq!(
        body(PropertyQuery::Prop(vec![absent, names::GETCONTENTLENGTH, color])).await,
        concat!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">",
            "<D:response><D:href>/a</D:href><D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength>",
            "<x:color xmlns:x='urn:x' xml:lang='en'>red</x:color></D:prop>",
            "<D:status>HTTP/1.1 200 OK</D:status></D:propstat>",
            "<D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>",
            "</D:response>",
            "<D:response><D:href>/b</D:href><D:status>HTTP/1.1 403 Forbidden</D:status></D:response></D:multistatus>"
        )
    );
}
