//! One attempt: the requests for the items that it sends, some of them at the same time.

use std::future::Future;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{Bulk, part::BulkPart, progress::ProgressCounter, request::Answer};
use crate::{
    client::{
        error::{ClientError, SenderError},
        report::Report,
    },
    item::FromItem,
    outcome::Outcome,
};

/// The state of an attempt, and its result.
pub(crate) struct Attempt<'i, O> {
    /// The indices of the items that are not sent yet.
    waiting: &'i [usize],
    /// The reports on the items that were sent, in the order of the items.
    pub(crate) answers: Vec<(&'i [usize], Report<O>)>,
    /// The first error that ends the batch.
    pub(crate) fatal: Option<ClientError>,
    /// The last error that another attempt may resolve.
    pub(crate) transient: Option<ClientError>,
}

impl<T> Bulk<T> {
    /// Sends the items at `indices` once. All requests run in the task that polls this future.
    pub(crate) async fn attempt<'i, O, F, E>(
        &mut self,
        indices: &'i [usize],
        progress: &ProgressCounter,
        send: &mut impl FnMut(&[BulkPart<'_, T>]) -> F,
    ) -> Attempt<'i, O>
    where
        O: FromItem + Outcome + Send,
        F: Future<Output = Result<reqwest::Response, E>>,
        E: Into<SenderError>,
    {
        let (size, concurrency, limits_each_request) = (self.size, self.concurrency, self.limits_each_request);
        // The items are borrowed mutably, so that the future is `Send` if they are.
        let Self { items, responses, plan, .. } = self;
        let (items, responses, plan) = (&mut *items, &*responses, &*plan);
        let limit = || if limits_each_request { plan.time_limit_from_now() } else { plan.time_limit() };

        let mut attempt = Attempt { waiting: indices, answers: Vec::new(), fatal: None, transient: None };
        let (mut running, mut pause) = (FuturesUnordered::new(), None);
        loop {
            while pause.is_none() && running.len() < concurrency && !attempt.waiting.is_empty() {
                let limit = limit();
                if limit.left().is_none() {
                    attempt.end(limit.error());
                    break;
                }
                let chunk = attempt.next_chunk(size);
                let request = send(&BulkPart::at(chunk, &responses.keys, items, plan));
                running.push(responses.answer::<O, E>(request, chunk, limit, progress));
            }
            if attempt.waiting.is_empty() {
                pause = None;
            }
            let Some((chunk, answer)) = next_end(&mut running, pause).await else {
                match pause.take() {
                    Some(_) => continue,
                    None => break,
                }
            };
            if let Some(asked) = answer.pause {
                let wait = plan.pause(asked);
                let in_time = limit().left().is_some_and(|left| wait <= left);
                match Instant::now().checked_add(wait).filter(|_| in_time) {
                    Some(end) => pause = pause.max(Some(end)),
                    None => attempt.waiting = &[],
                }
            }
            attempt.add(chunk, answer);
        }
        attempt.answers.sort_by_key(|(chunk, _)| chunk.first().copied());
        attempt
    }
}

impl<'i, O> Attempt<'i, O> {
    /// Returns the items of the next request.
    fn next_chunk(&mut self, size: usize) -> &'i [usize] {
        let (chunk, waiting) = self.waiting.split_at(size.min(self.waiting.len()));
        self.waiting = waiting;
        chunk
    }

    /// Adds the result of a request.
    fn add(&mut self, chunk: &'i [usize], answer: Answer<O>) {
        self.answers.extend(answer.report.map(|report| (chunk, report)));
        match answer.error {
            Some(error) if answer.ends_batch => self.end(error),
            error => self.transient = error.or(self.transient.take()),
        }
    }

    /// Sends no further request because of this error.
    fn end(&mut self, error: ClientError) {
        self.fatal.get_or_insert(error);
        self.waiting = &[];
    }
}

/// Waits until a request ends. Returns `None` if none is running, or if the pause is over first.
async fn next_end<F: Future>(running: &mut FuturesUnordered<F>, pause: Option<Instant>) -> Option<F::Output> {
    match pause {
        None => running.next().await,
        Some(end) if running.is_empty() => {
            sleep_until(end).await;
            None
        }
        Some(end) => timeout_at(end, running.next()).await.ok().flatten(),
    }
}
