//! An item that must not run twice: it is claimed before its handler runs, and its outcome is stored after.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, ready},
};

use crate::{
    batch::{
        idempotency::{BoxFuture, Claimed, ItemLease, keeps},
        settled::{NotRun, Settled},
    },
    item::Item,
    outcome::Outcome,
};

/// The lease of an item, and its progress.
pub(crate) struct LeasedItem<T, O> {
    lease: ItemLease,
    /// True if an outcome is stored as soon as it is known. Otherwise the runner of the batch stores it later.
    stores_at_once: bool,
    state: State<T, O>,
}

enum State<T, O> {
    Claiming(BoxFuture<'static, Claimed>, Option<T>),
    Running,
    Storing(BoxFuture<'static, ()>, Option<Settled<O>>),
}

/// The stage that a poll of a leased item finds.
pub(crate) enum Stage<T, O> {
    /// The item is claimed, and has to be started.
    Claimed(T),
    /// The handler runs, and has to be polled.
    Running,
    Ended(Settled<O>),
}

impl<T, O> LeasedItem<T, O> {
    pub(crate) fn new(lease: ItemLease, item: T, stores_at_once: bool) -> Self {
        Self { state: State::Claiming(lease.claim(), Some(item)), lease, stores_at_once }
    }

    pub(crate) fn into_lease(self) -> ItemLease {
        self.lease
    }

    /// Polls the store. Pending if the item waits for it.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Stage<T, O>> {
        let stage = match &mut self.state {
            State::Claiming(claim, item) => match (ready!(poll_store(claim, context)), item.take()) {
                (Some(Claimed::Run), Some(item)) => Stage::Claimed(item),
                (Some(Claimed::Replay(outcome)), _) => Stage::Ended(Settled::Replayed(outcome.into())),
                (Some(Claimed::Refuse(reason)), _) => Stage::Ended(Settled::NotRun(reason)),
                (None, _) | (_, None) => Stage::Ended(Settled::NotRun(NotRun::StoreFailed)),
            },
            State::Running => return Poll::Ready(Stage::Running),
            State::Storing(store, settled) => {
                ready!(poll_store(store, context));
                Stage::Ended(settled.take().unwrap_or(Settled::NotRun(NotRun::Undecided)))
            }
        };
        self.state = State::Running;
        Poll::Ready(stage)
    }

    /// Returns the outcome if it is known already, else `reason`.
    pub(crate) fn interrupt(&mut self, reason: NotRun) -> Settled<O> {
        match &mut self.state {
            State::Storing(_, settled) => {
                tracing::warn!("an outcome was not kept in time: the same item may run again");
                settled.take().unwrap_or(Settled::NotRun(reason))
            }
            State::Claiming(..) => Settled::NotRun(not_started(reason)),
            State::Running => Settled::NotRun(reason),
        }
    }
}

impl<T, O: Outcome> LeasedItem<T, O> {
    /// Begins to store what the handler returned. Returns it if it is not to be stored.
    pub(crate) fn store(&mut self, settled: Settled<O>) -> Option<Settled<O>> {
        match &settled {
            Settled::Returned(outcome) if self.stores_at_once && keeps(outcome) => {
                self.state = State::Storing(self.lease.keep(Item::from_outcome(outcome)), Some(settled));
                None
            }
            _ => Some(settled),
        }
    }
}

/// The reason for an item whose handler has not started.
fn not_started(reason: NotRun) -> NotRun {
    match reason {
        NotRun::PastDeadline { retry_after, .. } => NotRun::PastDeadline { retry_after, started: false },
        NotRun::Cancelled { retry_after, .. } => NotRun::Cancelled { retry_after, started: false },
        NotRun::TimedOut { .. } => NotRun::StoreFailed,
        reason => reason,
    }
}

/// Polls a future of the store. Ready with `None` if it panics, which is logged.
pub(crate) fn poll_store<R>(future: &mut BoxFuture<'static, R>, context: &mut Context<'_>) -> Poll<Option<R>> {
    match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(polled) => polled.map(Some),
        Err(_) => {
            tracing::error!("a store of outcomes panicked");
            Poll::Ready(None)
        }
    }
}
