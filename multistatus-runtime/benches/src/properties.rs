//! Writes a listing: the response to a PROPFIND for eight properties, of which each file has seven.

use std::{
    fmt::Write as _,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::StatusCode;
use multistatus::{
    Key, Streamed,
    webdav::{
        ContentWriter, ETag, HttpDate, Properties, PropertyFailure, PropertyInfo, PropertyQuery, PropertyValue,
        PropertyXml, ResourceOutcome, ResourceType, Rfc3339Date, names,
    },
};
use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, BytesText, Event},
};

use crate::{
    candidate::{Candidate, drain},
    workload::{folder, name},
};

/// The properties of a file.
struct File {
    name: String,
    length: u64,
    content_type: &'static str,
    tag: ETag,
    modified: SystemTime,
    created: SystemTime,
    kind: ResourceType,
}

impl Properties for File {
    const PROPERTIES: &'static [PropertyInfo] = &[
        PropertyInfo::live(names::CREATIONDATE),
        PropertyInfo::live(names::DISPLAYNAME),
        PropertyInfo::live(names::GETCONTENTLENGTH),
        PropertyInfo::live(names::GETCONTENTTYPE),
        PropertyInfo::live(names::GETETAG),
        PropertyInfo::live(names::GETLASTMODIFIED),
        PropertyInfo::live(names::RESOURCETYPE),
        PropertyInfo::live(names::GETCONTENTLANGUAGE),
    ];

    fn write(&self, position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        match position {
            0 => Rfc3339Date(self.created).write(content),
            1 => self.name.write(content),
            2 => self.length.write(content),
            3 => self.content_type.write(content),
            4 => self.tag.write(content),
            5 => HttpDate(self.modified).write(content),
            6 => self.kind.write(content),
            _ => Err(PropertyFailure::ABSENT),
        }
    }
}

/// Returns the candidates for `count` files, the reference first.
pub fn candidates(count: usize) -> Vec<Candidate> {
    let files: &'static [(Key, File)] = (0..count).map(file).collect::<Vec<_>>().leak();
    let query = PropertyQuery::Prop(File::PROPERTIES.iter().map(|info| info.name.clone()).collect());
    vec![
        Candidate::new("multistatus, streamed", move |sink| {
            let members = files.iter().map(|(key, file)| (key, ResourceOutcome::<_, StatusCode>::Properties(file)));
            drain(Streamed::iter(members).respond_with(PropertyXml::new(&query)).into_body(), sink);
        }),
        Candidate::reusing("quick-xml Writer", move |out| quick_xml_writer(files, out)),
        Candidate::reusing("format!", move |out| formatted(files, out)),
    ]
}

fn file(number: usize) -> (Key, File) {
    let name = name(number);
    let key = Key::from(format!("{}{name}", folder(number)));
    let at = |seconds: usize| UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds as u64);
    let file = File {
        name,
        length: 1_000 + number as u64,
        content_type: "application/pdf",
        tag: ETag::strong(format!("{number:x}-5f3a")).expect("a valid tag"),
        modified: at(61 * number),
        created: at(number),
        kind: ResourceType::FILE,
    };
    (key, file)
}

const START: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">";

/// Writes events, as a careful server does: each value is escaped, and each element closed.
fn quick_xml_writer(files: &[(Key, File)], out: &mut Vec<u8>) {
    out.extend_from_slice(START);
    let mut writer = Writer::new(out);
    let mut event = |event: Event<'_>| writer.write_event(event).expect("writing to a Vec cannot fail");
    let mut text = String::new();
    for (key, file) in files {
        event(Event::Start(BytesStart::new("D:response")));
        element(&mut event, "D:href", key.encoded());
        event(Event::Start(BytesStart::new("D:propstat")));
        event(Event::Start(BytesStart::new("D:prop")));
        let mut display = |name, value: &dyn std::fmt::Display| {
            text.clear();
            write!(text, "{value}").expect("writing to a String cannot fail");
            element(&mut event, name, &text);
        };
        display("D:creationdate", &humantime::format_rfc3339_seconds(file.created));
        display("D:displayname", &file.name);
        display("D:getcontentlength", &file.length);
        display("D:getcontenttype", &file.content_type);
        display("D:getetag", &file.tag);
        display("D:getlastmodified", &httpdate::HttpDate::from(file.modified));
        event(Event::Empty(BytesStart::new("D:resourcetype")));
        event(Event::End(BytesEnd::new("D:prop")));
        element(&mut event, "D:status", "HTTP/1.1 200 OK");
        event(Event::End(BytesEnd::new("D:propstat")));
        event(Event::Start(BytesStart::new("D:propstat")));
        event(Event::Start(BytesStart::new("D:prop")));
        event(Event::Empty(BytesStart::new("D:getcontentlanguage")));
        event(Event::End(BytesEnd::new("D:prop")));
        element(&mut event, "D:status", "HTTP/1.1 404 Not Found");
        event(Event::End(BytesEnd::new("D:propstat")));
        event(Event::End(BytesEnd::new("D:response")));
    }
    event(Event::End(BytesEnd::new("D:multistatus")));
}

fn element(event: &mut impl FnMut(Event<'_>), name: &'static str, text: &str) {
    event(Event::Start(BytesStart::new(name)));
    event(Event::Text(BytesText::new(text)));
    event(Event::End(BytesEnd::new(name)));
}

/// Writes one template for each file, escaping what may need it.
fn formatted(files: &[(Key, File)], out: &mut Vec<u8>) {
    use std::io::Write as _;

    use quick_xml::escape::partial_escape;
    out.extend_from_slice(START);
    for (key, file) in files {
        write!(
            out,
            "<D:response><D:href>{}</D:href><D:propstat><D:prop><D:creationdate>{}</D:creationdate>\
             <D:displayname>{}</D:displayname><D:getcontentlength>{}</D:getcontentlength>\
             <D:getcontenttype>{}</D:getcontenttype><D:getetag>{}</D:getetag>\
             <D:getlastmodified>{}</D:getlastmodified><D:resourcetype/></D:prop>\
             <D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop><D:getcontentlanguage/></D:prop>\
             <D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>",
            partial_escape(key.encoded()),
            humantime::format_rfc3339_seconds(file.created),
            partial_escape(&file.name),
            file.length,
            partial_escape(file.content_type),
            partial_escape(file.tag.as_str()),
            httpdate::HttpDate::from(file.modified),
        )
        .expect("writing to a Vec cannot fail");
    }
    out.extend_from_slice(b"</D:multistatus>");
}
