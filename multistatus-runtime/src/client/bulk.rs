//! `Bulk`: a batch that is sent in several requests, and items sent again by a plan.
//!
//! The failure of a whole request counts for each of its items, so that one plan decides for all of them.

use std::{collections::HashSet, fmt, time::Duration};

use serde::{Serialize, Serializer};

use super::{
    error::{BulkError, ClientError},
    read::{Expected, TimeLimit, read, within},
};
use super::{
    next_action::NextAction,
    report::{Report, ReportItem},
    retry_plan::RetryPlan,
};
use crate::{
    item::{FromItem, Item},
    key::Key,
    outcome::Outcome,
    read::reader::Reader,
};

type Classify = Box<dyn Fn(&Item) -> Option<NextAction> + Send + Sync>;
type Observer = Box<dyn FnMut(BulkProgress) + Send>;

/// A batch of items that is sent in requests of a limited size. It reads the responses as they arrive, sends items again as its
/// plan allows, and reports on all items.
///
/// A request that is refused as a whole (429, 503) counts as a refusal of each of its items. If a connection is lost, its items
/// may have been applied, so they are sent again only if they are declared idempotent.
///
/// ```no_run
/// use multistatus::{Item, Report, client::{Bulk, RetryPlan}};
///
/// # async fn example(client: reqwest::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let orders = [("order-17", serde_json::json!({"id": 17})), ("order-18", serde_json::json!({"id": 18}))];
/// let report: Report<Item> = Bulk::new(orders)
///     .size(500)
///     .retry(RetryPlan::new().keyed("import-2026-11-25"))
///     .progress(|progress| println!("{progress}"))
///     .send(|parts| {
///         // Each part serializes as its item; `part.idempotency_key` is the same on each attempt.
///         let body = serde_json::to_vec(parts).unwrap_or_default();
///         client.post("https://example.com/orders").header("content-type", "application/json").body(body)
///     })
///     .await?;
/// println!("{report:#}");
/// report.into_result()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until `send` is called"]
pub struct Bulk<T> {
    keys: Vec<Key>,
    items: Vec<T>,
    size: usize,
    plan: RetryPlan,
    /// True if the time limit of the plan applies to each request, and not to all of them.
    limits_each_request: bool,
    reader: Reader,
    failures_only: bool,
    classify: Option<Classify>,
    observer: Option<Observer>,
}

/// An item of a request. It serializes as the item itself.
#[derive(Debug)]
#[non_exhaustive]
pub struct BulkPart<'a, T> {
    /// The index in the batch.
    pub index: usize,
    /// The key.
    pub key: &'a Key,
    /// The item.
    pub item: &'a T,
    /// The key by which the server recognizes the item, if the plan is [`keyed`](RetryPlan::keyed).
    pub idempotency_key: Option<String>,
}

impl<T: Serialize> Serialize for BulkPart<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.item.serialize(serializer)
    }
}

/// The result of one request.
struct Answer<O> {
    /// The report on its items; `None` if nothing was sent.
    report: Option<Report<O>>,
    /// Set if the next request has to wait; the inner time is the one that the server asks for.
    pause: Option<Option<Duration>>,
    /// The error, and true if it ends the batch.
    error: Option<(ClientError, bool)>,
}

/// The progress of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// The number of the attempt, from 1.
    pub attempt: usize,
    /// The number of items that this attempt sends.
    pub sending: usize,
    /// The number of them that are answered. It grows while a body arrives.
    pub answered: usize,
    /// The number of items in the batch.
    pub total: usize,
    /// The number of items of the batch that succeeded, as of the last complete response.
    pub succeeded: usize,
    /// The number of items of the batch that failed and were not sent again, as of the last complete response.
    pub failed: usize,
}

impl fmt::Display for BulkProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempt, sending, answered, total, succeeded, failed } = self;
        write!(f, "attempt {attempt}: {answered} of {sending}; {succeeded} of {total} succeeded, {failed} failed")
    }
}

impl<T> Bulk<T> {
    /// Creates a batch of items with their keys, in requests of 100 items, each sent once. A request may take five minutes;
    /// with a [plan](Self::retry), the time limit of the plan applies to the whole batch.
    pub fn new<K: Into<Key>>(items: impl IntoIterator<Item = (K, T)>) -> Self {
        let (keys, items) = items.into_iter().map(|(key, item)| (key.into(), item)).unzip();
        Self {
            keys,
            items,
            size: 100,
            plan: RetryPlan::new().attempts(1),
            limits_each_request: true,
            reader: Reader::new(),
            failures_only: false,
            classify: None,
            observer: None,
        }
    }

    /// Limits the number of items in a request. 0 means 1.
    pub fn size(mut self, items: usize) -> Self {
        self.size = items.max(1);
        self
    }

    /// Sets the plan for sending items again. Its time starts with [`send`](Self::send). When it is over, the running request
    /// ends, and no further one is sent.
    pub fn retry(mut self, plan: RetryPlan) -> Self {
        self.plan = plan;
        self.limits_each_request = false;
        self
    }

    /// Sets the reader of the responses.
    pub fn reader(mut self, reader: Reader) -> Self {
        self.reader = reader;
        self
    }

    /// Declares that responses list failures only: see [`Report::listing_failures`]. An empty 2xx other than 207 then
    /// means that each item succeeded.
    pub fn listing_failures(mut self) -> Self {
        self.failures_only = true;
        self
    }

    /// Decides the next action of each item: see [`Report::classify`].
    pub fn classify(mut self, decide: impl Fn(&Item) -> Option<NextAction> + Send + Sync + 'static) -> Self {
        self.classify = Some(Box::new(decide));
        self
    }

    /// Calls `observer` with the progress while bodies arrive and after each of them.
    pub fn progress(mut self, observer: impl FnMut(BulkProgress) + Send + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Sends the batch. `request` creates the request for some of its items.
    ///
    /// # Errors
    ///
    /// Returns an error if a request fails as a whole and cannot be sent again, if its response is not a multi-status, or if the
    /// time limit ends before the request is answered; no further request is sent then. Returns an error if the server cannot
    /// be reached or a connection is lost before a response starts, and the plan has no more attempts. The error has the
    /// report on all items.
    ///
    /// A returned report may have failures too: see [`Report::into_result`]. The items of a response that is cut off are
    /// unconfirmed.
    pub async fn send<O>(
        mut self,
        mut request: impl FnMut(&[BulkPart<'_, T>]) -> reqwest::RequestBuilder,
    ) -> Result<Report<O>, BulkError<O>>
    where
        O: FromItem + Outcome + Send,
    {
        self.plan.start();
        let mut report = Report::unsent(self.keys.clone());
        let (mut indices, mut attempt): (Vec<usize>, _) = ((0..self.keys.len()).collect(), 1);
        let mut lost = None;
        loop {
            let mut answers = Vec::new();
            let ended = self.round(&report, &indices, attempt, &mut request, &mut answers).await;
            report.replace(answers);
            match ended {
                Ok(error) => lost = error.or(lost),
                Err(error) => return Err(BulkError { error, report: report.into() }),
            }
            let Some(round) = self.plan.next(&report) else {
                // An error does not count if a later attempt answered all items.
                return match lost.filter(|_| !report.missing().is_empty()) {
                    Some(error) => Err(BulkError { error, report: report.into() }),
                    None => Ok(report),
                };
            };
            tracing::debug!(items = round.indices.len(), wait = ?round.wait, attempt = round.attempt, "sending again");
            tokio::time::sleep(round.wait).await;
            (indices, attempt) = (round.indices, round.attempt);
        }
    }

    /// Sends these items once and adds the reports on them to `answers`. Returns the last error that another attempt may
    /// resolve, and fails with any other error.
    async fn round<'i, O>(
        &mut self,
        report: &Report<O>,
        indices: &'i [usize],
        attempt: usize,
        request: &mut impl FnMut(&[BulkPart<'_, T>]) -> reqwest::RequestBuilder,
        answers: &mut Vec<(&'i [usize], Report<O>)>,
    ) -> Result<Option<ClientError>, ClientError>
    where
        O: FromItem + Outcome + Send,
    {
        let mut lost = None;
        let mut progress = self.begin(report, indices, attempt);
        let mut chunks = indices.chunks(self.size).peekable();
        while let Some(chunk) = chunks.next() {
            if self.limits_each_request {
                self.plan.start();
            }
            let limit = self.time_limit();
            if limit.left().is_none() {
                return Err(limit.error());
            }
            let request = request(&self.parts(chunk));
            let answer = match within(Some(limit), request.send()).await {
                Ok(response) => self.read(response, chunk, limit, progress).await,
                Err(error) => Err(error),
            };
            let Answer { report, pause, error } = self.answer(answer, chunk);
            if let Some(report) = report {
                progress.succeeded += report.succeeded().count() + report.unlisted().count();
                progress.failed += report.failed().count();
                answers.push((chunk, report));
            }
            progress.answered += chunk.len();
            self.notify(progress);
            match error {
                Some((error, true)) => return Err(error),
                Some((error, false)) => lost = Some(error),
                None => {}
            }
            if let (Some(asked), true) = (pause, chunks.peek().is_some()) {
                let Some(wait) = self.plan.pause(asked) else { break };
                tokio::time::sleep(wait).await;
            }
        }
        Ok(lost)
    }

    /// Returns the result of a request for its items.
    fn answer<O>(&self, answer: Result<Report<O>, ClientError>, chunk: &[usize]) -> Answer<O>
    where
        O: FromItem + Outcome,
    {
        let lost = || Some(Report::lost(self.keys_at(chunk)));
        match answer {
            Ok(report) => {
                let pause = report.is_refused().then(|| report.retry_after());
                Answer { report: Some(self.compare(report, chunk)), pause, error: None }
            }
            Err(ClientError::Failed { item }) => {
                let items = chunk.iter().filter_map(|index| Some((*item).clone().with_key(self.keys.get(*index)?)));
                let report =
                    self.compare(Report::from_items(items).with_response_fields(item.retry_after(), false), chunk);
                let again = report.retryable().next().is_some();
                let pause = again.then(|| item.retry_after());
                let error = (!again).then_some((ClientError::Failed { item }, true));
                Answer { report: Some(report), pause, error }
            }
            // Nothing was sent, so the report does not change.
            Err(ClientError::Transport(error)) if error.is_connect() => {
                Answer { report: None, pause: Some(None), error: Some((error.into(), false)) }
            }
            Err(ClientError::Transport(error)) if error.is_builder() => {
                Answer { report: None, pause: None, error: Some((error.into(), true)) }
            }
            Err(error @ ClientError::Transport(_)) => {
                Answer { report: lost(), pause: None, error: Some((error, false)) }
            }
            Err(error) => Answer { report: lost(), pause: None, error: Some((error, true)) },
        }
    }

    /// Returns the progress before an attempt, which counts the items that it does not send.
    fn begin<O>(&self, report: &Report<O>, indices: &[usize], attempt: usize) -> BulkProgress {
        let sending: HashSet<_> = indices.iter().collect();
        let stays = |entry: &&ReportItem<O>| entry.index().is_none_or(|index| !sending.contains(&index));
        BulkProgress {
            attempt,
            sending: indices.len(),
            answered: 0,
            total: self.keys.len(),
            succeeded: report.succeeded().filter(stays).count() + report.unlisted().count(),
            failed: report.failed().filter(stays).count(),
        }
    }

    async fn read<O>(
        &mut self,
        response: reqwest::Response,
        chunk: &[usize],
        limit: TimeLimit,
        progress: BulkProgress,
    ) -> Result<Report<O>, ClientError>
    where
        O: FromItem + Outcome + Send,
    {
        let keys = self.keys_at(chunk);
        let expected = Expected { keys: Some(&keys), quiet_success: self.failures_only, time_limit: Some(limit) };
        let (reader, observer) = (self.reader.clone(), &mut self.observer);
        let seen = |items: usize| {
            if let Some(observer) = observer {
                observer(BulkProgress { answered: progress.answered + items.min(keys.len()), ..progress });
            }
        };
        read(response, reader, expected, seen).await
    }

    fn time_limit(&self) -> TimeLimit {
        let (start, within) = self.plan.time_limit();
        TimeLimit { start, within }
    }

    /// Compares the report on a request with the keys of its items, and applies the decisions of the caller.
    fn compare<O>(&self, report: Report<O>, chunk: &[usize]) -> Report<O> {
        let report = report.for_keys(self.keys_at(chunk));
        let report = if self.failures_only { report.listing_failures() } else { report };
        match &self.classify {
            Some(classify) => report.classify(classify),
            None => report,
        }
    }

    fn parts(&self, chunk: &[usize]) -> Vec<BulkPart<'_, T>> {
        let part = |index: &usize| {
            let (key, item) = (self.keys.get(*index)?, self.items.get(*index)?);
            Some(BulkPart { index: *index, key, item, idempotency_key: self.plan.idempotency_key(*index) })
        };
        chunk.iter().filter_map(part).collect()
    }

    fn keys_at(&self, chunk: &[usize]) -> Vec<Key> {
        chunk.iter().filter_map(|index| self.keys.get(*index).cloned()).collect()
    }

    fn notify(&mut self, progress: BulkProgress) {
        if let Some(observer) = &mut self.observer {
            observer(progress);
        }
    }
}

impl<T> fmt::Debug for Bulk<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("keys", &self.keys)
            .field("size", &self.size)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}
