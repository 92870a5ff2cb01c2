//! Runs a batch in a transaction: begins it, runs the items, and then commits or rolls back.

use std::task::{Context, Poll, ready};

use super::{Engine, leased_item::poll_store};
use crate::{
    batch::{
        handler::{Handler, Step},
        idempotency::{BoxFuture, ItemLease, keeps},
        inputs::InputSource,
        refused::Refused,
        settled::{NotRun, Settled},
    },
    item::Item,
    multistatus::MultiStatus,
    outcome::{Outcome, StatusClass, status::final_status},
};

/// The progress of a transaction. A batch without a transaction consists of its items alone.
pub(crate) enum Transaction {
    Begin,
    Items,
    Commit,
    /// Stores the outcomes, all at once: a store that waits for its disk need not do so for each item.
    Store(Vec<BoxFuture<'static, ()>>),
    RollBack,
}

impl Transaction {
    pub(crate) fn new(is_atomic: bool) -> Self {
        if is_atomic { Self::Begin } else { Self::Items }
    }

    /// Polls a batch, and its transaction if it has one. Returns an error if that does not begin, or if a stream of
    /// inputs was refused as a whole.
    pub(crate) fn poll<I, H>(
        &mut self,
        engine: &mut Engine<I, H, MultiStatus<Settled<H::Outcome>>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<MultiStatus<Settled<H::Outcome>>, Refused>>
    where
        I: InputSource<Item = H::Item>,
        H: Handler<Outcome: Outcome>,
    {
        loop {
            *self = match self {
                Self::Begin => match ready!(engine.handler.poll_transaction(Step::Begin, context)) {
                    Ok(()) => Self::Items,
                    Err(_) => return Poll::Ready(Err(Refused::NotBegun)),
                },
                Self::Items => {
                    ready!(engine.poll(context));
                    if !H::IS_ATOMIC {
                        return Poll::Ready(std::mem::take(&mut engine.results).accepted());
                    }
                    if engine.first_failure.is_none() { Self::Commit } else { Self::RollBack }
                }
                Self::Commit => {
                    let committed = ready!(engine.handler.poll_transaction(Step::Commit, context));
                    let leases = engine.deferred_leases.take().unwrap_or_default();
                    if committed.is_err() {
                        let results = std::mem::take(&mut engine.results);
                        return Poll::Ready(Ok(results.map(|_| Settled::NotRun(NotRun::Undecided))));
                    }
                    Self::Store(stored(&engine.results, leases))
                }
                Self::Store(storing) => {
                    storing.retain_mut(|stored| poll_store(stored, context).is_pending());
                    if !storing.is_empty() {
                        return Poll::Pending;
                    }
                    return Poll::Ready(Ok(std::mem::take(&mut engine.results)));
                }
                Self::RollBack => {
                    let rolled_back = ready!(engine.handler.poll_transaction(Step::RollBack, context));
                    engine.deferred_leases = None;
                    let cause = rolled_back.ok().and(engine.first_failure.clone());
                    let reason = cause.map_or(NotRun::Undecided, |cause| NotRun::RolledBack { cause });
                    return Poll::Ready(undone(std::mem::take(&mut engine.results), &reason).accepted());
                }
            }
        }
    }
}

/// Returns the futures that store the outcomes of the items that took effect.
fn stored<O: Outcome>(
    results: &MultiStatus<Settled<O>>,
    leases: Vec<(usize, ItemLease)>,
) -> Vec<BoxFuture<'static, ()>> {
    let outcome = |index: usize| results.items.get(index)?.outcome.as_ref();
    let store = |(index, lease): (usize, ItemLease)| match outcome(index)? {
        Settled::Returned(outcome) if keeps(outcome) => Some(lease.keep(Item::from_outcome(outcome))),
        _ => None,
    };
    leases.into_iter().filter_map(store).collect()
}

/// Replaces the outcomes of the items that did not fail by `reason`.
fn undone<O: Outcome>(results: MultiStatus<Settled<O>>, reason: &NotRun) -> MultiStatus<Settled<O>> {
    results.map(|settled| match StatusClass::of(final_status(settled.status())) {
        StatusClass::Failure => settled,
        _ => Settled::NotRun(reason.clone()),
    })
}
