//! The task that a spawned batch is: it runs the engine, and does what the reader of its outcomes wants.

use std::{future::poll_fn, task::Context};

use super::{
    Atomic, InputSource, NotRun, OnDisconnect, Settled, Slot,
    atomic::all_or_nothing,
    engine::Engine,
    results::Results,
    run::Together,
    spawned::Spawned,
    window::{Wish, Writer},
};
use crate::{key::Key, outcome::Outcome};

/// Runs a batch to its end, or as far as it goes when nobody reads any more.
pub(super) async fn drive<I, T, S, C, O>(mut engine: Engine<I, T, Spawned<S>, C, O, Writer<O>>)
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O> + Send + 'static,
    O: Outcome + Send,
{
    poll_fn(|context| {
        match (engine.results.wish(context), engine.options().on_disconnect) {
            (Wish::GoOn, _) | (Wish::None, OnDisconnect::Detach) => {}
            (Wish::Cancel, _) => engine.cancel(),
            (Wish::None, OnDisconnect::Stop) => engine.close(),
            (Wish::None, OnDisconnect::Cancel) => {
                engine.cancel();
                engine.close();
            }
        }
        engine.poll(context)
    })
    .await;
}

/// The same of a batch that is applied whole or not at all: what stops it on its way rolls it back.
pub(super) async fn drive_atomically<I, T, S, C, O, A>(
    mut engine: Together<I, T, Spawned<S>, C, O>,
    transaction: A,
    mut writer: Writer<O>,
) where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O> + Send + 'static,
    O: Outcome + Send,
    A: Atomic,
{
    let policy = engine.options().on_disconnect;
    let watch =
        |engine: &mut Together<I, T, Spawned<S>, C, O>, context: &mut Context<'_>| match (writer.wish(context), policy)
        {
            (Wish::GoOn, _) | (Wish::None, OnDisconnect::Detach) => {}
            (Wish::None, OnDisconnect::Stop) => engine.stop(),
            (Wish::Cancel, _) | (Wish::None, OnDisconnect::Cancel) => engine.cancel(),
        };
    match all_or_nothing(&mut engine, &transaction, watch).await {
        Ok(result) => {
            let inputs = result.items.len();
            for (index, slot) in result.items.into_iter().enumerate() {
                tell(&mut writer, index, slot.key, slot.outcome.unwrap_or(Settled::NotRun(NotRun::Undecided)));
            }
            writer.complete(inputs);
        }
        Err(refused) => {
            tell(&mut writer, 0, None, Settled::NotRun(refused.into()));
            writer.complete(1);
        }
    }
}

fn tell<O: Outcome>(writer: &mut Writer<O>, index: usize, key: Option<Key>, settled: Settled<O>) {
    writer.place(index);
    if let Some(key) = key {
        writer.name(index, key);
    }
    writer.settle(index, settled);
}
