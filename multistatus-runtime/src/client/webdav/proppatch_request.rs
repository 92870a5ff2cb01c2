//! `ProppatchRequest`: sets and removes properties of a resource.

use super::{DavError, body::RequestBody, call::Call, write_request::report};
use crate::{
    client::{next_action::NextAction, report::Report},
    dav_header::{IfHeader, LockToken},
    item::Item,
    outcome::Propstat,
    property::{PropertyFailure, PropertyName, PropertyValue, XmlElement, fragment},
};

/// A request that sets and removes properties of a resource: PROPPATCH (RFC 4918 section 9.2). The server makes all changes or
/// none, in the order of the calls.
///
/// ```no_run
/// use multistatus::webdav::PropertyName;
///
/// # async fn example(dav: multistatus::client::webdav::DavClient) -> Result<(), Box<dyn std::error::Error>> {
/// let color = PropertyName::new("https://example.com/ns", "color")?;
/// let report = dav.proppatch("https://example.com/files/a.txt").set(&color, "red").send().await?;
/// report.into_result()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct ProppatchRequest {
    call: Call,
    changes: Vec<Change>,
}

/// A change of one property.
#[derive(Clone, Debug)]
struct Change {
    sets: bool,
    /// The element of the property.
    xml: String,
}

impl ProppatchRequest {
    pub(super) fn new(call: Call) -> Self {
        Self { call, changes: Vec::new() }
    }

    /// Sets a property. The value `None` removes it.
    pub fn set<V: PropertyValue + ?Sized>(mut self, name: &PropertyName, value: &V) -> Self {
        match fragment(|content| content.element(name, value)) {
            Ok(xml) => self.changes.push(Change { sets: true, xml }),
            Err(failure) if failure == PropertyFailure::ABSENT => return self.remove(name),
            Err(failure) => self.call.invalid(format!("the value of {name} cannot be written: {}", failure.text())),
        }
        self
    }

    /// Sets a property to an element that was read, with its attributes and its language.
    pub fn set_element(mut self, element: &XmlElement) -> Self {
        self.changes.push(Change { sets: true, xml: element.to_xml() });
        self
    }

    /// Removes a property. Removing one that the resource does not have succeeds (RFC 4918 section 14.23).
    pub fn remove(mut self, name: &PropertyName) -> Self {
        let name = fragment(|content| {
            content.empty(name);
            Ok(())
        });
        self.changes.extend(name.map(|xml| Change { sets: false, xml }));
        self
    }

    /// Submits the token of a lock on the resource (RFC 4918 section 7.5).
    pub fn lock_token(self, token: &LockToken) -> Self {
        self.if_header(&IfHeader::with_token(token.clone()))
    }

    /// Sets the field `If` (RFC 4918 section 10.4).
    pub fn if_header(mut self, condition: &IfHeader) -> Self {
        condition.insert(&mut self.call.headers);
        self
    }

    /// Asks for an empty response if all changes succeed: `Prefer: return=minimal` (RFC 8144 section 2.2).
    pub fn minimal(mut self) -> Self {
        self.call.prefer("return=minimal");
        self
    }

    /// Adds a header field.
    pub fn header(mut self, name: http::HeaderName, value: &str) -> Self {
        self.call.header(name, value);
        self
    }

    /// Sends the request, and reads the report on it: one item, whose [`propstats`](Item::propstats) have the outcome of each
    /// change. Any failure of a property is one of the item, also a status 404.
    ///
    /// # Errors
    ///
    /// Returns an error if the request is not valid or fails, or if its response cannot be read. A failure that the server
    /// reports is part of the report: see [`Report::into_result`].
    pub async fn send(self) -> Result<Report<Item>, DavError> {
        let response = self.call.send(self.body()).await?;
        let report = report::<Item>(&self.call, response).await?;
        let succeeded = |propstat: &Propstat| propstat.status.is_some_and(|status| status.is_success());
        // Elsewhere, a 404 beside a success is a property that the resource does not have.
        Ok(report.classify(|item| {
            (item.status().is_success() && !item.propstats().iter().all(succeeded)).then_some(NextAction::GiveUp)
        }))
    }

    /// Returns the body. Changes of one kind that follow each other share an element (RFC 4918 section 14.19).
    fn body(&self) -> String {
        let mut body = RequestBody::new("propertyupdate");
        for changes in self.changes.chunk_by(|one, other| one.sets == other.sets) {
            let name = if changes.iter().any(|change| change.sets) { "set" } else { "remove" };
            let write = |body: &mut RequestBody| changes.iter().for_each(|change| body.markup(&change.xml));
            body.element(name, |body| body.element("prop", write));
        }
        body.finish()
    }
}
