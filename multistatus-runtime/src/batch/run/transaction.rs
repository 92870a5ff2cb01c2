//! Runs a batch in a transaction: begins it, runs the items, and then commits or rolls back.

use std::task::{Context, Poll, ready};

use super::{Engine, leased_item::keep, settle::checked};
use crate::{
    batch::{
        handler::{Handler, Step},
        idempotency::{BoxFuture, ItemLease},
        inputs::InputSource,
        refused::Refused,
        settled::{NotRun, Settled},
    },
    multistatus::MultiStatus,
    outcome::{Outcome, StatusClass},
    panic_guard::drop_guarded,
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

    /// Ends a batch now, whose transaction has neither committed nor rolled back. Returns an outcome for each input.
    #[cold]
    pub(crate) fn abandon<I, H>(
        &mut self,
        engine: &mut Engine<I, H, MultiStatus<Settled<H::Outcome>>>,
    ) -> MultiStatus<Settled<H::Outcome>>
    where
        I: InputSource<Item = H::Item>,
        H: Handler<Outcome: Outcome>,
    {
        engine.abandon();
        let results = std::mem::take(&mut engine.results);
        match self {
            // What was committed is reported as it is.
            Self::Store(_) => results,
            _ if H::IS_ATOMIC => undone(results, &NotRun::Undecided),
            _ => results,
        }
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
                        return Poll::Ready(Ok(results.map(undecided)));
                    }
                    Self::Store(stored(&mut engine.results, leases))
                }
                Self::Store(storing) => {
                    storing.retain_mut(|stored| stored.as_mut().poll(context).is_pending());
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
    results: &mut MultiStatus<Settled<O>>,
    leases: Vec<(usize, ItemLease)>,
) -> Vec<BoxFuture<'static, ()>> {
    let store = |(index, lease): (usize, ItemLease)| {
        let settled = results.items.get_mut(index)?.outcome.as_mut()?;
        let kept = keep(&lease, settled);
        kept.unwrap_or_else(|reason| {
            drop_guarded(std::mem::replace(settled, Settled::NotRun(reason)));
            None
        })
    };
    leases.into_iter().filter_map(store).collect()
}

/// Replaces the outcomes of the items that did not fail by `reason`.
fn undone<O: Outcome>(results: MultiStatus<Settled<O>>, reason: &NotRun) -> MultiStatus<Settled<O>> {
    results.map(|settled| match checked(settled) {
        (settled, status) if StatusClass::of(status) == StatusClass::Failure => settled,
        (settled, _) => {
            drop_guarded(settled);
            Settled::NotRun(reason.clone())
        }
    })
}

/// Replaces an outcome by one that says that it may or may not have taken effect.
fn undecided<O>(settled: Settled<O>) -> Settled<O> {
    drop_guarded(settled);
    Settled::NotRun(NotRun::Undecided)
}
