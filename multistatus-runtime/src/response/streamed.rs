//! `Streamed`: a multi-status that is written while its items are produced.

use std::{convert::Infallible, fmt};

use futures_core::Stream;
use http::{HeaderMap, Response, StatusCode};

use super::{
    body::Body,
    head::{add_fields, head},
    negotiate::Negotiate,
    respond::Respond,
};
use crate::{
    format::{
        Format, Offer,
        encoder::Encoder,
        formats::SharedFormat,
        source::{TryIter, TryStream},
    },
    key::AsKey,
    outcome::{Outcome, status::response_status},
};

/// A response whose items come from an iterator or a stream of `(key, outcome)`. Each item is written and then dropped: a
/// million items need no more memory than a hundred.
///
/// The head is sent before the outcomes are known, so the status of the whole is fixed: 207 unless [set](Streamed::status).
/// If the source fails, the document ends well-formed, with an item of status 500 and `"complete": false` in the summary. The
/// error is logged and not sent to the client.
///
/// ```
/// use multistatus::{DavXml, StatusCode, Streamed};
///
/// let paths = (0..3).map(|n| (format!("/files/{n}"), StatusCode::NO_CONTENT));
/// let response = Streamed::iter(paths).respond_with(DavXml::new());
/// assert_eq!(response.status(), 207);
/// ```
#[must_use = "nothing is sent until it becomes a response"]
pub struct Streamed<O> {
    write: Box<dyn FnOnce(Offer<O>, StreamOptions) -> Body + Send>,
    options: StreamOptions,
    status: StatusCode,
}

/// The options of the encoder.
struct StreamOptions {
    description: Option<String>,
    bound: usize,
    minimal: bool,
}

impl<O: Outcome + Send + 'static> Streamed<O> {
    /// Creates a response from an iterator.
    pub fn iter<K, I>(pairs: I) -> Self
    where
        I: IntoIterator<Item = (K, O), IntoIter: Send + 'static>,
        K: AsKey + Send + 'static,
    {
        Self::try_iter(pairs.into_iter().map(Ok::<_, Infallible>))
    }

    /// Creates a response from an iterator that may fail. The first error ends the body and is logged.
    pub fn try_iter<K, E, I>(pairs: I) -> Self
    where
        I: IntoIterator<Item = Result<(K, O), E>, IntoIter: Send + 'static>,
        K: AsKey + Send + 'static,
        E: fmt::Display + 'static,
    {
        let pairs = pairs.into_iter();
        Self::new(move |offer, options| Body::encoded(options.encoder(offer, TryIter::new(pairs))))
    }

    /// Creates a response from a stream.
    pub fn stream<K, S>(pairs: S) -> Self
    where
        S: Stream<Item = (K, O)> + Send + 'static,
        K: AsKey + Send + 'static,
    {
        Self::new(move |offer, options| {
            Body::polled(options.encoder(offer, TryStream::new(pairs, Ok::<_, Infallible>)))
        })
    }

    /// Creates a response from a stream that may fail. The first error ends the body and is logged.
    pub fn try_stream<K, E, S>(pairs: S) -> Self
    where
        S: Stream<Item = Result<(K, O), E>> + Send + 'static,
        K: AsKey + Send + 'static,
        E: fmt::Display + 'static,
    {
        Self::new(move |offer, options| Body::polled(options.encoder(offer, TryStream::new(pairs, |pair| pair))))
    }

    fn new(write: impl FnOnce(Offer<O>, StreamOptions) -> Body + Send + 'static) -> Self {
        let options = StreamOptions { description: None, bound: 0, minimal: false };
        Self { write: Box::new(write), options, status: StatusCode::MULTI_STATUS }
    }

    /// Sets the status of the whole. It is sent before any outcome is known.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = response_status(status);
        self
    }

    /// Sets the text about the batch as a whole: see [`MultiStatus::description`](crate::MultiStatus::description).
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.options.description = Some(description.into());
        self
    }

    /// Remembers the keys of the first `bound` items, so that the format can detect a repeated key. By default no key is
    /// remembered, because a stream may have more keys than memory can hold.
    pub fn check_keys(mut self, bound: usize) -> Self {
        self.options.bound = bound;
        self
    }

    /// Returns the response in the built-in format that the fields `Accept` and `Prefer` of the request ask for.
    pub fn respond_to(self, request: &HeaderMap) -> Response<Body> {
        Negotiate::from_headers(request).respond(self)
    }

    /// Returns the response in this format.
    pub fn respond_with(self, format: impl Format<O> + Send + Sync + 'static) -> Response<Body> {
        self.respond(Offer::of(format), &Negotiate::default())
    }
}

impl<O: Outcome + Send + 'static> Respond for Streamed<O> {
    type Outcome = O;

    fn respond(self, offer: Offer<O>, negotiate: &Negotiate) -> Response<Body> {
        let Self { write, options, status } = self;
        let minimal = negotiate.is_minimal() && offer.format.may_be_minimal();
        let (content_type, fields) = (offer.content_type, offer.format.header_fields());
        let status = offer.format.overall().map_or(status, |overall| overall.fixed());
        let mut response = head(status, content_type, write(offer, StreamOptions { minimal, ..options }), minimal);
        add_fields(&mut response, fields);
        response
    }
}

impl StreamOptions {
    fn encoder<O: Outcome, S>(self, offer: Offer<O>, source: S) -> Encoder<'static, SharedFormat<O>, S> {
        let policy = offer.format.duplicates();
        Encoder::new(offer.format, source, self.description)
            .minimal(self.minimal)
            .check_keys(policy, self.bound)
            .logging()
    }
}

impl<O> fmt::Debug for Streamed<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streamed").field("status", &self.status).finish_non_exhaustive()
    }
}
