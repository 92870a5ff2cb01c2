//! The tasks of spawned batches. A task that is dropped before its end, because the runtime shuts down or does not exist,
//! reports every input all the same.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::reorder_buffer::{Demand, OutcomeSender};
use crate::{
    batch::{
        handler::Handler,
        inputs::InputSource,
        options::OnDisconnect,
        refused::Refused,
        run::{Engine, results::Results, transaction::Transaction},
        settled::{NotRun, Settled},
    },
    multistatus::MultiStatus,
    outcome::Outcome,
    panic_guard::guard,
};

/// The code that a task runs, as the log names it: all code of the user in it has a guard of its own.
const BATCH: &str = "a batch";

/// A batch that writes each outcome once it is known.
pub(super) struct SpawnedBatch<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    engine: Engine<I, H, OutcomeSender<H::Outcome>>,
    has_ended: bool,
}

impl<I, H> SpawnedBatch<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    pub(super) fn new(engine: Engine<I, H, OutcomeSender<H::Outcome>>) -> Self {
        Self { engine, has_ended: false }
    }
}

/// Futures of items are pinned in allocations of their own.
impl<I, H> Unpin for SpawnedBatch<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
}

impl<I, H> Future for SpawnedBatch<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Self { engine, has_ended } = self.get_mut();
        let polled = guard(BATCH, || {
            let demand = engine.results_mut().demand(context);
            obey(engine, demand);
            engine.poll(context)
        });
        if polled.is_err() {
            engine.abandon();
        }
        ready!(polled.unwrap_or(Poll::Ready(())));
        *has_ended = true;
        Poll::Ready(())
    }
}

impl<I, H> Drop for SpawnedBatch<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    fn drop(&mut self) {
        if !self.has_ended {
            self.engine.abandon();
        }
    }
}

/// A batch in a transaction, which writes the outcomes once that has ended.
pub(super) struct SpawnedTransaction<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    engine: Engine<I, H, MultiStatus<Settled<H::Outcome>>>,
    transaction: Transaction,
    sender: OutcomeSender<H::Outcome>,
    has_ended: bool,
}

impl<I, H> SpawnedTransaction<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    pub(super) fn new(
        engine: Engine<I, H, MultiStatus<Settled<H::Outcome>>>,
        sender: OutcomeSender<H::Outcome>,
    ) -> Self {
        Self { engine, transaction: Transaction::new(true), sender, has_ended: false }
    }

    fn end(&mut self, result: Result<MultiStatus<Settled<H::Outcome>>, Refused>) {
        self.has_ended = true;
        let outcomes = match result {
            Ok(result) => result.items.into_iter().map(|stored| (stored.key, stored.outcome)).collect(),
            Err(refused) => vec![(None, Some(Settled::NotRun(refused.into())))],
        };
        let inputs = outcomes.len();
        for (index, (key, outcome)) in outcomes.into_iter().enumerate() {
            self.sender.admit(index, key);
            self.sender.settle(index, outcome.unwrap_or(Settled::NotRun(NotRun::Undecided)));
        }
        self.sender.complete(inputs);
    }
}

/// Futures of items are pinned in allocations of their own.
impl<I, H> Unpin for SpawnedTransaction<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
}

impl<I, H> Future for SpawnedTransaction<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        let polled = guard(BATCH, || {
            let demand = this.sender.demand(context);
            obey(&mut this.engine, demand);
            this.transaction.poll(&mut this.engine, context)
        });
        let result = match polled {
            Ok(polled) => ready!(polled),
            Err(_) => Ok(this.transaction.abandon(&mut this.engine)),
        };
        this.end(result);
        Poll::Ready(())
    }
}

impl<I, H> Drop for SpawnedTransaction<I, H>
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    fn drop(&mut self) {
        if !self.has_ended {
            let result = self.transaction.abandon(&mut self.engine);
            self.end(Ok(result));
        }
    }
}

/// Does what the reader demands of the batch.
fn obey<I, H, R>(engine: &mut Engine<I, H, R>, demand: Demand)
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
    R: Results<H::Outcome>,
{
    match (demand, engine.options().on_disconnect) {
        (Demand::Outcomes, _) | (Demand::Nothing, OnDisconnect::Detach) => return,
        (Demand::Cancellation, _) | (Demand::Nothing, OnDisconnect::Cancel) => engine.cancel(),
        (Demand::Nothing, OnDisconnect::Stop) => engine.stop(),
    }
    // A transaction needs the outcome of every input: one that did not run rolls it back.
    if demand == Demand::Nothing && !H::IS_ATOMIC {
        engine.close();
    }
}
