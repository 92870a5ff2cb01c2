//! The runner in tasks of its own: it survives whoever waits for it, and its outcomes are a stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{
    Atomic, InputSource, NotRun, Refused, Settled, Slot, driver,
    engine::Engine,
    options::Options,
    spawned::Spawned,
    window::{Reader, window},
};
use crate::{key::Key, multistatus::MultiStatus, outcome::Outcome};

/// The outcomes of a spawned batch, a stream in request order.
///
/// At most `buffer` outcomes wait here to be read, counting those of items that still run; when there is no room, no
/// further item starts. Dropped, it leaves the batch to [`OnDisconnect`](super::OnDisconnect).
///
/// Awaited, it is the [`MultiStatus`] of all, or the refusal of the whole. As a stream, a refused batch has one outcome,
/// which says so.
#[must_use = "outcomes that nobody reads hide failures"]
pub struct Outcomes<O> {
    reader: Reader<O>,
    refused: Option<Refused>,
}

impl<O: Outcome + Send + 'static> Outcomes<O> {
    pub(super) fn spawn<I, T, S, C>(inputs: I, pattern: S, context: C, options: Options) -> Self
    where
        I: InputSource<Item = T> + Send + 'static,
        T: Send + 'static,
        S: Slot<Context = C, Item = T, Outcome = O> + Send + 'static,
        C: Send + 'static,
    {
        let (writer, reader) = window(options.buffer.unwrap_or(options.max_items));
        Self::of(reader, Engine::new(inputs, Spawned::new(pattern), context, options, writer).map(driver::drive))
    }

    /// All or nothing: there are no outcomes before the transaction has ended.
    pub(super) fn spawn_atomic<I, T, S, C, A>(
        inputs: I,
        pattern: S,
        context: C,
        options: Options,
        transaction: A,
    ) -> Self
    where
        I: InputSource<Item = T> + Send + 'static,
        T: Send + 'static,
        S: Slot<Context = C, Item = T, Outcome = O> + Send + 'static,
        C: Send + 'static,
        A: Atomic + Send + Sync + 'static,
    {
        let (writer, reader) = window(options.max_items);
        let engine = Engine::new(inputs, Spawned::new(pattern), context, options, MultiStatus::new());
        Self::of(reader, engine.map(|engine| driver::drive_atomically(engine, transaction, writer)))
    }

    /// The outcomes of a batch in a task of its own, unless it was refused.
    fn of<D: Future<Output = ()> + Send + 'static>(reader: Reader<O>, driver: Result<D, Refused>) -> Self {
        let refused = driver.map(tokio::spawn).err();
        if refused.is_some() {
            reader.expect_nothing();
        }
        Self { reader, refused }
    }

    /// These outcomes, unless the whole batch was refused.
    ///
    /// # Errors
    ///
    /// Where the whole batch was refused; nothing ran.
    pub fn accepted(mut self) -> Result<Self, Refused> {
        self.refused.take().map_or(Ok(self), Err)
    }

    /// Drops what runs where it waits, and starts nothing more. Each item that did not end says that it was
    /// [cancelled](NotRun::Cancelled).
    pub fn cancel(&self) {
        self.reader.cancel();
    }
}

impl<O> Stream for Outcomes<O> {
    type Item = (Option<Key>, Settled<O>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(refused) = self.refused.take() {
            return Poll::Ready(Some((None, Settled::NotRun(NotRun::Refused(Box::new(refused))))));
        }
        self.reader.poll_next(context)
    }
}

impl<O> IntoFuture for Outcomes<O> {
    type Output = Result<MultiStatus<Settled<O>>, Refused>;
    type IntoFuture = Collected<O>;

    fn into_future(self) -> Collected<O> {
        Collected { outcomes: self, result: MultiStatus::new() }
    }
}

/// The future of all outcomes of a spawned batch.
#[must_use = "a future does nothing until it is awaited"]
#[derive(Debug)]
pub struct Collected<O> {
    outcomes: Outcomes<O>,
    result: MultiStatus<Settled<O>>,
}

/// Nothing here is pinned.
impl<O> Unpin for Collected<O> {}

impl<O> Future for Collected<O> {
    type Output = Result<MultiStatus<Settled<O>>, Refused>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(refused) = this.outcomes.refused.take() {
            return Poll::Ready(Err(refused));
        }
        while let Some((key, settled)) = std::task::ready!(this.outcomes.reader.poll_next(context)) {
            match key {
                Some(key) => this.result.push(key, settled),
                None => this.result.push_outcome(settled),
            }
        }
        Poll::Ready(std::mem::take(&mut this.result).accepted())
    }
}

impl<O> fmt::Debug for Outcomes<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcomes").field("refused", &self.refused).finish_non_exhaustive()
    }
}
