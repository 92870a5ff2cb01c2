//! Reads the answer to a PROPFIND for eight properties into typed values, as clients of WebDAV do.

use http::response::Parts;
use libdav::{dav::ListResources, requests::DavRequest};
use multistatus::{
    Reader,
    client::webdav::{PropertyError, Resource},
    webdav::{HttpDate, Rfc3339Date, names},
};
use reqwest_dav::{
    re_exports::serde_xml_rs,
    types::list_cmd::{ListEntity, ListMultiStatus},
};

use super::{CHUNK, Totals, reading};
use crate::{
    candidate::Candidate,
    workload::{folder, name},
};

/// Returns candidates for a listing in which one of ten members is a collection.
pub fn candidates(count: usize) -> Vec<Candidate> {
    let members: String = (0..count).map(member).collect();
    let start = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">";
    let body: &'static str = format!("{start}{members}</D:multistatus>").leak();
    let (parts, ()) = http::Response::builder().status(207).body(()).expect("a valid response").into_parts();
    vec![
        reading("multistatus", move |totals| resources(body.as_bytes(), totals)),
        reading("libdav", move |totals| libdav(&parts, body, totals)),
        reading("reqwest_dav", move |totals| reqwest_dav(body, totals)),
    ]
}

fn member(number: usize) -> String {
    let (folder, name) = (folder(number), name(number));
    let (slash, kind) = if is_collection(number) { ("/", "<D:collection/>") } else { ("", "") };
    // The first day of this month is a Sunday.
    let (day, weekday) = (1 + number % 28, ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][number % 28 % 7]);
    format!(
        "<D:response><D:href>{folder}{name}{slash}</D:href><D:propstat><D:prop><D:displayname>{name}</D:displayname>\
         <D:getcontentlength>{number}</D:getcontentlength><D:getcontenttype>application/pdf</D:getcontenttype>\
         <D:getetag>\"{number:x}-5f3\"</D:getetag>\
         <D:getlastmodified>{weekday}, {day:02} Nov 2026 08:49:37 GMT</D:getlastmodified>\
         <D:creationdate>2026-11-{day:02}T08:49:37Z</D:creationdate>\
         <D:resourcetype>{kind}</D:resourcetype><D:quota-used-bytes>{number}</D:quota-used-bytes>\
         </D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

fn is_collection(number: usize) -> bool {
    number % 10 == 9
}

/// Reads as the client does: in chunks, each resource by itself, and each value by its type.
fn resources(body: &[u8], totals: &mut Totals) {
    let mut reading = Reader::new().chunks();
    let mut chunks = body.chunks(CHUNK);
    loop {
        let chunk = chunks.next();
        match chunk {
            Some(chunk) => reading.feed(chunk),
            None => reading.end(),
        }
        while let Some(item) = reading.next_item() {
            let resource = Resource::from(item);
            let read = values(&resource).expect("typed values");
            totals.item(code(resource.is_collection()), (read, resource));
        }
        if chunk.is_none() {
            break;
        }
    }
    assert!(reading.ending().verdict.is_complete());
}

/// The values of a resource but its type.
type Values =
    (Option<String>, Option<u64>, Option<String>, Option<String>, Option<HttpDate>, Option<Rfc3339Date>, Option<u64>);

fn values(resource: &Resource) -> Result<Values, PropertyError> {
    Ok((
        resource.get(&names::DISPLAYNAME)?,
        resource.get(&names::GETCONTENTLENGTH)?,
        resource.get(&names::GETCONTENTTYPE)?,
        resource.get(&names::GETETAG)?,
        resource.get(&names::GETLASTMODIFIED)?,
        resource.get(&names::CREATIONDATE)?,
        resource.get(&names::QUOTA_USED_BYTES)?,
    ))
}

/// Returns a number that tells collections and files apart.
fn code(is_collection: bool) -> u16 {
    if is_collection { 2 } else { 1 }
}

/// Reads the type of the resource, its content type and its entity tag; the values stay text.
fn libdav(parts: &Parts, body: &str, totals: &mut Totals) {
    let found = ListResources::new("/").parse_response(parts, body.as_bytes()).expect("the body is a multi-status");
    for resource in &found.resources {
        totals.item(code(resource.resource_type.is_collection), resource);
    }
}

/// Reads a date, the type of the resource, two numbers, and two texts.
fn reqwest_dav(body: &str, totals: &mut Totals) {
    let document: ListMultiStatus = serde_xml_rs::from_str(body).expect("the body has this shape");
    for response in document.responses {
        let entity = ListEntity::try_from(response).expect("the properties that it needs");
        totals.item(code(matches!(entity, ListEntity::Folder(_))), entity);
    }
}
