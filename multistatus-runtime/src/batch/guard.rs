//! What an item with a lease goes through beside its handler: it is claimed before, and its outcome is kept after.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, ready},
};

use super::{
    NotRun, Settled,
    idempotency::{BoxFuture, Claimed, ItemLease, keeps},
};
use crate::{item::Item, outcome::Outcome};

/// The lease of an item, and how far the item is.
pub(super) struct Guard<T, O> {
    lease: ItemLease,
    /// Whether an outcome is kept as soon as it is known; else whoever runs the batch does it later.
    at_once: bool,
    stage: Stage<T, O>,
}

enum Stage<T, O> {
    Claims(BoxFuture<'static, Claimed>, Option<T>),
    Runs,
    Keeps(BoxFuture<'static, ()>, Option<Settled<O>>),
}

/// What comes next.
pub(super) enum Step<T, O> {
    Start(T),
    GoOn,
    End(Settled<O>),
}

impl<T, O> Guard<T, O> {
    pub(super) fn new(lease: ItemLease, item: T, at_once: bool) -> Self {
        Self { stage: Stage::Claims(lease.claim(), Some(item)), lease, at_once }
    }

    pub(super) fn into_lease(self) -> ItemLease {
        self.lease
    }

    /// Goes on with the store, where the item waits for it.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step<T, O>> {
        let step = match &mut self.stage {
            Stage::Claims(claim, item) => match (ready!(answer(claim, context)), item.take()) {
                (Some(Claimed::Run), Some(item)) => Step::Start(item),
                (Some(Claimed::Replay(outcome)), _) => Step::End(Settled::Replayed(outcome.into())),
                (Some(Claimed::Refuse(reason)), _) => Step::End(Settled::NotRun(reason)),
                (None, _) | (_, None) => Step::End(Settled::NotRun(NotRun::StoreFailed)),
            },
            Stage::Runs => return Poll::Ready(Step::GoOn),
            Stage::Keeps(keep, settled) => {
                ready!(answer(keep, context));
                Step::End(settled.take().unwrap_or(Settled::NotRun(NotRun::Undecided)))
            }
        };
        self.stage = Stage::Runs;
        Poll::Ready(step)
    }

    /// What is known of an item that is interrupted for this reason.
    pub(super) fn interrupt(&mut self, reason: NotRun) -> Settled<O> {
        match &mut self.stage {
            Stage::Keeps(_, settled) => {
                tracing::warn!("an outcome was not kept in time: the same item may run again");
                settled.take().unwrap_or(Settled::NotRun(reason))
            }
            Stage::Claims(..) => Settled::NotRun(not_asked(reason)),
            Stage::Runs => Settled::NotRun(reason),
        }
    }
}

impl<T, O: Outcome> Guard<T, O> {
    /// Begins to keep what the handler returned; gives it back where there is nothing to keep.
    pub(super) fn keep(&mut self, settled: Settled<O>) -> Option<Settled<O>> {
        match &settled {
            Settled::Returned(outcome) if self.at_once && keeps(outcome) => {
                self.stage = Stage::Keeps(self.lease.keep(Item::from_outcome(outcome)), Some(settled));
                None
            }
            _ => Some(settled),
        }
    }
}

/// The reason why an item ends whose handler has not been asked yet.
fn not_asked(reason: NotRun) -> NotRun {
    match reason {
        NotRun::PastDeadline { retry_after, .. } => NotRun::PastDeadline { retry_after, started: false },
        NotRun::Cancelled { retry_after, .. } => NotRun::Cancelled { retry_after, started: false },
        NotRun::TimedOut { .. } => NotRun::StoreFailed,
        reason => reason,
    }
}

/// What a store answers; `None` where it panics, which is logged. It is somebody else's code, as a handler is.
pub(super) fn answer<R>(future: &mut BoxFuture<'static, R>, context: &mut Context<'_>) -> Poll<Option<R>> {
    match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(polled) => polled.map(Some),
        Err(_) => {
            tracing::error!("a store of outcomes panicked");
            Poll::Ready(None)
        }
    }
}
