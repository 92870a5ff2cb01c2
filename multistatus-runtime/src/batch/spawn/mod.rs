//! The runner in tasks of its own: it survives the request that started it, and its outcomes are a stream.

mod driver;
mod outcomes;
mod reorder_buffer;
mod task_handler;

pub use self::outcomes::Outcomes;
use self::{reorder_buffer::reorder_buffer, task_handler::TaskHandler};
use super::{handler::Handler, inputs::InputSource, options::Options, run::Engine};
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
        engine.map(|engine| tokio::spawn(driver::drive_transaction(engine, writer)))
    } else {
        Engine::new(inputs, handler, options, writer).map(|engine| tokio::spawn(driver::drive(engine)))
    };
    Outcomes::new(reader, spawned.err())
}
