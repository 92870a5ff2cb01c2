//! The responses to PROPPATCH, MKCOL and MKCALENDAR: each property by its name alone, grouped by what happened to it.

use http::{HeaderValue, Response, StatusCode, header::CACHE_CONTROL};

use super::outcome::ProppatchOutcome;
use crate::{
    dav_header::DavPreferences,
    format::{
        dav::{
            fragments::{Fragments, Prefixed},
            propstat,
            reference::reference,
        },
        text::output::{Output, append},
    },
    key::{Key, KeyRef},
    outcome::Propstat,
    property::{PropertyName, tag},
    response::{Body, head::head, single::empty},
};

const CONTENT_TYPE: &str = "application/xml; charset=utf-8";

impl ProppatchOutcome {
    /// Returns the response to a PROPPATCH: 207 with what happened to each property, under the href of the resource.
    ///
    /// If all changes are made and the client prefers a minimal response, it is a 204 (RFC 8144 section 2.2).
    pub fn respond(&self, href: impl Into<Key>, preferences: DavPreferences) -> Response<Body> {
        let minimal = preferences.minimal && self.is_success();
        let response = if minimal { empty(StatusCode::NO_CONTENT) } else { self.multi_status(&href.into()) };
        self.log();
        with_preferences(response, preferences, minimal)
    }

    /// Returns the response to a MKCOL (RFC 5689 section 3): 201, or the status of the first property that could not be set. The
    /// body is a `mkcol-response`; a success has none if the request set no property or the client prefers a minimal response.
    pub fn respond_mkcol(&self, preferences: DavPreferences) -> Response<Body> {
        let minimal = preferences.minimal && self.is_success();
        let response = if minimal || self.properties.is_empty() {
            empty(StatusCode::CREATED)
        } else {
            let mut body = Vec::new();
            append(512, &mut body, |out| {
                out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:mkcol-response xmlns:D=\"DAV:\">");
                self.propstats(None, out);
                out.push_str("</D:mkcol-response>");
            });
            head(self.cause().unwrap_or(StatusCode::CREATED), CONTENT_TYPE, Body::whole(body), false)
        };
        self.log();
        not_cached(with_preferences(response, preferences, minimal))
    }

    /// Returns the response to a MKCALENDAR (RFC 4791 section 5.3.1): 201 without a body, or 207 with what happened to each
    /// property, under the href of the calendar that was not created.
    pub fn respond_mkcalendar(&self, href: impl Into<Key>, preferences: DavPreferences) -> Response<Body> {
        let success = self.is_success();
        let response = if success { empty(StatusCode::CREATED) } else { self.multi_status(&href.into()) };
        self.log();
        not_cached(with_preferences(response, preferences, preferences.minimal && success))
    }

    /// Logs the failures that are those of the server.
    fn log(&self) {
        for (name, result) in &self.properties {
            result.as_ref().err().into_iter().for_each(|failure| failure.log(name));
        }
    }

    /// Returns the status of the first property that did not fail because of another one.
    fn cause(&self) -> Option<StatusCode> {
        let mut failed = self.properties.iter().filter_map(|(_, result)| Some(result.as_ref().err()?.status()));
        failed.find(|status| *status != StatusCode::FAILED_DEPENDENCY)
    }

    fn multi_status(&self, href: &Key) -> Response<Body> {
        let mut body = Vec::new();
        append(512, &mut body, |out| {
            out.push_str(Prefixed::START);
            out.push_str(Prefixed::RESPONSE);
            reference(href.into(), out);
            out.push_str(Prefixed::HREF[1]);
            self.propstats(Some(href.into()), out);
            out.push_str(Prefixed::RESPONSE_END);
            out.push_str(Prefixed::END);
        });
        head(StatusCode::MULTI_STATUS, CONTENT_TYPE, Body::whole(body), false)
    }

    /// Writes a propstat for each group of properties: all of them succeeded, or none did.
    fn propstats(&self, own: Option<KeyRef<'_>>, out: &mut Output<'_>) {
        let mut rest: Vec<_> = self.properties.iter().collect();
        while let Some((_, first)) = rest.first().copied() {
            let is_alike = |result: &Result<_, _>| match (first, result) {
                (Err(first), Err(other)) => first.shares_propstat(other),
                (first, other) => first.is_ok() == other.is_ok(),
            };
            let (alike, others) = rest.into_iter().partition::<Vec<_>, _>(|(_, result)| is_alike(result));
            rest = others;
            let end = match first {
                Ok(()) => Propstat::new(Some(StatusCode::OK)),
                Err(failure) => failure.to_propstat(),
            };
            propstat_of(alike.into_iter().map(|(name, _)| name), &end, own, out);
        }
    }
}

fn propstat_of<'n>(
    names: impl Iterator<Item = &'n PropertyName>,
    propstat: &Propstat,
    own: Option<KeyRef<'_>>,
    out: &mut Output<'_>,
) {
    out.push_str("<D:propstat><D:prop>");
    names.for_each(|name| tag::empty(name.namespace(), name.local(), out));
    let end = propstat::end::<Prefixed>(propstat, own, out.reborrow());
    out.resume(end);
}

/// Adds the fields about the preferences of the client. `minimal` is true if the response is a minimal one.
fn with_preferences(mut response: Response<Body>, mut preferences: DavPreferences, minimal: bool) -> Response<Body> {
    // The request is about one resource, so `depth-noroot` does not apply.
    (preferences.minimal, preferences.noroot) = (minimal, false);
    preferences.insert_applied(response.headers_mut());
    response
}

/// RFC 4791 section 5.3.1 requires the field; the responses to these methods are never cached.
fn not_cached(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
