//! The runner in tasks of its own: it survives the request that started it, and its outcomes are a stream.

mod outcomes;
mod reorder_buffer;
mod task;
mod task_handler;

use tokio::runtime::Handle;

pub use self::outcomes::Outcomes;
use self::{
    reorder_buffer::reorder_buffer,
    task::{SpawnedBatch, SpawnedTransaction},
    task_handler::TaskHandler,
};
use super::{handler::Handler, inputs::InputSource, options::Options, run::Engine};
use crate::{multistatus::MultiStatus, outcome::Outcome};

/// Spawns the task of a batch, unless the batch is refused.
pub(crate) fn spawn<I, H>(inputs: I, handler: H, options: Options) -> Outcomes<H::Outcome>
where
    I: InputSource<Item = H::Item> + Send + 'static,
    H: Handler<Item: Send, Outcome: Outcome + Send + 'static> + Send + 'static,
{
    let capacity = options.buffer.filter(|_| !H::IS_ATOMIC).unwrap_or(options.max_items);
    let (sender, reader) = reorder_buffer(capacity);
    let handler = TaskHandler::new(handler);
    let refused = if H::IS_ATOMIC {
        let engine = Engine::new(inputs, handler, options, MultiStatus::new());
        engine.map(|engine| spawn_task(SpawnedTransaction::new(engine, sender))).err()
    } else {
        Engine::new(inputs, handler, options, sender).map(|engine| spawn_task(SpawnedBatch::new(engine))).err()
    };
    Outcomes::new(reader, refused)
}

/// Spawns the task of a batch. Without a runtime, it is dropped, and reports each of its inputs as cancelled.
fn spawn_task(batch: impl Future<Output = ()> + Send + 'static) {
    match Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn(batch)),
        Err(error) => tracing::error!(%error, "a batch cannot be spawned; its inputs are reported as cancelled"),
    }
}
