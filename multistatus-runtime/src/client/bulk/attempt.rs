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

/// The result of an attempt.
pub(crate) struct Attempt<'i, O> {
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

        let mut result = Attempt { answers: Vec::new(), fatal: None, transient: None };
        let (mut waiting, mut running, mut pause) = (indices, FuturesUnordered::new(), None);
        loop {
            while pause.is_none() && running.len() < concurrency && !waiting.is_empty() {
                let limit = limit();
                if limit.left().is_none() {
                    result.end(limit.error(), &mut waiting);
                    break;
                }
                let chunk;
                (chunk, waiting) = waiting.split_at(size.min(waiting.len()));
                let request = send(&BulkPart::at(chunk, &responses.keys, items, plan));
                running.push(responses.answer::<O, E>(request, chunk, limit, progress));
            }
            if waiting.is_empty() {
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
                if limit().left().is_some_and(|left| wait <= left) {
                    pause = pause.max(Some(Instant::now() + wait));
                } else {
                    waiting = &[];
                }
            }
            result.add(chunk, answer, &mut waiting);
        }
        result.answers.sort_by_key(|(chunk, _)| chunk.first().copied());
        result
    }
}

impl<'i, O> Attempt<'i, O> {
    /// Adds the result of a request. Sends nothing more if it ends the batch.
    fn add(&mut self, chunk: &'i [usize], answer: Answer<O>, waiting: &mut &[usize]) {
        self.answers.extend(answer.report.map(|report| (chunk, report)));
        match answer.error {
            Some(error) if answer.ends_batch => self.end(error, waiting),
            error => self.transient = error.or(self.transient.take()),
        }
    }

    fn end(&mut self, error: ClientError, waiting: &mut &[usize]) {
        self.fatal.get_or_insert(error);
        *waiting = &[];
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
