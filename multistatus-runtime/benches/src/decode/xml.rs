//! Reads DAV XML: the mixed workload, the same with an attribute on each response, and properties.

use http::response::Parts;
use libdav::{dav::ListResources, requests::DavRequest};
use quick_xml::{
    NsReader,
    events::Event,
    name::{Namespace, ResolveResult},
};
use roxmltree::{Document, Node};
use serde::Deserialize;

use super::{Totals, ours, reading};
use crate::{
    candidate::{Candidate, drain},
    workload::{folder, mixed, name},
    xml::streamed,
};

const DAV: &str = "DAV:";

/// Returns candidates for the mixed workload as most servers spell it: the fast path.
pub fn mixed_candidates(count: usize) -> Vec<Candidate> {
    let body: &'static str = mixed_body(count).leak();
    let mut candidates = ours(body.as_bytes());
    let (parts, ()) = http::Response::builder().status(207).body(()).expect("a valid response").into_parts();
    candidates.extend([
        reading("quick-xml NsReader", move |totals| ns_reader(body, totals)),
        reading("roxmltree", move |totals| roxmltree(body, totals)),
        reading("libdav", move |totals| libdav(&parts, body, totals)),
        reading("serde-xml-rs", move |totals| serde_xml_rs(body, totals)),
    ]);
    candidates
}

/// Returns candidates for the mixed workload with an attribute on each response: the general path.
pub fn general_candidates(count: usize) -> Vec<Candidate> {
    let body: &'static str = mixed_body(count).replace("<D:response>", "<D:response note=\"odd\">").leak();
    let mut candidates = ours(body.as_bytes());
    candidates.push(reading("quick-xml NsReader", move |totals| ns_reader(body, totals)));
    candidates
}

/// Returns candidates for the response to a PROPFIND for four properties.
pub fn propstat_candidates(count: usize) -> Vec<Candidate> {
    let responses: String = (0..count).map(properties).collect();
    let body: &'static str = format!("{START}{responses}</D:multistatus>").leak();
    let mut candidates = ours(body.as_bytes());
    candidates.push(reading("quick-xml NsReader", move |totals| ns_reader(body, totals)));
    candidates
}

fn mixed_body(count: usize) -> String {
    let mut body = Vec::new();
    drain(streamed(mixed(count)), &mut |chunk| body.extend_from_slice(chunk));
    String::from_utf8(body).expect("the body is UTF-8")
}

const START: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">";

fn properties(number: usize) -> String {
    let (folder, name) = (folder(number), name(number));
    format!(
        "<D:response><D:href>{folder}{name}</D:href><D:propstat><D:prop><D:displayname>{name}</D:displayname>\
         <D:getcontentlength>{number}</D:getcontentlength><D:getetag>\"{number:x}-5f3\"</D:getetag><D:resourcetype/>\
         </D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

/// The parts of a response that a reader of events keeps. Its strings are reused.
#[derive(Default)]
struct Response<'b> {
    href: String,
    description: String,
    condition: Option<&'b str>,
    properties: Vec<&'b str>,
    code: u16,
}

/// Returns the code in a line such as `HTTP/1.1 200 OK`.
fn code(line: &str) -> u16 {
    line.get(9..12).and_then(|code| code.parse().ok()).unwrap_or_default()
}

/// Resolves each name, and keeps the parts of a response.
fn ns_reader(body: &'static str, totals: &mut Totals) {
    let mut reader = NsReader::from_str(body);
    let mut response = Response::default();
    let mut line = String::new();
    // The elements of DAV: that are open, innermost last.
    let mut open: Vec<&str> = Vec::new();
    loop {
        let (namespace, event) = reader.read_resolved_event().expect("the body is well-formed");
        let known = namespace == ResolveResult::Bound(Namespace(DAV));
        let (start, empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                match open.pop() {
                    Some("response") => totals.item(response.code, (&response.href, &response.description)),
                    Some("status") => response.code = code(&line),
                    _ => {}
                }
                continue;
            }
            Event::Text(text) => {
                match &open[..] {
                    [_, "response", "href"] => response.href.push_str(&text),
                    [_, "response", "responsedescription"] => response.description.push_str(&text),
                    [.., "status"] => line.push_str(&text),
                    _ => {}
                }
                continue;
            }
            Event::GeneralRef(name) => {
                let character = quick_xml::escape::resolve_xml_entity(&name).unwrap_or("?");
                match &open[..] {
                    [_, "response", "href"] => response.href.push_str(character),
                    [_, "response", "responsedescription"] => response.description.push_str(character),
                    _ => {}
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = within(body, start.local_name().into_inner());
        match &open[..] {
            [_] if known && name == "response" => {
                response.href.clear();
                response.description.clear();
                response.properties.clear();
                response.condition = None;
            }
            [_, "response", "error"] => response.condition = Some(name),
            [.., "prop"] => response.properties.push(name),
            _ if name == "status" => line.clear(),
            _ => {}
        }
        if !empty {
            open.push(if known { name } else { "" });
        }
    }
}

/// Returns the name as a part of the body: the event that lends it does not live long enough.
fn within(body: &'static str, name: &str) -> &'static str {
    let start = name.as_ptr() as usize - body.as_ptr() as usize;
    &body[start..start + name.len()]
}

fn roxmltree(body: &str, totals: &mut Totals) {
    let document = Document::parse(body).expect("the body is well-formed");
    for response in document.root_element().children().filter(|node| node.has_tag_name((DAV, "response"))) {
        let child = |name| response.children().find(|node: &Node<'_, '_>| node.has_tag_name((DAV, name)));
        let text = |name| child(name).and_then(|node| node.text());
        let condition = child("error").and_then(|error| error.first_element_child());
        let condition = condition.map(|condition| condition.tag_name().name());
        totals.item(text("status").map_or(0, code), (text("href"), text("responsedescription"), condition));
    }
}

fn libdav(parts: &Parts, body: &str, totals: &mut Totals) {
    let found = ListResources::new("/").parse_response(parts, body.as_bytes()).expect("the body is a multi-status");
    for resource in &found.resources {
        totals.item(resource.status.map_or(0, |status| status.as_u16()), resource);
    }
}

#[derive(Deserialize)]
struct Multistatus {
    #[serde(rename = "response")]
    responses: Vec<Owned>,
}

#[derive(Deserialize)]
struct Owned {
    href: String,
    status: String,
    responsedescription: Option<String>,
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(rename = "lock-token-submitted")]
    lock: Option<Lock>,
}

#[derive(Deserialize)]
struct Lock {
    href: String,
}

fn serde_xml_rs(body: &str, totals: &mut Totals) {
    let document: Multistatus = serde_xml_rs::from_str(body).expect("the body has this shape");
    for response in &document.responses {
        let lock = response.error.as_ref().and_then(|error| error.lock.as_ref()).map(|lock| &lock.href);
        totals.item(code(&response.status), (&response.href, &response.responsedescription, lock));
    }
}
