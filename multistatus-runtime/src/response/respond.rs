//! `Respond`: types that become a response in a negotiated format.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header::VARY};

use super::{
    body::Body,
    head::{add_fields, head},
    negotiate::{Negotiate, varies_by_accept},
    single::{self, Failure},
};
use crate::{
    format::{
        Format, Formats, Offer,
        encoder::Encoder,
        source::{OwnedItems, StoredItems},
    },
    multistatus::MultiStatus,
    outcome::{Outcome, logging::log_failure},
    panic_guard::guard,
    prefer::PREFER,
    summary::Summary,
};

/// The header field with the summary, for clients that do not read the body.
const MULTI_STATUS: HeaderName = HeaderName::from_static("multi-status");

/// A type that becomes a response in a negotiated format: a [`MultiStatus`], a [`Streamed`](crate::Streamed), or a `Result` of one and
/// an outcome.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the answer to a batch",
    label = "not an answer to a batch",
    note = "respond with a `MultiStatus`, a `Streamed`, the `Outcomes` of a spawned batch, or a `Result` of one of these and an outcome",
    note = "for one outcome alone, write `respond_one`"
)]
pub trait Respond: Sized {
    /// The outcome of its items.
    type Outcome: Outcome;

    /// Returns the response in one format. Items with a status of 500 and up are logged.
    fn respond(self, offer: Offer<Self::Outcome>, negotiate: &Negotiate) -> Response<Body>;
}

/// An error is the outcome of the whole request.
impl<R: Respond, E: Outcome> Respond for Result<R, E> {
    type Outcome = R::Outcome;

    fn respond(self, offer: Offer<R::Outcome>, negotiate: &Negotiate) -> Response<Body> {
        match self {
            Ok(answer) => answer.respond(offer, negotiate),
            Err(outcome) => negotiate.respond_failed(&offer, outcome),
        }
    }
}

impl<O: Outcome + Send + 'static> Respond for MultiStatus<O> {
    type Outcome = O;

    fn respond(self, offer: Offer<O>, negotiate: &Negotiate) -> Response<Body> {
        if let Err(duplicate) = self.check_duplicates(offer.format.duplicates()) {
            tracing::error!(%duplicate, "the format does not allow repeated keys; the response is a 500");
            return negotiate.respond_failed(&offer, Failure(&duplicate.to_string()));
        }
        let summary = self.summary();
        if summary.failed > 0 {
            log_failures(&self);
        }
        let overall = offer.format.overall().unwrap_or(self.overall);
        let status = guard("the policy for the status of the whole", || overall.status(&summary));
        let status = status.unwrap_or(StatusCode::MULTI_STATUS);
        let fields = offer.format.header_fields();
        let mut response = if offer.format.is_empty_for(&summary) {
            single::empty(status)
        } else {
            let minimal = negotiate.is_minimal() && offer.format.may_be_minimal();
            let items = StoredItems::new(OwnedItems::new(self.items));
            let encoder = Encoder::new(offer.format, items, self.description.map(String::from));
            head(status, offer.content_type, Body::encoded(encoder.minimal(minimal)), minimal)
        };
        add_fields(&mut response, fields);
        if self.summary_header {
            response.headers_mut().insert(MULTI_STATUS, dictionary(&summary));
        }
        response
    }
}

impl Negotiate {
    /// Returns the response in one of the built-in formats.
    ///
    /// The answer is a [`MultiStatus`], a [`Streamed`](crate::Streamed), a spawned batch, or a `Result` of one of these and an outcome. The
    /// outcome of an `Err` is responded as by [`respond_one`](Self::respond_one): `accept.respond(batch.run().await)` also
    /// responds to a batch that is refused.
    pub fn respond<R>(&self, answer: R) -> Response<Body>
    where
        R: Respond,
        R::Outcome: 'static,
    {
        self.respond_from(&Formats::new(), answer)
    }

    /// Returns the response in this format. The outcome of an `Err` is responded in the form that clients of the format expect: the
    /// error of a dialect, or a problem (RFC 9457) if the format has no form of its own.
    ///
    /// ```
    /// use multistatus::{MultiStatus, Negotiate, Refused, StatusCode, dialect};
    ///
    /// let refused: Result<MultiStatus<StatusCode>, Refused> = Err(Refused::Empty);
    /// let response = Negotiate::default().respond_with(dialect::GRAPH, refused);
    /// assert_eq!(response.status(), 400);
    /// assert_eq!(response.headers()["content-type"], "application/json");
    /// // {"error":{"code":"BadRequest","message":"the batch is empty; it takes at least one item"}}
    /// ```
    pub fn respond_with<R: Respond>(
        &self,
        format: impl Format<R::Outcome> + Send + Sync + 'static,
        answer: R,
    ) -> Response<Body> {
        answer.respond(Offer::of(format), self)
    }

    /// Returns the response in one of `formats`.
    pub fn respond_from<R: Respond>(&self, formats: &Formats<R::Outcome>, answer: R) -> Response<Body> {
        let Some(offer) = formats.negotiate(self.accept()) else {
            tracing::error!("there is no format for the response: enable the feature `json` or `xml`, or add a format");
            return self.respond_one(Failure("the service has no format for the response"));
        };
        let mut response = answer.respond(offer, self);
        varies_by_accept(&mut response);
        if self.is_minimal() {
            response.headers_mut().append(VARY, PREFER.into());
        }
        response
    }
}

/// The bounds are on the methods, so that a call without `Outcome` gives the message of that trait.
impl<O> MultiStatus<O> {
    /// Returns the response in the built-in format that the fields `Accept` and `Prefer` of the request ask for.
    ///
    /// ```
    /// use multistatus::{MultiStatus, StatusCode};
    ///
    /// let mut request = http::HeaderMap::new();
    /// request.insert("accept", "application/xml".parse()?);
    /// let result = MultiStatus::from_outcomes([StatusCode::OK]);
    /// let response = result.respond_to(&request);
    /// assert_eq!(response.status(), 207);
    /// assert_eq!(response.headers()["content-type"], "application/xml; charset=utf-8");
    /// # Ok::<(), http::header::InvalidHeaderValue>(())
    /// ```
    pub fn respond_to(self, request: &HeaderMap) -> Response<Body>
    where
        O: Outcome + Send + 'static,
    {
        Negotiate::from_headers(request).respond(self)
    }

    /// Returns the response in this format.
    pub fn respond_with(self, format: impl Format<O> + Send + Sync + 'static) -> Response<Body>
    where
        O: Outcome + Send + 'static,
    {
        self.respond(Offer::of(format), &Negotiate::default())
    }
}

/// Logs each item that failed with a status of 500 and up, unless its batch did. This is done here, and not while the body
/// is written, so that the client cannot prevent it, and so that the events are in the span of the request.
#[cold]
fn log_failures<O: Outcome>(result: &MultiStatus<O>) {
    for entry in result.iter().filter(|entry| entry.status().as_u16() >= 500) {
        let _logged = guard("the outcome of an item", || {
            if !entry.is_logged() {
                log_failure(entry.index(), entry.key(), entry.status(), &entry);
            }
        });
    }
}

/// Returns the counts as a dictionary of RFC 9651: `total=3, succeeded=2, failed=1, retryable=1, complete`.
fn dictionary(summary: &Summary) -> HeaderValue {
    let Summary { total, succeeded, failed, retryable, complete } = summary;
    let complete = if *complete { "complete" } else { "complete=?0" };
    let text = format!("total={total}, succeeded={succeeded}, failed={failed}, retryable={retryable}, {complete}");
    // The text has only digits and names, so this cannot fail.
    HeaderValue::from_maybe_shared(Bytes::from(text)).unwrap_or(HeaderValue::from_static(""))
}
