//! Reads the body of a request that failed as a whole: `error` (RFC 4918 section 16), or `mkcol-response` (RFC 5689 section
//! 5.2).

use http::StatusCode;

use super::content::{DavName, ResponseReader};
use crate::{
    item::{Item, ItemRef, spans::ItemSpans},
    outcome::DAV,
    tokens::{
        Limits,
        xml::{Namespaces, Scanner, Token, chars, is_white},
    },
};

/// Returns the outcome that the body of a failed request describes; `None` if the body is neither of these documents.
pub(crate) fn failed_request(status: StatusCode, body: &str, limits: Limits) -> Option<Item> {
    if body.len() > limits.text || chars::illegal(body).is_some() {
        return None;
    }
    let mut names = Namespaces::new();
    let mut record = ItemSpans::new(limits);
    let scanner = Scanner::new(body, 0, &mut names, 0, limits);
    let mut reader = ResponseReader {
        scanner,
        record: &mut record,
        base: 0,
        lenient: false,
        scratch: &mut String::new(),
        tags: None,
    };
    let root = loop {
        match reader.scanner.next().ok()? {
            Token::Start(root) => break root,
            Token::Text(place) if is_white(reader.scanner.slice(place)) => {}
            _ => return None,
        }
    };
    match (reader.scanner.names.uri(root.namespace), reader.scanner.local(&root)) {
        (DAV, "error") => reader.record.description = reader.error(None).ok()?,
        (DAV, "mkcol-response") => {
            while let Some(child) = reader.child().ok()? {
                match reader.name(&child) {
                    DavName::Propstat => reader.propstat(&child).ok()?,
                    _ => reader.scanner.skip().ok().map(drop)?,
                }
            }
        }
        _ => return None,
    }
    record.dav = true;
    record.status = Some(status);
    let mut item = ItemRef::new(&record, body).to_item();
    // Other servers write the description inside, since the document has nothing around it.
    let description = |condition: &crate::outcome::FailedCondition| {
        (condition.condition().namespace(), condition.condition().name()) == (DAV, "responsedescription")
    };
    if let Some(position) = item.conditions.iter().position(description) {
        let content = item.conditions.remove(position);
        item.description = text(content.content().unwrap_or_default());
    }
    Some(item)
}

/// Returns text that was escaped as the content of an element.
fn text(content: &str) -> String {
    quick_xml::escape::unescape(content).map_or_else(|_| content.to_owned(), |text| text.into_owned())
}
