//! `TimeLimit`: the end of the time for a request and its response, or for all requests of a batch.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use super::error::ClientError;

/// The end of the time for a request and its response.
#[derive(Clone, Copy)]
pub(crate) struct TimeLimit {
    start: Instant,
    within: Duration,
}

impl TimeLimit {
    pub(crate) fn new(start: Instant, within: Duration) -> Self {
        Self { start, within }
    }

    /// Returns the time that is left, if there is any.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.within.checked_sub(self.start.elapsed()).filter(|left| !left.is_zero())
    }

    pub(crate) fn error(&self) -> ClientError {
        ClientError::TimedOut { within: self.within }
    }
}

/// Waits for a part of a response. Checks the time before each part, because a server that never pauses leaves no time for a
/// timer.
pub(crate) async fn within<T, E>(
    limit: Option<TimeLimit>,
    part: impl Future<Output = Result<T, E>>,
) -> Result<T, ClientError>
where
    ClientError: From<E>,
{
    let Some(limit) = limit else { return Ok(part.await?) };
    let left = limit.left().ok_or_else(|| limit.error())?;
    Ok(tokio::time::timeout(left, part).await.map_err(|_| limit.error())??)
}
