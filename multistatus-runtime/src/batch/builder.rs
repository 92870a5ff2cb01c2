//! `Batch`: the inputs, the handler, and the settings of a batch.

use std::{fmt, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{
    atomic::Atomic,
    handler::{Handler, closure::ClosureHandler, transactional::transactional},
    inputs::{InputSource, IntoInputs},
    options::{BatchProgress, MAX_CONCURRENCY, Mode, OnDisconnect, OnDuplicate, Options, ProgressObserver},
    refused::Refused,
    run::running::Running,
    settled::Settled,
    spawn::{Outcomes, spawn},
};
use crate::{multistatus::MultiStatus, outcome::Outcome};

/// Runs many items through the handler of one: with limits, concurrency, timeouts, and a policy for failures.
///
/// Every input gets exactly one outcome, in request order, independent of what happens to the others, also if the
/// handler, an outcome or any other code of the user panics.
/// [`NotRun`](super::NotRun) lists what is reported of an input whose handler did not complete.
///
/// ```
/// use std::time::Duration;
/// use multistatus::{Batch, Outcome, StatusCode};
///
/// #[derive(Outcome)]
/// enum Delete {
///     #[outcome(204)]
///     Deleted,
///     #[outcome(404, "no file at {path}")]
///     Missing { #[outcome(href)] path: String },
/// }
///
/// # async fn example() -> Result<(), multistatus::Refused> {
/// let stored = std::collections::HashSet::from(["/a.txt"]);
/// let result = Batch::new(async |path: &str| match stored.contains(path) {
///     true => Delete::Deleted,
///     false => Delete::Missing { path: path.into() },
/// })
/// .max_items(100)
/// .item_timeout(Duration::from_secs(5))
/// .inputs(["/a.txt", "/b.txt"])
/// .run()
/// .await?;
/// assert_eq!(result.summary().succeeded, 1);
/// # Ok(())
/// # }
/// ```
///
/// Of its parameters, `I` is the source of the inputs, and `H` the [`Handler`].
#[must_use = "a batch does nothing until it runs"]
pub struct Batch<I, H> {
    inputs: I,
    handler: H,
    options: Options,
}

impl Batch<(), ()> {
    /// Creates a batch that handles each item with a closure.
    ///
    /// Write the type of the item at the closure: `async |path: String| remove(&path).await`.
    pub fn new<F, T, Fut>(handler: F) -> Batch<(), impl Handler<Item = T, Outcome = Fut::Output>>
    where
        F: FnMut(T) -> Fut,
        Fut: Future,
    {
        Batch { inputs: (), handler: ClosureHandler::new(handler), options: Options::default() }
    }

    /// Creates a batch that handles each item with a `tower::Service`. The layers around the service, such as retries,
    /// limits and timeouts, apply to each item.
    ///
    /// The response of the service is an outcome, and so is its error. Each item calls a clone of the service, once
    /// that is ready.
    ///
    /// ```
    /// use std::convert::Infallible;
    /// use multistatus::{Batch, StatusCode};
    ///
    /// # async fn example() -> Result<(), multistatus::Refused> {
    /// let service = tower::service_fn(async |_path: String| Ok::<_, Infallible>(StatusCode::NO_CONTENT));
    /// let result = Batch::service(service).inputs(["/a".to_owned()]).run().await?;
    /// assert_eq!(result.summary().succeeded, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "tower")]
    pub fn service<S, T>(service: S) -> Batch<(), impl Handler<Item = T, Outcome = Result<S::Response, S::Error>>>
    where
        S: tower_service::Service<T> + Clone,
    {
        Batch {
            inputs: (),
            handler: super::handler::service::ServiceHandler::new(service),
            options: Options::default(),
        }
    }
}

impl<I, H> Batch<I, H> {
    /// Sets the inputs, in request order: any iterator over items, [`Inputs`](crate::Inputs), or an
    /// [`InputStream`](super::InputStream).
    pub fn inputs<P: IntoInputs>(self, inputs: P) -> Batch<P::Source, H> {
        Batch { inputs: inputs.into_inputs(), handler: self.handler, options: self.options }
    }

    /// Sets the maximum number of items. A batch with more is [refused](Refused::TooManyItems) as a whole. The default
    /// is 1 000.
    pub fn max_items(mut self, max_items: usize) -> Self {
        self.options.max_items = max_items;
        self
    }

    /// Refuses a batch without items. By default it runs, and its result is empty.
    pub fn refuse_empty(mut self) -> Self {
        self.options.allow_empty = false;
        self
    }

    /// Sets the number of items that run at once, from 1 to 65 536. The default is 16.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.options.concurrency = concurrency.clamp(1, MAX_CONCURRENCY);
        self
    }

    /// Sets the time that one item may take, counted from when it first waits. Then it is dropped, and reported as
    /// [timed out](super::NotRun::TimedOut). Unlimited by default; accurate to a millisecond, as tokio's timer is.
    pub fn item_timeout(mut self, timeout: Duration) -> Self {
        self.options.item_timeout = Some(timeout);
        self
    }

    /// Sets the time that the whole batch may take. Then running items are dropped and no further one starts, and both
    /// are reported as [past the deadline](super::NotRun::PastDeadline). Items that ended before keep their outcomes.
    /// Unlimited by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// Sets the time after which clients should send again what the deadline or a cancellation left. The default is one
    /// second.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.options.retry_after = wait;
        self
    }

    /// Sets what the batch does after an item failed. By default every item is attempted.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.options.mode = mode;
        self
    }

    /// Sets what the batch does with an item that has the key of an earlier one. By default it
    /// [runs](OnDuplicate::Run).
    pub fn on_duplicate(mut self, policy: OnDuplicate) -> Self {
        self.options.on_duplicate = policy;
        self
    }

    /// Sets the maximum number of outcomes of a spawned batch that wait to be read, at least 1, counting those of items
    /// that still run. While the buffer is full, no further item starts. The default is [`max_items`](Self::max_items).
    /// It has no effect if inputs depend on each other.
    pub fn buffer(mut self, outcomes: usize) -> Self {
        self.options.buffer = Some(outcomes);
        self
    }

    /// Sets what a spawned batch does once its [`Outcomes`] are dropped. By default it [runs to its
    /// end](OnDisconnect::Detach).
    pub fn on_disconnect(mut self, policy: OnDisconnect) -> Self {
        self.options.on_disconnect = policy;
        self
    }

    /// Starts no further item once this token is cancelled. Items that have started may observe the token too, and run
    /// to their end. The batch cancels the token if it is [cancelled itself](Outcomes::cancel), or if its outcomes are
    /// dropped and [`on_disconnect`](Self::on_disconnect) says so.
    pub fn cancellation(mut self, token: CancellationToken) -> Self {
        self.options.cancellation = Some(token);
        self
    }

    /// Calls `observer` each time an item gets its outcome. An observer that panics is not called again, and the items are
    /// not affected.
    pub fn progress(mut self, observer: impl FnMut(BatchProgress) + Send + 'static) -> Self {
        self.options.progress = ProgressObserver::new(observer);
        self
    }
}

impl<I, H: Handler> Batch<I, H> {
    /// Runs the batch within a transaction. Replaces the [mode](Self::mode).
    ///
    /// The transaction begins before the first item, and commits if every item succeeded. After the first failure no
    /// further item starts; items that failed keep their outcomes, all others are reported as 424, and the transaction
    /// is rolled back.
    ///
    /// If the transaction does not begin, the batch is refused ([`Refused::NotBegun`]). If it does not commit or does
    /// not roll back, the items may or may not have taken effect, and are reported as
    /// [`NotRun::Undecided`](super::NotRun::Undecided).
    ///
    /// A spawned batch has no outcomes before its transaction has ended.
    pub fn atomic<A: Atomic>(self, transaction: A) -> Batch<I, impl Handler<Item = H::Item, Outcome = H::Outcome>> {
        let handler = transactional(self.handler, transaction);
        Batch { inputs: self.inputs, handler, options: self.options }
    }
}

impl<I, H> Batch<I, H>
where
    I: InputSource<Item: SameAs<H::Item>>,
    H: Handler,
{
    /// Runs the batch in this task. It spawns nothing, so the handler and the items may borrow. With a timeout or a
    /// deadline it needs tokio's timer: without one, what waits for the timer is reported as
    /// [cancelled](super::NotRun::Cancelled).
    ///
    /// The future, if dropped before its end, drops the items that run. They may have been applied in part.
    ///
    /// # Errors
    ///
    /// The future returns an error if the whole batch is refused, before anything ran.
    pub fn run(self) -> impl Future<Output = Result<MultiStatus<Settled<H::Outcome>>, Refused>>
    where
        I: InputSource<Item = H::Item>,
        H::Outcome: Outcome,
    {
        Running::new(self.inputs, self.handler, self.options)
    }

    /// Runs each item in a task of its own, on tokio. The batch continues when the returned outcomes are dropped,
    /// unless [`on_disconnect`](Self::on_disconnect) says otherwise.
    ///
    /// If the runtime shuts down, or if there is none, what did not end is reported as
    /// [cancelled](super::NotRun::Cancelled).
    pub fn spawn(self) -> Outcomes<H::Outcome>
    where
        I: InputSource<Item = H::Item> + Send + 'static,
        H: Send + 'static,
        H::Item: Send + 'static,
        H::Outcome: Outcome + Send + 'static,
    {
        spawn(self.inputs, self.handler, self.options)
    }
}

impl<I, H> fmt::Debug for Batch<I, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("options", &self.options).finish_non_exhaustive()
    }
}

/// Implemented by every type for itself alone.
///
/// [`Batch::run`](Batch::run) and [`spawn`](Batch::spawn) require that the inputs are of the type that the
/// handler takes. If they are not, rustc names both types in this bound, once: it would report an equality of types, or a
/// bound where the inputs are set, again at every later call of the chain.
pub trait SameAs<T> {}

impl<T> SameAs<T> for T {}
