//! `Call`: one request of a client, before it is sent.

use http::{HeaderMap, HeaderName, HeaderValue, Method, header::CONTENT_TYPE};
use reqwest::{IntoUrl, Response, Url};

use super::{error::DavError, settings::ClientSettings};
use crate::{
    dav_header::{Destination, ResourceRef},
    key::Key,
};

/// One request of a client, before it is sent.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) settings: ClientSettings,
    method: &'static str,
    /// The URL, or the reason why it is not valid.
    url: Result<Url, String>,
    pub(super) headers: HeaderMap,
    prefer: String,
}

impl Call {
    pub(super) fn new(settings: &ClientSettings, method: &'static str, url: impl IntoUrl) -> Self {
        let url = url.into_url().map_err(|error| error.to_string());
        Self { settings: settings.clone(), method, url, headers: HeaderMap::new(), prefer: String::new() }
    }

    /// Adds a header field. A value that is not valid is an error of the request.
    pub(super) fn header(&mut self, name: HeaderName, value: &str) {
        match HeaderValue::from_bytes(value.as_bytes()) {
            Ok(value) => drop(self.headers.append(name, value)),
            Err(_) => self.url = Err(format!("invalid value of the header field {name}: {value:?}")),
        }
    }

    /// Adds a preference (RFC 7240).
    pub(super) fn prefer(&mut self, preference: &str) {
        if !self.prefer.is_empty() {
            self.prefer.push_str(", ");
        }
        self.prefer.push_str(preference);
    }

    /// Returns the URL.
    pub(super) fn url(&self) -> Result<&Url, DavError> {
        self.url.as_ref().map_err(|reason| DavError::InvalidRequest { reason: reason.clone() })
    }

    /// Marks the request as one that cannot be sent.
    pub(super) fn invalid(&mut self, reason: String) {
        self.url = Err(reason);
    }

    /// Adds the field `Destination`: a URL, or a reference that is relative to the URL of the request. Older servers take only
    /// a whole URL (RFC 2518 section 9.3).
    pub(super) fn destination(&mut self, reference: &str) {
        let Ok(url) = &self.url else { return };
        let destination = url.join(reference).map_err(|error| error.to_string());
        let resource = destination.and_then(|mut destination| {
            // The field is not confidential, and a server compares only the rest.
            let _ = (destination.set_username(""), destination.set_password(None));
            destination.set_fragment(None);
            ResourceRef::new(destination.as_str()).map_err(|error| format!("expected {}", error.expected))
        });
        match resource {
            Ok(resource) => Destination::new(resource).insert(&mut self.headers),
            Err(error) => self.invalid(format!("invalid destination {reference:?}: {error}")),
        }
    }

    /// Returns the path and query of the URL as a key.
    pub(super) fn key(&self) -> Result<Key, DavError> {
        Ok(key_of(self.url()?))
    }

    /// Sends the request. `body` is XML; empty for none.
    pub(super) async fn send(&self, body: String) -> Result<Response, DavError> {
        let url = self.url()?.clone();
        let method = Method::from_bytes(self.method.as_bytes()).unwrap_or_default();
        let mut headers = self.headers.clone();
        if let (false, Ok(value)) = (self.prefer.is_empty(), HeaderValue::from_str(&self.prefer)) {
            headers.insert(HeaderName::from_static("prefer"), value);
        }
        let mut request = self.settings.http.request(method, url);
        if !body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8"));
            request = request.body(body);
        }
        let request = request.headers(headers);
        let request = match &self.settings.prepare {
            Some(prepare) => prepare(request),
            None => request,
        };
        Ok(request.send().await?)
    }
}

/// Returns the path and query of a URL as a key.
pub(super) fn key_of(url: &Url) -> Key {
    match url.query() {
        Some(query) => Key::from(format!("{}?{query}", url.path())),
        None => Key::from(url.path()),
    }
}
