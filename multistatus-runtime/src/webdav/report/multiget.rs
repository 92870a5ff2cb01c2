//! `Multiget`: the answer to a report on named resources.

use std::collections::HashSet;

use http::{Response, StatusCode};

use crate::{
    key::Key,
    outcome::Outcome,
    property::{Properties, PropertyXml, ResourceOutcome},
    response::{Body, Streamed},
};

/// The resources that a `calendar-multiget` or an `addressbook-multiget` names (RFC 4791 section 7.9, RFC 6352 section 8.7).
///
/// The response answers each of them, in the order of the request and under the href that the client wrote, so that it finds
/// its answer. A resource that is named twice is answered once, because a body has each href once (RFC 4918 section 14.24). One
/// that does not exist is a 404 with `status`, and does not affect the others.
///
/// ```
/// use multistatus::{StatusCode, webdav::{
///     ContentWriter, Multiget, Properties, PropertyFailure, PropertyInfo, PropertyQuery, PropertyXml, ResourceOutcome,
/// }};
///
/// struct Event;
///
/// impl Properties for Event {
///     const PROPERTIES: &'static [PropertyInfo] = &[];
///
///     fn write(&self, _: usize, _: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
///         Err(PropertyFailure::ABSENT)
///     }
/// }
///
/// let multiget = Multiget::new(["/calendar/1.ics".into(), "/calendar/2.ics".into()]);
/// let response = multiget.respond(PropertyXml::new(&PropertyQuery::default()), |href| match href.as_str() {
///     "/calendar/1.ics" => Some(ResourceOutcome::<Event, StatusCode>::Properties(Event)),
///     _ => None,
/// });
/// assert_eq!(response.status(), 207);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the client waits for the answer: respond with the multiget"]
pub struct Multiget {
    hrefs: Vec<Key>,
}

impl Multiget {
    /// Takes the hrefs of a request.
    pub fn new(hrefs: impl IntoIterator<Item = Key>) -> Self {
        let mut seen = HashSet::new();
        Self { hrefs: hrefs.into_iter().filter(|href| seen.insert(href.normal().into_owned())).collect() }
    }

    /// Returns the hrefs to answer, each once. A server that reads its resources asynchronously makes a stream of them, for
    /// [`Streamed::stream`](crate::Streamed::stream).
    pub fn into_hrefs(self) -> Vec<Key> {
        self.hrefs
    }

    /// Returns the response. `find` returns what is at an href, and `None` for a resource that does not exist; it is called
    /// while the body is sent.
    pub fn respond<P, O, F>(self, body: PropertyXml<P>, mut find: F) -> Response<Body>
    where
        P: Properties + Send + 'static,
        O: Outcome + Send + 'static,
        F: FnMut(&Key) -> Option<ResourceOutcome<P, O>> + Send + 'static,
    {
        let answer = move |href: Key| {
            let outcome = match find(&href) {
                Some(ResourceOutcome::Properties(properties)) => ResourceOutcome::Properties(properties),
                Some(ResourceOutcome::Failed(outcome)) => ResourceOutcome::Failed(Ok(outcome)),
                None => ResourceOutcome::Failed(Err(StatusCode::NOT_FOUND)),
            };
            (href, outcome)
        };
        Streamed::iter(self.hrefs.into_iter().map(answer)).respond_with(body)
    }
}
