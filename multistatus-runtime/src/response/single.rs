//! One outcome as a response of its own: its status, its header fields, and its body or its problem.

use std::{borrow::Cow, fmt, time::Duration};

use headers_accept::Accept;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use mediatype::MediaType;
use serde::{Serializer, ser::SerializeMap};

use super::{
    body::Body,
    head::{add_fields, head},
};
#[cfg(feature = "xml")]
use crate::format::dav::document;
#[cfg(feature = "webdav")]
use crate::{entry::Entry, outcome::logging::log_failed_request};
use crate::{
    format::{RefusalForm, failed_request, json::view},
    key::{Key, KeyRef},
    outcome::{
        ConditionVisitor, HeaderVisitor, Outcome, Property, Propstat, Retry, StatusClass, forward_parts,
        header::retry_after_seconds,
        problem::{PROBLEM_JSON, header_fields, may_have_body},
        status::final_status,
    },
};

/// Returns the response of one outcome in a format that `accept` allows; in JSON if it allows none.
pub(crate) fn respond<O: Outcome + ?Sized>(outcome: &O, accept: Option<&Accept>) -> Response<Body> {
    let status = final_status(outcome.status());
    let mut response = match content(outcome, status, accept) {
        Some((content_type, body)) => head(status, content_type, Body::whole(body), false),
        None => empty(status),
    };
    add_fields_of(outcome, &mut response);
    response
}

/// Returns the response of one outcome in the form that a format has for a request that failed as a whole. `content_type` is
/// that of the format.
pub(crate) fn refused<O: Outcome>(outcome: &O, form: RefusalForm, content_type: &'static str) -> Response<Body> {
    let (own, fields) = form.head();
    let body = Body::whole(failed_request::body(form, outcome));
    let mut response = head(final_status(outcome.status()), own.unwrap_or(content_type), body, false);
    add_fields_of(outcome, &mut response);
    add_fields(&mut response, fields);
    response
}

/// Returns the response of one outcome to a client of WebDAV. A failure has the element `error` of RFC 4918 section 16 as its
/// body, with its key for a condition that requires an href and has none.
#[cfg(feature = "webdav")]
pub(crate) fn respond_dav<O: Outcome + ?Sized>(entry: &Entry<'_, O>) -> Response<Body> {
    if StatusClass::of(entry.status()) != StatusClass::Failure {
        return respond(entry, None);
    }
    let body = Body::whole(document::error_of(entry).0);
    let mut response = head(entry.status(), XML, body, false);
    add_fields_of(entry, &mut response);
    if entry.status().as_u16() >= 500 {
        log_failed_request(entry.status(), entry);
    }
    response
}

/// Adds the header fields of an outcome, and `Retry-After`.
fn add_fields_of<O: Outcome + ?Sized>(outcome: &O, response: &mut Response<Body>) {
    let fields = response.headers_mut();
    for (name, value) in header_fields(outcome) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
            && (name != header::CONTENT_TYPE || fields.contains_key(header::CONTENT_TYPE))
        {
            fields.insert(name, value);
        }
    }
    if let Some(wait) = outcome.retry_after() {
        fields.insert(header::RETRY_AFTER, retry_after_seconds(wait).into());
    }
}

/// Returns a response without content. RFC 9110 section 8.6 allows no length for 204, and none but that of the omitted
/// body for 304.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::whole(Vec::new()));
    *response.status_mut() = status;
    if !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        response.headers_mut().insert(header::CONTENT_LENGTH, 0.into());
    }
    response
}

/// Returns the content type and the bytes of the body.
fn content<O: Outcome + ?Sized>(
    outcome: &O,
    status: StatusCode,
    accept: Option<&Accept>,
) -> Option<(&'static str, Vec<u8>)> {
    if !may_have_body(status.as_u16()) {
        return None;
    }
    let body = view::body(outcome).map(|json| ("application/json", json));
    body.or_else(|| (StatusClass::of(status) == StatusClass::Failure).then(|| problem(outcome, accept)))
}

/// Returns the content type and the bytes of the problem.
fn problem<O: Outcome + ?Sized>(outcome: &O, accept: Option<&Accept>) -> (&'static str, Vec<u8>) {
    match accept.map_or(ProblemFormat::Json, ProblemFormat::preferred_by) {
        ProblemFormat::Json => (PROBLEM_JSON, view::problem(outcome)),
        #[cfg(feature = "xml")]
        ProblemFormat::ProblemXml => (PROBLEM_XML, document::problem(outcome)),
        #[cfg(feature = "xml")]
        ProblemFormat::Xml => match document::error(outcome) {
            Some(error) => (XML, error),
            None => (PROBLEM_XML, document::problem(outcome)),
        },
    }
}

#[cfg(feature = "xml")]
const XML: &str = "application/xml; charset=utf-8";

#[cfg(feature = "xml")]
const PROBLEM_XML: &str = "application/problem+xml";

/// The format of a problem.
#[derive(Clone, Copy)]
enum ProblemFormat {
    Json,
    #[cfg(feature = "xml")]
    ProblemXml,
    /// XML of any kind: the element `error` if there are conditions, else a problem.
    #[cfg(feature = "xml")]
    Xml,
}

impl ProblemFormat {
    /// The media types that ask for each format, the preferred one first. A client of JSON or XML can read a problem.
    const MEDIA_TYPES: &[(&str, Self)] = &[
        (PROBLEM_JSON, Self::Json),
        ("application/json", Self::Json),
        #[cfg(feature = "xml")]
        (PROBLEM_XML, Self::ProblemXml),
        #[cfg(feature = "xml")]
        ("application/xml", Self::Xml),
        #[cfg(feature = "xml")]
        ("text/xml", Self::Xml),
    ];

    /// Returns the format that an `Accept` field prefers, else JSON.
    fn preferred_by(accept: &Accept) -> Self {
        let parsed = |&(name, format): &(&'static str, Self)| Some((MediaType::parse(name).ok()?, format));
        let offers: Vec<_> = Self::MEDIA_TYPES.iter().filter_map(parsed).collect();
        let chosen = accept.negotiate(offers.iter().map(|(media_type, _)| media_type));
        let format = chosen.and_then(|chosen| offers.iter().find(|(media_type, _)| std::ptr::eq(media_type, chosen)));
        format.map_or(Self::Json, |(_, format)| *format)
    }
}

/// An outcome whose problem has an instance of the request, unless it has its own.
pub(crate) struct WithInstance<'a, O: ?Sized> {
    pub(crate) outcome: &'a O,
    pub(crate) instance: Option<&'a Key>,
}

impl<O: Outcome + ?Sized> Outcome for WithInstance<'_, O> {
    forward_parts!(inner: O in Self { outcome: inner, .. });

    fn instance(&self) -> Option<KeyRef<'_>> {
        self.outcome.instance().or(self.instance.map(KeyRef::from))
    }

    fn is_logged(&self) -> bool {
        self.outcome.is_logged()
    }
}

/// A failure of the service that prevents a response, with its text. Its creator logs it.
pub(crate) struct Failure<'t>(pub(crate) &'t str);

impl Outcome for Failure<'_> {
    fn status(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(self.0)
    }

    fn is_logged(&self) -> bool {
        true
    }
}
