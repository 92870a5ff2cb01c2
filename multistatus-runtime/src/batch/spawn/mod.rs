//! The runner in tasks of its own: it survives the request that started it, and its outcomes are a stream.

mod outcomes;
mod reorder_buffer;
mod task_handler;

use std::future::poll_fn;

pub use self::outcomes::Outcomes;
use self::{
    reorder_buffer::{Demand, OutcomeSender, reorder_buffer},
    task_handler::TaskHandler,
};
use super::{
    handler::Handler,
    inputs::InputSource,
    options::{OnDisconnect, Options},
    run::{Engine, results::Results, transaction::Transaction},
    settled::{NotRun, Settled},
};
use crate::{multistatus::MultiStatus, outcome::Outcome};

/// Spawns the task of a batch, unless the batch is refused.
pub(crate) fn spawn<I, H>(inputs: I, handler: H, options: Options) -> Outcomes<H::Outcome>
where
    I: InputSource<Item = H::Item> + Send + 'static,
    H: Handler<Item: Send, Outcome: Outcome + Send + 'static> + Send + 'static,
{
    let capacity = options.buffer.filter(|_| !H::IS_ATOMIC).unwrap_or(options.max_items);
    let (writer, reader) = reorder_buffer(capacity);
    let handler = TaskHandler::new(handler);
    let spawned = if H::IS_ATOMIC {
        let engine = Engine::new(inputs, handler, options, MultiStatus::new());
        engine.map(|engine| tokio::spawn(drive_transaction(engine, writer)))
    } else {
        Engine::new(inputs, handler, options, writer).map(|engine| tokio::spawn(drive(engine)))
    };
    Outcomes::new(reader, spawned.err())
}

/// Runs a batch to its end, or to where its [`OnDisconnect`] policy stops it.
async fn drive<I, H>(mut engine: Engine<I, H, OutcomeSender<H::Outcome>>)
where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    poll_fn(|context| {
        let demand = engine.results_mut().demand(context);
        obey(&mut engine, demand);
        engine.poll(context)
    })
    .await;
}

/// Runs a batch in its transaction, and writes the outcomes once that has ended.
async fn drive_transaction<I, H>(
    mut engine: Engine<I, H, MultiStatus<Settled<H::Outcome>>>,
    mut writer: OutcomeSender<H::Outcome>,
) where
    I: InputSource<Item = H::Item>,
    H: Handler<Outcome: Outcome>,
{
    let mut transaction = Transaction::new(true);
    let result = poll_fn(|context| {
        let demand = writer.demand(context);
        obey(&mut engine, demand);
        transaction.poll(&mut engine, context)
    });
    let outcomes = match result.await {
        Ok(result) => result.items.into_iter().map(|stored| (stored.key, stored.outcome)).collect(),
        Err(refused) => vec![(None, Some(Settled::NotRun(refused.into())))],
    };
    let inputs = outcomes.len();
    for (index, (key, outcome)) in outcomes.into_iter().enumerate() {
        writer.admit(index, key);
        writer.settle(index, outcome.unwrap_or(Settled::NotRun(NotRun::Undecided)));
    }
    writer.complete(inputs);
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
