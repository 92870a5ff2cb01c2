//! The rejection of an extractor: a refusal that knows what its request accepts.

use thiserror::Error;

use super::refused::Refused;
use crate::{
    key::Key,
    response::{Negotiate, Response},
};

/// The rejection of an extractor of inputs: the refusal, with the preferences of its request.
///
/// Its response is in the format that the request accepts.
///
/// ```
/// use multistatus::{Negotiate, Refused, batch::Rejection, http::HeaderMap};
///
/// let mut request = HeaderMap::new();
/// request.insert("accept", "application/problem+xml".parse()?);
/// let rejection = Rejection::new(Refused::Empty, Negotiate::from_headers(&request));
/// assert_eq!(rejection.refused(), &Refused::Empty);
/// assert_eq!(rejection.into_response().headers()["content-type"], "application/problem+xml");
/// # Ok::<(), multistatus::http::header::InvalidHeaderValue>(())
/// ```
#[derive(Debug, Error)]
#[error("{refused}")]
pub struct Rejection {
    refused: Refused,
    negotiate: Negotiate,
}

impl Rejection {
    /// Creates the rejection of a request with these preferences.
    pub fn new(refused: Refused, negotiate: Negotiate) -> Self {
        Self { refused, negotiate }
    }

    /// Returns the reason of the rejection.
    pub fn refused(&self) -> &Refused {
        &self.refused
    }

    /// Sets the instance of the problem: see [`Negotiate::instance`].
    pub fn instance(self, uri: impl Into<Key>) -> Self {
        Self { negotiate: self.negotiate.instance(uri), ..self }
    }

    /// Returns the response: see [`Negotiate::respond_one`].
    pub fn into_response(self) -> Response {
        self.response()
    }

    /// Returns the response, for frameworks that only lend the error of an extractor.
    pub(crate) fn response(&self) -> Response {
        self.negotiate.respond_one(&self.refused)
    }
}

/// Drops the preferences.
impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        rejection.refused
    }
}

/// Equivalent to [`Rejection::into_response`].
impl From<Rejection> for Response {
    fn from(rejection: Rejection) -> Self {
        rejection.into_response()
    }
}
