//! Writes the mixed workload as DAV XML: multistatus and its peers.

use multistatus::{Body, DavXml, MultiStatus, Outcome, Streamed, format::Duplicates};
use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, BytesText, Event},
};
use serde::Serialize;
use xml::{EmitterConfig, EventWriter, writer::XmlEvent};

use crate::{
    candidate::{Candidate, drain},
    workload::{Change, Items, mixed},
};

const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// Returns the candidates for `count` items, the reference first.
pub fn candidates(count: usize) -> Vec<Candidate> {
    let items = mixed(count);
    vec![
        Candidate::new("multistatus, streamed", move |sink| drain(streamed(items), sink)),
        encoded("multistatus, Vec", items, Duplicates::Allow),
        encoded("multistatus, Vec, keys checked", items, Duplicates::Report),
        whole_memcpy(items),
        whole_memcpy_anew(items),
        piecewise_memcpy(items),
        Candidate::reusing("quick-xml Writer", move |out| quick_xml_writer(items, out)),
        quick_xml_serde(items),
        Candidate::reusing("xml-rs EventWriter", move |out| xml_rs(items, out)),
    ]
}

/// Returns the streamed body of `items`.
pub fn streamed<O: Outcome + Sync>(items: Items<O>) -> Body {
    let pairs = items.iter().map(|(key, outcome)| (key, outcome));
    Streamed::iter(pairs).respond_with(DavXml::new()).into_body()
}

/// Returns a candidate that writes the body into one buffer, allocated by each run.
pub fn encoded<O: Outcome>(name: &'static str, items: Items<O>, duplicates: Duplicates) -> Candidate {
    let result: MultiStatus<&O> = items.iter().map(|(key, outcome)| (key, outcome)).collect();
    let format = DavXml::new().duplicates(duplicates);
    Candidate::new(name, move |sink| sink(&result.encode(&format).expect("no duplicates are rejected")))
}

fn whole(items: Items<Change>) -> Vec<u8> {
    let mut body = Vec::new();
    drain(streamed(items), &mut |chunk| body.extend_from_slice(chunk));
    body
}

fn whole_memcpy(items: Items<Change>) -> Candidate {
    let body = whole(items);
    Candidate::reusing("memcpy of the whole", move |out| out.extend_from_slice(&body))
}

fn whole_memcpy_anew(items: Items<Change>) -> Candidate {
    let body = whole(items);
    Candidate::new("memcpy of the whole into a new Vec", move |sink| sink(&body.to_vec()))
}

/// Copies the same pieces as multistatus, escaped beforehand: the minimum that any writer has to copy.
fn piecewise_memcpy(items: Items<Change>) -> Candidate {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let pieces = items.iter().map(|(key, change)| (key.encoded(), change, change.detail().map(escape)));
    let pieces: Vec<_> = pieces.collect();
    Candidate::reusing("piecewise memcpy", move |out| {
        out.extend_from_slice(DECLARATION);
        out.extend_from_slice(b"<D:multistatus xmlns:D=\"DAV:\">");
        for (href, change, detail) in &pieces {
            out.extend_from_slice(b"<D:response><D:href>");
            out.extend_from_slice(href.as_bytes());
            match change {
                Change::Replaced => out.extend_from_slice(b"</D:href><D:status>HTTP/1.1 200 OK</D:status>"),
                Change::Created => out.extend_from_slice(b"</D:href><D:status>HTTP/1.1 201 Created</D:status>"),
                Change::Missing { .. } => {
                    out.extend_from_slice(b"</D:href><D:status>HTTP/1.1 404 Not Found</D:status>");
                }
                Change::Locked => {
                    out.extend_from_slice(b"</D:href><D:status>HTTP/1.1 423 Locked</D:status>");
                    out.extend_from_slice(b"<D:error><D:lock-token-submitted><D:href>");
                    out.extend_from_slice(href.as_bytes());
                    out.extend_from_slice(b"</D:href></D:lock-token-submitted></D:error>");
                }
            }
            if let Some(detail) = detail {
                out.extend_from_slice(b"<D:responsedescription>");
                out.extend_from_slice(detail.as_bytes());
                out.extend_from_slice(b"</D:responsedescription>");
            }
            out.extend_from_slice(b"</D:response>");
        }
        out.extend_from_slice(b"</D:multistatus>");
    })
}

/// Writes the body as quick-xml's events.
pub fn quick_xml_writer(items: Items<Change>, out: &mut Vec<u8>) {
    fn write(items: Items<Change>, out: &mut Vec<u8>) -> std::io::Result<()> {
        let mut writer = Writer::new(out);
        let root = BytesStart::new("D:multistatus").with_attributes([("xmlns:D", "DAV:")]);
        writer.write_event(Event::Start(root))?;
        for (key, change) in items {
            start(&mut writer, "D:response")?;
            element(&mut writer, "D:href", key.encoded())?;
            element(&mut writer, "D:status", change.status_line())?;
            if change.is_locked() {
                start(&mut writer, "D:error")?;
                start(&mut writer, "D:lock-token-submitted")?;
                element(&mut writer, "D:href", key.encoded())?;
                end(&mut writer, "D:lock-token-submitted")?;
                end(&mut writer, "D:error")?;
            }
            if let Some(detail) = change.detail() {
                element(&mut writer, "D:responsedescription", detail)?;
            }
            end(&mut writer, "D:response")?;
        }
        end(&mut writer, "D:multistatus")
    }

    type Into<'a> = Writer<&'a mut Vec<u8>>;

    fn start(writer: &mut Into<'_>, name: &str) -> std::io::Result<()> {
        writer.write_event(Event::Start(BytesStart::new(name)))
    }

    fn end(writer: &mut Into<'_>, name: &str) -> std::io::Result<()> {
        writer.write_event(Event::End(BytesEnd::new(name)))
    }

    fn element(writer: &mut Into<'_>, name: &str, text: &str) -> std::io::Result<()> {
        start(writer, name)?;
        writer.write_event(Event::Text(BytesText::new(text)))?;
        end(writer, name)
    }

    out.extend_from_slice(DECLARATION);
    write(items, out).expect("a Vec takes everything");
}

/// The structures that quick-xml's serializer writes as the body.
#[derive(Serialize)]
#[serde(rename = "D:multistatus")]
struct Document {
    #[serde(rename = "@xmlns:D")]
    namespace: &'static str,
    #[serde(rename = "D:response")]
    responses: Vec<Response>,
}

#[derive(Serialize)]
struct Response {
    #[serde(rename = "D:href")]
    href: &'static str,
    #[serde(rename = "D:status")]
    status: &'static str,
    #[serde(rename = "D:error", skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    #[serde(rename = "D:responsedescription", skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
}

#[derive(Serialize)]
struct Failure {
    #[serde(rename = "D:lock-token-submitted")]
    lock: Lock,
}

#[derive(Serialize)]
struct Lock {
    #[serde(rename = "D:href")]
    href: &'static str,
}

fn quick_xml_serde(items: Items<Change>) -> Candidate {
    let response = |(key, change): &'static (multistatus::Key, Change)| Response {
        href: key.encoded(),
        status: change.status_line(),
        error: change.is_locked().then(|| Failure { lock: Lock { href: key.encoded() } }),
        description: change.detail(),
    };
    let document = Document { namespace: "DAV:", responses: items.iter().map(response).collect() };
    Candidate::reusing("quick-xml serde", move |out| {
        out.extend_from_slice(DECLARATION);
        quick_xml::se::to_utf8_io_writer(out, &document).expect("a Vec takes everything");
    })
}

fn xml_rs(items: Items<Change>, out: &mut Vec<u8>) {
    fn write(items: Items<Change>, out: &mut Vec<u8>) -> xml::writer::Result<()> {
        let mut writer = EventWriter::new_with_config(out, EmitterConfig::new().write_document_declaration(false));
        writer.write(XmlEvent::start_element("D:multistatus").ns("D", "DAV:"))?;
        for (key, change) in items {
            writer.write(XmlEvent::start_element("D:response"))?;
            element(&mut writer, "D:href", key.encoded())?;
            element(&mut writer, "D:status", change.status_line())?;
            if change.is_locked() {
                writer.write(XmlEvent::start_element("D:error"))?;
                writer.write(XmlEvent::start_element("D:lock-token-submitted"))?;
                element(&mut writer, "D:href", key.encoded())?;
                writer.write(XmlEvent::end_element())?;
                writer.write(XmlEvent::end_element())?;
            }
            if let Some(detail) = change.detail() {
                element(&mut writer, "D:responsedescription", detail)?;
            }
            writer.write(XmlEvent::end_element())?;
        }
        writer.write(XmlEvent::end_element())
    }

    fn element(writer: &mut EventWriter<&mut Vec<u8>>, name: &str, text: &str) -> xml::writer::Result<()> {
        writer.write(XmlEvent::start_element(name))?;
        writer.write(XmlEvent::characters(text))?;
        writer.write(XmlEvent::end_element())
    }

    out.extend_from_slice(DECLARATION);
    write(items, out).expect("a Vec takes everything");
}
