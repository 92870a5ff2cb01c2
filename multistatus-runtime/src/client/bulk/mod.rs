//! `Bulk`: a batch that is sent in several requests, and items sent again by a plan.
//!
//! The failure of a whole request counts for each of its items, so that one plan decides for all of them.

mod attempt;
mod part;
mod progress;
mod request;

use std::{error::Error, fmt, future::Future};

pub use self::{part::BulkPart, progress::BulkProgress};
use self::{
    progress::{Observer, ProgressCounter},
    request::Responses,
};
use super::{error::BulkError, next_action::NextAction, report::Report, retry_plan::RetryPlan};
use crate::{
    item::{FromItem, Item},
    key::Key,
    outcome::Outcome,
    read::reader::Reader,
};

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
///     .concurrency(4)
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
    items: Vec<T>,
    size: usize,
    concurrency: usize,
    plan: RetryPlan,
    /// True if the time limit of the plan applies to each request, and not to all of them.
    limits_each_request: bool,
    responses: Responses,
    observer: Option<Observer>,
}

impl<T> Bulk<T> {
    /// Creates a batch of items with their keys, in requests of 100 items, one request at a time, each item sent once. A
    /// request may take five minutes; with a [plan](Self::retry), the time limit of the plan applies to the whole batch.
    pub fn new<K: Into<Key>>(items: impl IntoIterator<Item = (K, T)>) -> Self {
        let (keys, items) = items.into_iter().map(|(key, item)| (key.into(), item)).unzip();
        Self {
            items,
            size: 100,
            concurrency: 1,
            plan: RetryPlan::new().attempts(1),
            limits_each_request: true,
            responses: Responses { keys, reader: Reader::new(), failures_only: false, classify: None },
            observer: None,
        }
    }

    /// Limits the number of items in a request. 0 means 1.
    pub fn size(mut self, items: usize) -> Self {
        self.size = items.max(1);
        self
    }

    /// Limits the number of requests that run at the same time. The default is 1; 0 means 1.
    ///
    /// The report is in the order of the items, in whatever order the responses arrive. All requests run in the task that polls
    /// [`send`](Self::send): nothing is spawned, and dropping that future cancels them.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// Sets the plan for sending items again. Its time starts with [`send`](Self::send). When it is over, the running requests
    /// end, and no further one is sent.
    pub fn retry(mut self, plan: RetryPlan) -> Self {
        self.plan = plan;
        self.limits_each_request = false;
        self
    }

    /// Sets the reader of the responses.
    pub fn reader(mut self, reader: Reader) -> Self {
        self.responses.reader = reader;
        self
    }

    /// Declares that responses list failures only: see [`Report::listing_failures`]. An empty 2xx other than 207 then
    /// means that each item succeeded.
    pub fn listing_failures(mut self) -> Self {
        self.responses.failures_only = true;
        self
    }

    /// Decides the next action of each item: see [`Report::classify`].
    pub fn classify(mut self, decide: impl Fn(&Item) -> Option<NextAction> + Send + Sync + 'static) -> Self {
        self.responses.classify = Some(Box::new(decide));
        self
    }

    /// Calls `observer` once for each change of the progress: at the start of each attempt, while bodies arrive, and after each
    /// response. The last call has the counts of the report.
    pub fn progress(mut self, observer: impl FnMut(BulkProgress) + Send + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Sends the batch. `request` creates the request for some of its items.
    ///
    /// After a request that is refused as a whole, no further one starts until its `Retry-After` is over. Requests that run at
    /// the same time end as usual.
    ///
    /// # Errors
    ///
    /// Returns an error if a request fails as a whole and cannot be sent again, if its response is not a multi-status, or if the
    /// time limit ends before the request is answered; no further request is sent then, and the responses to running ones are
    /// read. Returns an error if the server cannot be reached or a connection is lost before a response starts, and the plan
    /// has no more attempts. The error has the report on all items.
    ///
    /// A returned report may have failures too: see [`Report::into_result`]. The items of a response that is cut off are
    /// unconfirmed.
    pub async fn send<O>(
        self,
        mut request: impl FnMut(&[BulkPart<'_, T>]) -> reqwest::RequestBuilder,
    ) -> Result<Report<O>, BulkError<O>>
    where
        O: FromItem + Outcome + Send,
    {
        self.send_with(move |parts| request(parts).send()).await
    }

    /// Sends the batch with any client that returns responses of reqwest. `send` creates and sends the request for some items.
    ///
    /// `send` has to copy what it needs of the items before it returns its future, for example into the body of the request.
    /// If it fails with an error other than [`reqwest::Error`], the items may have been applied, since a client can send a
    /// request more than once.
    ///
    /// ```no_run
    /// use multistatus::{Item, Report, client::Bulk};
    ///
    /// # async fn example(client: reqwest_middleware::ClientWithMiddleware) -> Result<(), Box<dyn std::error::Error>> {
    /// let orders = [("order-17", serde_json::json!({"id": 17})), ("order-18", serde_json::json!({"id": 18}))];
    /// let report: Report<Item> =
    ///     Bulk::new(orders).send_with(|parts| client.post("https://example.com/orders").json(parts).send()).await?;
    /// report.into_result()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error in the same cases as [`send`](Self::send).
    pub async fn send_with<O, F, E>(
        mut self,
        mut send: impl FnMut(&[BulkPart<'_, T>]) -> F,
    ) -> Result<Report<O>, BulkError<O>>
    where
        O: FromItem + Outcome + Send,
        F: Future<Output = Result<reqwest::Response, E>>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.plan.start();
        let mut report = Report::unsent(self.responses.keys.clone());
        let counter = ProgressCounter::new(self.observer.take());
        let (mut indices, mut number): (Vec<usize>, _) = ((0..self.items.len()).collect(), 1);
        let mut unanswered = None;
        loop {
            counter.update(|progress| *progress = BulkProgress::before(&report, &indices, number));
            let attempt = self.attempt(&indices, &counter, &mut send).await;
            report.replace(attempt.answers);
            counter.update(|progress| progress.add_unsent(&report));
            if let Some(error) = attempt.fatal {
                return Err(BulkError { error, report: report.into() });
            }
            unanswered = attempt.transient.or(unanswered);
            let Some(round) = self.plan.next(&report) else {
                // An error does not count if a later attempt answered all items.
                return match unanswered.filter(|_| !report.missing().is_empty()) {
                    Some(error) => Err(BulkError { error, report: report.into() }),
                    None => Ok(report),
                };
            };
            tracing::debug!(items = round.indices.len(), wait = ?round.wait, attempt = round.attempt, "sending again");
            tokio::time::sleep(round.wait).await;
            (indices, number) = (round.indices, round.attempt);
        }
    }
}

impl<T> fmt::Debug for Bulk<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("keys", &self.responses.keys)
            .field("size", &self.size)
            .field("concurrency", &self.concurrency)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}
