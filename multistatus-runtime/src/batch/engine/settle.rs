//! The one outcome of an item, and what follows from it for others.

use std::sync::Arc;

use http::StatusCode;
use tracing::Span;

use super::Engine;
use crate::{
    batch::{InputSource, Mode, NotRun, OnDuplicate, Settled, Slot, queue::Queue, results::Results},
    item::Item,
    key::Key,
    outcome::{Outcome, StatusClass, status::final_status},
};

impl<I, T, S, C, O, R> Engine<I, T, S, C, O, R>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
    R: Results<O>,
{
    /// Gives an item the outcome that its handler returned. Mostly nobody else has to know: then it is written where it
    /// stays, and nowhere before.
    #[inline]
    pub(super) fn settle_returned(&mut self, index: usize, outcome: O) {
        let status = final_status(outcome.status());
        if self.is_watched || status.as_u16() >= 500 {
            return self.settle(index, Settled::Returned(outcome));
        }
        self.progress.settled += 1;
        self.progress.failed += usize::from(StatusClass::of(status) == StatusClass::Failure);
        self.results.settle(index, Settled::Returned(outcome));
    }

    /// Gives an item its one outcome.
    #[inline(never)]
    pub(super) fn settle(&mut self, index: usize, settled: Settled<O>) {
        let status = final_status(settled.status());
        let failed = StatusClass::of(status) == StatusClass::Failure;
        self.progress.settled += 1;
        if failed {
            self.fail(index, status, &settled);
        }
        if self.duplicates.is_none() && !matches!(self.queue, Queue::Dependent(_)) {
            self.results.settle(index, settled);
        } else {
            self.settle_with_others(index, settled, failed);
        }
        if let Some(observer) = &mut self.options.progress {
            observer(self.progress);
        }
    }

    /// Counts a failure, reports it, and stops the batch where it says so.
    #[cold]
    fn fail(&mut self, index: usize, status: StatusCode, settled: &Settled<O>) {
        self.progress.failed += 1;
        let status = status.as_u16();
        if status >= 500 {
            let key = self.results.key(index).map(tracing::field::display);
            tracing::error!(index, key, status, "an item failed");
        }
        let Mode::StopAfter(allowed) = self.options.mode else { return };
        if matches!(settled, Settled::NotRun(NotRun::NotAttempted { .. })) {
            return;
        }
        if self.first_failure.is_none() {
            self.first_failure = Some(self.name(index, settled));
        }
        if self.stop.count_failure(allowed) {
            self.stop.because_of(self.name(index, settled));
        }
    }

    /// What an item is called where it is the cause of something.
    fn name(&self, index: usize, settled: &Settled<O>) -> Key {
        if let Settled::NotRun(NotRun::NotAttempted { cause }) = settled {
            return cause.clone();
        }
        let key = self.results.key(index).or_else(|| settled.href().map(Key::from));
        key.unwrap_or_else(|| index.to_string().into())
    }

    /// Gives an item its outcome, and those that share it or wait for it.
    #[cold]
    fn settle_with_others(&mut self, index: usize, settled: Settled<O>, failed: bool) {
        let mut given_up = Vec::new();
        if let Queue::Dependent(dependencies) = &mut self.queue {
            if failed {
                given_up = dependencies.failed(index);
            } else {
                dependencies.succeeded(index);
            }
        }
        let cause = (!given_up.is_empty()).then(|| self.name(index, &settled));
        self.share(index, &settled);
        self.results.settle(index, settled);
        for (index, cause) in given_up.into_iter().zip(std::iter::repeat(cause).flatten()) {
            let reason = self.stop.reason().unwrap_or(NotRun::NotAttempted { cause });
            self.settle(index, Settled::NotRun(reason));
        }
    }

    /// Gives the same outcome to those that repeat the key of an item, where they share it.
    fn share(&mut self, index: usize, settled: &Settled<O>) {
        let Some(duplicates) = &mut self.duplicates else { return };
        if duplicates.policy != OnDuplicate::Share {
            return;
        }
        let followers = duplicates.take_followers(index);
        if followers.is_empty() && R::STAY {
            return;
        }
        let item = Arc::new(Item::from_outcome(settled));
        if !R::STAY {
            duplicates.keep(index, Arc::clone(&item));
        }
        for follower in followers {
            self.settle(follower, Settled::Replayed(Arc::clone(&item)));
        }
    }
}

/// Says on the span of an item how it ended.
#[inline]
pub(super) fn record(span: Option<&Span>, status: StatusCode) {
    if let Some(span) = span {
        span.record("status", status.as_u16());
    }
}
