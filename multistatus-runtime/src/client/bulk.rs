//! A batch, sent in requests of some items each, and again where the plan says so.
//!
//! What a request as a whole comes to is said of each of its items; the plan then decides for them all alike.

use std::{collections::HashSet, fmt, time::Duration};

use serde::{Serialize, Serializer};

use super::{
    error::{BulkError, ClientError},
    read::read,
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
    read::Reader,
};

type Classify = Box<dyn Fn(&Item) -> Option<NextAction> + Send + Sync>;
type Observer = Box<dyn FnMut(BulkProgress) + Send>;

/// Sends items in requests of some of them each, reads the answers as they stream, sends again what its plan allows, and
/// reports on all of them.
///
/// A request that is refused whole (429, 503) counts as a refusal of each of its items. Where a connection drops, its
/// items go again only if they are declared idempotent: nobody knows whether they were applied.
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
#[must_use = "nothing is sent before `send`"]
pub struct Bulk<T> {
    keys: Vec<Key>,
    items: Vec<T>,
    size: usize,
    plan: RetryPlan,
    reader: Reader,
    failures_only: bool,
    classify: Option<Classify>,
    observer: Option<Observer>,
}

/// One item of a request. It serializes as the item.
#[derive(Debug)]
#[non_exhaustive]
pub struct BulkPart<'a, T> {
    /// The index in the batch.
    pub index: usize,
    /// The key.
    pub key: &'a Key,
    /// The item.
    pub item: &'a T,
    /// The name by which the server knows the item again, where the plan is [`keyed`](RetryPlan::keyed).
    pub idempotency_key: Option<String>,
}

impl<T: Serialize> Serialize for BulkPart<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.item.serialize(serializer)
    }
}

/// What became of one request.
struct Answer<O> {
    /// What is known of its items; `None` where nothing changed.
    report: Option<Report<O>>,
    /// Whether to wait before the next request, and how long the server asks to.
    pause: Option<Option<Duration>>,
    /// What went wrong, and whether it ends the batch.
    error: Option<(ClientError, bool)>,
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// The number of the attempt, from 1.
    pub attempt: usize,
    /// The number of items that this attempt sends.
    pub sending: usize,
    /// How many of them are answered; grows while a body streams.
    pub answered: usize,
    /// The number of items in the batch.
    pub total: usize,
    /// How many items of the batch have succeeded, as of the last whole answer.
    pub succeeded: usize,
    /// How many items of the batch have failed and were not sent again, as of the last whole answer.
    pub failed: usize,
}

impl fmt::Display for BulkProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempt, sending, answered, total, succeeded, failed } = self;
        write!(f, "attempt {attempt}: {answered} of {sending}; {succeeded} of {total} succeeded, {failed} failed")
    }
}

impl<T> Bulk<T> {
    /// A batch of items with their keys, in requests of 100, without attempts after the first.
    pub fn new<K: Into<Key>>(items: impl IntoIterator<Item = (K, T)>) -> Self {
        let (keys, items) = items.into_iter().map(|(key, item)| (key.into(), item)).unzip();
        Self {
            keys,
            items,
            size: 100,
            plan: RetryPlan::new().attempts(1),
            reader: Reader::new(),
            failures_only: false,
            classify: None,
            observer: None,
        }
    }

    /// How many items one request holds; 0 is taken for 1.
    pub fn size(mut self, items: usize) -> Self {
        self.size = items.max(1);
        self
    }

    /// What to send again. Its time begins with [`send`](Self::send).
    pub fn retry(mut self, plan: RetryPlan) -> Self {
        self.plan = plan;
        self
    }

    /// How to read the answers.
    pub fn reader(mut self, reader: Reader) -> Self {
        self.reader = reader;
        self
    }

    /// As [`Report::listing_failures`]; an empty answer with a 2xx then says that each item succeeded.
    pub fn listing_failures(mut self) -> Self {
        self.failures_only = true;
        self
    }

    /// As [`Report::classify`], for each answer.
    pub fn classify(mut self, decide: impl Fn(&Item) -> Option<NextAction> + Send + Sync + 'static) -> Self {
        self.classify = Some(Box::new(decide));
        self
    }

    /// Is told how far the batch is: as bodies stream, and after each of them.
    pub fn progress(mut self, observer: impl FnMut(BulkProgress) + Send + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Sends the batch; `request` makes the request for some of its items.
    ///
    /// # Errors
    ///
    /// Where a request fails as a whole for good, or its answer is no multi-status: no further one is sent then. Where a
    /// server cannot be reached, or a connection drops, once the plan has no more attempts. The error has the report
    /// with all that is known. A report that comes back may hold failures too: see [`Report::into_result`].
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
                // An error that a later attempt mended is none.
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

    /// Sends these items once, and adds what is said of them to `answers`. Returns the last error that another attempt
    /// may mend, and fails on any other.
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
            let request = request(&self.parts(chunk));
            let answer = match request.send().await {
                Ok(response) => self.read(response, progress).await,
                Err(error) => Err(error.into()),
            };
            let Answer { report, pause, error } = self.hear(answer, chunk);
            if let Some(report) = report {
                progress.succeeded += report.succeeded().count() + report.unlisted().count();
                progress.failed += report.failed().count();
                answers.push((chunk, report));
            }
            progress.answered += chunk.len();
            self.tell(progress);
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

    /// What an answer, or the lack of one, says of the items of a request.
    fn hear<O>(&self, answer: Result<Report<O>, ClientError>, chunk: &[usize]) -> Answer<O>
    where
        O: FromItem + Outcome,
    {
        let lost = || Some(Report::lost(self.keys_at(chunk)));
        match answer {
            Ok(report) => Answer { report: Some(self.compare(report, chunk)), pause: None, error: None },
            Err(ClientError::Failed { item }) => {
                let items = chunk.iter().filter_map(|index| Some((*item).clone().with_key(self.keys.get(*index)?)));
                let report = self.compare(Report::from_items(items).under(item.retry_after(), false), chunk);
                let again = report.retryable().next().is_some();
                let pause = again.then(|| item.retry_after());
                let error = (!again).then_some((ClientError::Failed { item }, true));
                Answer { report: Some(report), pause, error }
            }
            // Nothing was sent, so what is known stays.
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

    /// The counts before an attempt: of what it does not send.
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

    async fn read<O>(&mut self, response: reqwest::Response, progress: BulkProgress) -> Result<Report<O>, ClientError>
    where
        O: FromItem + Outcome + Send,
    {
        let (reader, observer) = (self.reader.clone(), &mut self.observer);
        let seen = |items| {
            if let Some(observer) = observer {
                observer(BulkProgress { answered: progress.answered + items, ..progress });
            }
        };
        read(response, reader, self.failures_only, seen).await
    }

    /// The report on a request, by the keys of its items and the caller's own decisions.
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

    fn tell(&mut self, progress: BulkProgress) {
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
