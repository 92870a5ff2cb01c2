//! All or nothing: a batch whose items take effect together, in a transaction of the context.

use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll},
};

use super::{
    InputSource, NotRun, Refused, Run, Settled, Slot,
    guard::answer,
    idempotency::{BoxFuture, Ticket, keeps},
    run::Together,
};
use crate::{
    item::Item,
    key::Key,
    multistatus::MultiStatus,
    outcome::{Outcome, StatusClass, status::final_status},
};

/// What can undo a batch: a transaction, or whatever holds one for each batch.
///
/// A batch that is dropped on its way ends without [`commit`](Self::commit) and without [`rollback`](Self::rollback), as
/// when a client goes away or the process ends. What was not committed by then must not be applied.
///
/// ```
/// use std::{convert::Infallible, sync::Mutex};
/// use multistatus::batch::Atomic;
///
/// /// Names to add, and those that are there.
/// #[derive(Default)]
/// struct Names { added: Mutex<Vec<String>>, kept: Mutex<Vec<String>> }
///
/// impl Atomic for Names {
///     type Error = Infallible;
///
///     async fn begin(&self) -> Result<(), Infallible> {
///         self.added.lock().unwrap().clear();
///         Ok(())
///     }
///
///     async fn commit(&self) -> Result<(), Infallible> {
///         self.kept.lock().unwrap().append(&mut self.added.lock().unwrap());
///         Ok(())
///     }
///
///     async fn rollback(&self) -> Result<(), Infallible> {
///         self.added.lock().unwrap().clear();
///         Ok(())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no transaction",
    label = "cannot begin, commit and roll back a batch",
    note = "implement `Atomic` for the first context of an operation that runs all or nothing"
)]
pub trait Atomic {
    /// Why something could not be done. It goes to the log, never to a client.
    type Error: fmt::Display;

    /// Before the first item.
    fn begin(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// After the last item, where none failed: what the items did takes effect.
    fn commit(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// After the last item, where any failed: what the items did is undone.
    fn rollback(&self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

impl<A: Atomic + ?Sized> Atomic for &A {
    type Error = A::Error;

    fn begin(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::begin(self)
    }

    fn commit(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::commit(self)
    }

    fn rollback(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::rollback(self)
    }
}

impl<A: Atomic + ?Sized> Atomic for std::sync::Arc<A> {
    type Error = A::Error;

    fn begin(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::begin(self)
    }

    fn commit(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::commit(self)
    }

    fn rollback(&self) -> impl Future<Output = Result<(), A::Error>> + Send {
        A::rollback(self)
    }
}

impl<I, T, S, C, O> Run<I, T, S, C, O>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
{
    /// Runs the batch all or nothing: `transaction` begins before the first item, and commits where every item
    /// succeeded. After the first failure no further item starts; the items that failed keep their outcomes, all others
    /// are a 424, and what they did is rolled back.
    ///
    /// Where the transaction does not begin, the batch is refused ([`Refused::NotBegun`]); where it does not commit, or
    /// does not roll back, nobody knows what was applied, and the items say so ([`NotRun::Undecided`]).
    pub async fn atomic<A: Atomic>(mut self, transaction: A) -> Result<MultiStatus<Settled<O>>, Refused> {
        match &mut self.state {
            Ok(engine) => all_or_nothing(engine, &transaction, |_, _| {}).await,
            Err(_) => self.await,
        }
    }
}

/// Runs a batch in a transaction. `watch` sees the engine before it goes on each time.
pub(super) async fn all_or_nothing<I, T, S, C, O, A>(
    engine: &mut Together<I, T, S, C, O>,
    transaction: &A,
    mut watch: impl FnMut(&mut Together<I, T, S, C, O>, &mut Context<'_>),
) -> Result<MultiStatus<Settled<O>>, Refused>
where
    I: InputSource<Item = T>,
    S: Slot<Context = C, Item = T, Outcome = O>,
    O: Outcome,
    A: Atomic,
{
    engine.all_or_nothing();
    transaction.begin().await.map_err(|error| {
        tracing::error!(%error, "a transaction could not begin");
        Refused::NotBegun
    })?;
    poll_fn(|context| {
        watch(engine, context);
        engine.poll(context)
    })
    .await;
    let tickets = engine.take_tickets();
    let result = std::mem::take(&mut engine.results);
    match engine.first_failure() {
        None => Ok(commit(transaction, result, tickets).await),
        Some(cause) => rollback(transaction, result, cause).await.accepted(),
    }
}

/// What took effect, or may have.
async fn commit<O: Outcome, A: Atomic>(
    transaction: &A,
    result: MultiStatus<Settled<O>>,
    tickets: Vec<(usize, Ticket)>,
) -> MultiStatus<Settled<O>> {
    if let Err(error) = transaction.commit().await {
        tracing::error!(%error, "a transaction could not commit");
        return result.map(|_| Settled::NotRun(NotRun::Undecided));
    }
    let mut keeping = keeping(&result, tickets);
    // All at once: a store that waits for its disk need not do so for each item.
    poll_fn(|context| {
        keeping.retain_mut(|keep| answer(keep, context).is_pending());
        if keeping.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    result
}

/// What did not take effect, because of the item `cause`.
async fn rollback<O: Outcome, A: Atomic>(
    transaction: &A,
    result: MultiStatus<Settled<O>>,
    cause: &Key,
) -> MultiStatus<Settled<O>> {
    match transaction.rollback().await {
        Ok(()) => undone(result, || NotRun::RolledBack { cause: cause.clone() }),
        Err(error) => {
            tracing::error!(%error, "a transaction could not roll back");
            undone(result, || NotRun::Undecided)
        }
    }
}

/// Keeps the outcomes of what took effect.
fn keeping<O: Outcome>(result: &MultiStatus<Settled<O>>, tickets: Vec<(usize, Ticket)>) -> Vec<BoxFuture<'static, ()>> {
    let outcome = |index: usize| result.items.get(index)?.outcome.as_ref();
    let keep = |(index, ticket): (usize, Ticket)| match outcome(index)? {
        Settled::Returned(outcome) if keeps(outcome) => Some(ticket.keep(Item::from_outcome(outcome))),
        _ => None,
    };
    tickets.into_iter().filter_map(keep).collect()
}

/// A result of which nothing was applied: what did not fail has `reason`.
fn undone<O: Outcome>(result: MultiStatus<Settled<O>>, reason: impl Fn() -> NotRun) -> MultiStatus<Settled<O>> {
    result.map(|settled| match StatusClass::of(final_status(settled.status())) {
        StatusClass::Failure => settled,
        _ => Settled::NotRun(reason()),
    })
}
