//! An item that must not run twice: it is claimed before its handler runs, and its outcome is stored after.

use std::task::{Context, Poll, ready};

use crate::{
    batch::{
        idempotency::{BoxFuture, Claimed, ItemLease, keeps},
        settled::{NotRun, Settled},
    },
    item::Item,
    outcome::Outcome,
    panic_guard::{drop_guarded, guard},
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
            State::Claiming(claim, item) => match (ready!(claim.as_mut().poll(context)), item.take()) {
                (Claimed::Run, Some(item)) => Stage::Claimed(item),
                (Claimed::Replay(outcome), item) => {
                    drop_guarded(item);
                    Stage::Ended(Settled::Replayed(outcome.into()))
                }
                (Claimed::Refuse(reason), item) => {
                    drop_guarded(item);
                    Stage::Ended(Settled::NotRun(reason))
                }
                (Claimed::Run, None) => Stage::Ended(Settled::NotRun(NotRun::StoreFailed)),
            },
            State::Running => return Poll::Ready(Stage::Running),
            State::Storing(store, settled) => {
                ready!(store.as_mut().poll(context));
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
        if !self.stores_at_once {
            return Some(settled);
        }
        match keep(&self.lease, &settled) {
            Ok(Some(store)) => {
                self.state = State::Storing(store, Some(settled));
                None
            }
            Ok(None) => Some(settled),
            Err(reason) => {
                drop_guarded(settled);
                Some(Settled::NotRun(reason))
            }
        }
    }
}

/// An item that did not start, and an outcome that was not reported, may panic when they are dropped.
impl<T, O> Drop for State<T, O> {
    fn drop(&mut self) {
        match self {
            Self::Claiming(_, item) => drop_guarded(item.take()),
            Self::Storing(_, settled) => drop_guarded(settled.take()),
            Self::Running => true,
        };
    }
}

/// Begins to store what the handler returned, if it is final. Returns an error if the outcome panics: then it cannot be
/// reported either.
pub(super) fn keep<O: Outcome>(
    lease: &ItemLease,
    settled: &Settled<O>,
) -> Result<Option<BoxFuture<'static, ()>>, NotRun> {
    let Settled::Returned(outcome) = settled else { return Ok(None) };
    let item = guard("the outcome of an item", || keeps(outcome).then(|| Item::from_outcome(outcome)));
    item.map(|item| item.map(|item| lease.keep(item))).map_err(|_| NotRun::Panicked)
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
