//! The outcomes of a spawned batch: a stream of them, and the future of all.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use http::Response;

use super::reorder_buffer::OutcomeReceiver;
use crate::{
    batch::{
        refused::Refused,
        settled::{NotRun, Settled},
    },
    format::Offer,
    key::Key,
    multistatus::MultiStatus,
    outcome::Outcome,
    panic_guard::drop_each,
    response::{Body, Negotiate, Respond, Streamed},
};

/// The outcomes of a spawned batch, as a stream in request order.
///
/// At most `buffer` outcomes wait to be read, counting those of items that still run; while the buffer is full, no
/// further item starts. When this is dropped, [`OnDisconnect`](super::super::OnDisconnect) decides what happens to the
/// batch.
///
/// Awaited, it is the [`MultiStatus`] of all outcomes, or the refusal of the whole batch. As a stream, a refused batch
/// has one outcome, which says so.
///
/// ```
/// use multistatus::{Batch, StatusCode};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), multistatus::Refused> {
/// let outcomes = Batch::new(async |_path: &str| StatusCode::NO_CONTENT).inputs(["/a", "/b"]).spawn();
/// let result = outcomes.await?;
/// assert_eq!(result.summary().succeeded, 2);
/// # Ok(())
/// # }
/// ```
#[must_use = "outcomes that are not read hide failures"]
pub struct Outcomes<O> {
    reader: OutcomeReceiver<O>,
    refused: Option<Refused>,
}

impl<O> Outcomes<O> {
    pub(super) fn new(reader: OutcomeReceiver<O>, refused: Option<Refused>) -> Self {
        if refused.is_some() {
            reader.complete();
        }
        Self { reader, refused }
    }

    /// Returns these outcomes unless the whole batch was refused.
    ///
    /// # Errors
    ///
    /// Returns an error if the whole batch was refused. Nothing ran.
    pub fn accepted(mut self) -> Result<Self, Refused> {
        self.refused.take().map_or(Ok(self), Err)
    }

    /// Drops the items that run, and starts no further one. Each item that did not end is reported as
    /// [cancelled](NotRun::Cancelled).
    pub fn cancel(&self) {
        self.reader.cancel();
    }
}

impl<O> Stream for Outcomes<O> {
    type Item = (Option<Key>, Settled<O>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(refused) = self.refused.take() {
            return Poll::Ready(Some((None, Settled::NotRun(NotRun::from(refused)))));
        }
        self.reader.poll_next(context)
    }
}

impl<O> IntoFuture for Outcomes<O> {
    type Output = Result<MultiStatus<Settled<O>>, Refused>;
    type IntoFuture = AllOutcomes<O>;

    fn into_future(self) -> AllOutcomes<O> {
        AllOutcomes { outcomes: self, result: MultiStatus::new() }
    }
}

/// The future of all outcomes of a spawned batch.
#[must_use = "a future does nothing until it is awaited"]
#[derive(Debug)]
pub struct AllOutcomes<O> {
    outcomes: Outcomes<O>,
    result: MultiStatus<Settled<O>>,
}

/// Outcomes that are not reported are dropped one by one, also if they panic.
impl<O> Drop for AllOutcomes<O> {
    fn drop(&mut self) {
        drop_each(self.result.items.drain(..));
    }
}

/// Nothing here is pinned.
impl<O> Unpin for AllOutcomes<O> {}

impl<O> Future for AllOutcomes<O> {
    type Output = Result<MultiStatus<Settled<O>>, Refused>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { outcomes, result } = self.get_mut();
        if let Some(refused) = outcomes.refused.take() {
            return Poll::Ready(Err(refused));
        }
        while let Some((key, settled)) = ready!(outcomes.reader.poll_next(context)) {
            match key {
                Some(key) => result.push(key, settled),
                None => result.push_outcome(settled),
            }
        }
        Poll::Ready(std::mem::take(result).accepted())
    }
}

impl<O> fmt::Debug for Outcomes<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcomes").field("refused", &self.refused).finish_non_exhaustive()
    }
}

/// The response to a refused batch is its problem. Any other batch is [`Streamed`]: each outcome is written once those
/// before it are. If the client goes away, [`on_disconnect`](crate::Batch::on_disconnect) decides what happens to the
/// batch.
impl<O: Outcome + Send + 'static> Respond for Outcomes<O> {
    type Outcome = Settled<O>;

    fn respond(self, offer: Offer<Settled<O>>, negotiate: &Negotiate) -> Response<Body> {
        self.accepted().map(Streamed::stream).respond(offer, negotiate)
    }
}
