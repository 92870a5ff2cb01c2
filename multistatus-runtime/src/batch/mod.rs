//! A batch: inputs run through the handler of one item, each to exactly one outcome.

mod atomic;
mod atomically;
mod closure;
mod dependencies;
mod driver;
mod duplicates;
mod engine;
mod guard;
mod idempotency;
pub(crate) mod inputs;
pub mod operation;
mod options;
mod outcomes;
mod pinned;
mod place;
mod progress;
mod queue;
pub(crate) mod refused;
mod response;
mod results;
mod run;
#[cfg(feature = "tower")]
mod service;
pub(crate) mod settled;
mod signals;
mod slot;
mod spawned;
mod stop;
mod timer;
mod window;
mod with;

use std::time::Duration;

use tokio_util::sync::CancellationToken;

#[cfg(feature = "idempotency")]
pub use self::idempotency::MemoryOutcomeStore;
#[cfg(feature = "json")]
pub use self::inputs::JsonInputs;
#[cfg(all(feature = "axum", feature = "json"))]
pub(crate) use self::inputs::unreadable;
use self::options::Options;
#[cfg(feature = "tower")]
pub use self::service::{OfService, ServiceSlot};
pub use self::{
    atomic::Atomic,
    atomically::Atomically,
    closure::Closure,
    idempotency::{Admitted, Claim, Fingerprint, Idempotency, IdempotencyKey, InvalidIdempotencyKey, OutcomeStore},
    inputs::{FieldError, Gathered, Input, InputSource, InputStream, IntoInputs, Items},
    options::{Mode, OnDisconnect, OnDuplicate},
    outcomes::{Collected, Outcomes},
    progress::BatchProgress,
    run::Run,
    settled::NotRun,
    slot::{FnSlot, Slot},
};
pub(crate) use self::{inputs::Inputs, refused::Refused, settled::Settled};

/// A handler of one item, made a batch operation: limits, concurrency, timeouts, and what happens after a failure.
///
/// Every input gets exactly one outcome, in request order, whatever happens to the others: see [`NotRun`] for what is
/// reported of one that did not run to its end.
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
/// let kept = std::collections::HashSet::from(["/a.txt"]);
/// let result = Batch::new(async |path: &str| match kept.contains(path) {
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
#[derive(Debug)]
#[must_use = "a batch does nothing until it runs"]
pub struct Batch<P, H> {
    inputs: P,
    handler: H,
    options: Options,
}

impl<H> Batch<(), H> {
    /// A batch of what `handler` does with one item.
    ///
    /// A closure is made one by [`new`](Batch::new), an operation by [`#[batch]`](macro@crate::batch).
    pub fn of(handler: H) -> Self {
        Self { inputs: (), handler, options: Options::default() }
    }
}

impl<P, H> Batch<P, H> {
    /// The inputs, in request order.
    pub fn inputs<Q: IntoInputs>(self, inputs: Q) -> Batch<Q, H> {
        Batch { inputs, handler: self.handler, options: self.options }
    }

    /// How many items the batch takes; with more, it is [refused](Refused::TooManyItems) whole. 1 000 unless set.
    pub fn max_items(mut self, max_items: usize) -> Self {
        self.options.max_items = max_items;
        self
    }

    /// Whether a batch without items is refused; it is not unless set.
    pub fn refuse_empty(mut self) -> Self {
        self.options.allow_empty = false;
        self
    }

    /// How many items run at once, at least 1 and at most 65 536. 16 unless set.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.options.concurrency = concurrency.clamp(1, options::MOST_AT_ONCE);
        self
    }

    /// How long one item may take from when it first waits; then it is dropped, and reported as
    /// [timed out](NotRun::TimedOut). Unlimited unless set, and as exact as tokio's timer: a millisecond.
    pub fn item_timeout(mut self, timeout: Duration) -> Self {
        self.options.item_timeout = Some(timeout);
        self
    }

    /// How long the whole batch may take; then what runs is dropped and nothing starts any more, both reported as
    /// [past the deadline](NotRun::PastDeadline). What ended before keeps its outcome. Unlimited unless set.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// How long a client should wait before it sends what the deadline left. One second unless set.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.options.retry_after = wait;
        self
    }

    /// What happens after an item that failed.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.options.mode = mode;
        self
    }

    /// What becomes of an item whose key an earlier one has. It [runs](OnDuplicate::Run) unless set.
    pub fn on_duplicate(mut self, policy: OnDuplicate) -> Self {
        self.options.on_duplicate = policy;
        self
    }

    /// How many outcomes of a spawned batch may wait to be read, at least 1, counting those of items that still run: when
    /// there is no room, no further item starts. As many as [`max_items`](Self::max_items) unless set. It has no effect on
    /// inputs that depend on each other.
    pub fn buffer(mut self, outcomes: usize) -> Self {
        self.options.buffer = Some(outcomes);
        self
    }

    /// What becomes of a spawned batch whose outcomes nobody reads any more. It [runs to its end](OnDisconnect::Detach)
    /// unless set.
    pub fn on_disconnect(mut self, policy: OnDisconnect) -> Self {
        self.options.on_disconnect = policy;
        self
    }

    /// Starts nothing more once this token is cancelled; what has started may look at the token too, and ends in its own
    /// time. The batch cancels it where it is [cancelled itself](Outcomes::cancel), or where its reader goes away and
    /// [`on_disconnect`](Self::on_disconnect) says so.
    pub fn cancellation(mut self, token: CancellationToken) -> Self {
        self.options.cancellation = Some(token);
        self
    }

    /// Calls `observer` with each item that gets its outcome.
    pub fn progress(mut self, observer: impl FnMut(BatchProgress) + Send + 'static) -> Self {
        self.options.progress = Some(Box::new(observer));
        self
    }
}
