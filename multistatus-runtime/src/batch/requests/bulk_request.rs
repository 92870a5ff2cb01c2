//! A decoded bulk request: its operations, their contexts, and the policies that the convention sets.

use http::StatusCode;

use super::Operation;
use crate::{
    batch::{
        Atomic, Handler, Input, InputSource, Mode, NotRun, builder::Batch, inputs::Inputs, refused::Refused,
        settled::Settled,
    },
    entry::StoredItem,
    item::Item,
    multistatus::MultiStatus,
    outcome::{InContext, Outcome, StatusClass},
};

/// A decoded bulk request: one input for each operation, its context, and the policies of the request.
///
/// A [`RequestFormat`](super::RequestFormat) decodes it, and [`run`](BulkRequest::run) gives the operations to a batch. The
/// result has the contexts that the response needs.
///
/// ```
/// use multistatus::{Batch, StatusCode, batch::requests::{Graph, Operation, RequestFormat}, http::HeaderMap};
///
/// # async fn example() -> Result<(), multistatus::Refused> {
/// let body = br#"{"requests": [{"id": "1", "method": "DELETE", "url": "/users/7"}]}"#;
/// let request = Graph.decode::<serde_json::Value>(&HeaderMap::new(), body)?;
/// let result = request
///     .run(|operations| {
///         let handler = async |operation: Operation<serde_json::Value>| match &*operation.target {
///             "/users/7" => StatusCode::NO_CONTENT,
///             _ => StatusCode::NOT_FOUND,
///         };
///         Batch::new(handler).inputs(operations)
///     })
///     .await?;
/// assert_eq!(result.summary().succeeded, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a bulk request does nothing until it runs"]
pub struct BulkRequest<T, C> {
    operations: Vec<DecodedOperation<T, C>>,
    mode: Mode,
    is_atomic: bool,
    omits_unattempted: bool,
    fails_as_a_whole: bool,
    is_single: bool,
}

/// One operation, and what its response needs.
#[derive(Debug)]
struct DecodedOperation<T, C> {
    input: Input<Operation<T>>,
    context: C,
    /// False if the client wants no response to it.
    is_answered: bool,
}

impl<T, C> BulkRequest<T, C> {
    /// Creates a request without operations. It attempts each operation.
    pub const fn new() -> Self {
        Self {
            operations: Vec::new(),
            mode: Mode::BestEffort,
            is_atomic: false,
            omits_unattempted: false,
            fails_as_a_whole: false,
            is_single: false,
        }
    }

    /// Adds an operation, or the reason why it cannot run, with its context.
    pub fn push(&mut self, operation: impl Into<Input<Operation<T>>>, context: C) {
        self.operations.push(DecodedOperation { input: operation.into(), context, is_answered: true });
    }

    /// Adds an operation that the client wants no response to. It runs, and is not part of the result.
    pub fn push_unanswered(&mut self, operation: impl Into<Input<Operation<T>>>, context: C) {
        self.operations.push(DecodedOperation { input: operation.into(), context, is_answered: false });
    }

    /// Sets what the batch does after an operation failed. [`Mode::BestEffort`] leaves that to the batch.
    pub fn with_mode(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    /// Sets if the operations take effect together or not at all. A service that does without may set it to false.
    pub fn with_atomicity(self, is_atomic: bool) -> Self {
        Self { is_atomic, ..self }
    }

    /// Leaves operations out of the result that were not attempted, because the mode stopped the batch before them.
    pub(crate) fn omitting_unattempted(self) -> Self {
        Self { omits_unattempted: true, ..self }
    }

    /// Returns the first failure as the error of an atomic batch, because the convention has one response for all of it.
    pub(crate) fn failing_as_a_whole(self) -> Self {
        Self { fails_as_a_whole: true, ..self }
    }

    /// Marks a request that is one operation instead of a list.
    pub(crate) fn of_one(self) -> Self {
        Self { is_single: true, ..self }
    }

    /// Returns the number of operations.
    pub fn len(&self) -> usize {
        self.operations.len()
    }

    /// Returns true if there are no operations.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Returns the operations in request order.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = &Input<Operation<T>>> {
        self.operations.iter().map(|operation| &operation.input)
    }

    /// Returns the contexts, one for each operation.
    pub fn contexts(&self) -> impl ExactSizeIterator<Item = &C> {
        self.operations.iter().map(|operation| &operation.context)
    }

    /// Returns what the batch does after an operation failed.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns true if the operations take effect together or not at all.
    pub fn is_atomic(&self) -> bool {
        self.is_atomic
    }

    /// Returns true if the request is one operation instead of a list, so that the response is one item instead of a list.
    pub fn is_single(&self) -> bool {
        self.is_single
    }

    /// Runs the operations in the batch that `batch` makes of them, in the caller's task.
    ///
    /// The mode of the request applies to the batch. The limits of the batch apply too: its
    /// [`max_items`](Batch::max_items) is 1 000 unless set. The outcomes are in request order, each with the context of its
    /// operation.
    ///
    /// # Errors
    ///
    /// The future returns the errors of [`Batch::run`], and [`Refused::NoTransaction`] if the request is atomic and the
    /// batch is not: see [`run_in`](Self::run_in). If the convention has one response for a failed transaction, the error is
    /// [`Refused::RolledBack`].
    pub fn run<I, H>(
        self,
        batch: impl FnOnce(Inputs<Operation<T>>) -> Batch<I, H>,
    ) -> impl Future<Output = Result<MultiStatus<BulkOutcome<C, H::Outcome>>, Refused>>
    where
        I: InputSource<Item = H::Item>,
        H: Handler<Outcome: Outcome>,
    {
        let Self { operations, mode, is_atomic, omits_unattempted, fails_as_a_whole, .. } = self;
        let (inputs, answers) = split(operations, omits_unattempted && mode != Mode::BestEffort);
        let running = match is_atomic && !H::IS_ATOMIC {
            true => Err(Refused::NoTransaction),
            // A transaction has a mode of its own.
            false if H::IS_ATOMIC || mode == Mode::BestEffort => Ok(batch(inputs).run()),
            false => Ok(batch(inputs).mode(mode).run()),
        };
        async move {
            let result = running?.await?;
            if is_atomic && fails_as_a_whole {
                whole(&result)?;
            }
            Ok(in_context(result, answers))
        }
    }

    /// Runs the operations as [`run`](Self::run) does, and in `transaction` if the request is atomic.
    ///
    /// # Errors
    ///
    /// The future returns the errors of [`run`](Self::run).
    pub async fn run_in<I, H, A>(
        self,
        transaction: A,
        batch: impl FnOnce(Inputs<Operation<T>>) -> Batch<I, H>,
    ) -> Result<MultiStatus<BulkOutcome<C, H::Outcome>>, Refused>
    where
        I: InputSource<Item = H::Item>,
        H: Handler<Outcome: Outcome>,
        A: Atomic,
    {
        match self.is_atomic {
            true => self.run(|operations| batch(operations).atomic(transaction)).await,
            false => self.run(batch).await,
        }
    }
}

impl<T, C> Default for BulkRequest<T, C> {
    fn default() -> Self {
        Self::new()
    }
}

/// The outcome of one operation of a bulk request, with its context.
pub type BulkOutcome<C, O> = InContext<C, Settled<O>>;

/// What the response to an operation needs.
struct ResponsePart<C> {
    context: C,
    is_answered: bool,
    /// True if the operation is left out if it was not attempted.
    is_omitted: bool,
}

/// Separates the inputs from what their responses need.
fn split<T, C>(
    operations: Vec<DecodedOperation<T, C>>,
    omits_unattempted: bool,
) -> (Inputs<Operation<T>>, Vec<ResponsePart<C>>) {
    let mut answers = Vec::with_capacity(operations.len());
    let inputs = operations.into_iter().map(|DecodedOperation { input, context, is_answered }| {
        // What depends on a failed item is reported: the client has to know why it did not run.
        let is_omitted = omits_unattempted && !input.is_dependent();
        answers.push(ResponsePart { context, is_answered, is_omitted });
        input
    });
    (inputs.collect(), answers)
}

/// Puts the contexts beside the outcomes, by position. An operation without an outcome is reported as such.
fn in_context<C, O>(result: MultiStatus<Settled<O>>, answers: Vec<ResponsePart<C>>) -> MultiStatus<BulkOutcome<C, O>> {
    let MultiStatus { items, overall, description, summary_header } = result;
    let mut items = items.into_iter();
    let answered = answers.into_iter().filter_map(|answer| {
        let StoredItem { key, outcome } = items.next().unwrap_or(StoredItem { key: None, outcome: None });
        let is_unattempted = matches!(outcome, Some(Settled::NotRun(NotRun::NotAttempted { .. })));
        let is_listed = answer.is_answered && !(answer.is_omitted && is_unattempted);
        let context = answer.context;
        is_listed.then(|| StoredItem { key, outcome: outcome.map(|outcome| InContext { context, outcome }) })
    });
    MultiStatus { items: answered.collect(), overall, description, summary_header }
}

/// Returns an error if an item of an atomic batch failed: the item that caused it.
fn whole<O: Outcome>(result: &MultiStatus<Settled<O>>) -> Result<(), Refused> {
    let failures = || result.iter().filter(|entry| StatusClass::of(entry.status()) == StatusClass::Failure);
    let is_cause = |status| status != StatusCode::FAILED_DEPENDENCY;
    let Some(failure) = failures().find(|entry| is_cause(entry.status())).or_else(|| failures().next()) else {
        return Ok(());
    };
    let item = failure.outcome().map(Settled::to_item).unwrap_or_else(|| Item::from_outcome(&failure));
    Err(Refused::RolledBack { index: failure.index(), item: item.into() })
}
