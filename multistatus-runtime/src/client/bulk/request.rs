//! One request of a batch: its response, and what that means for its items and for the requests after it.

use std::{future::Future, time::Duration};

use super::progress::ProgressCounter;
use crate::{
    client::{
        error::{ClientError, SenderError},
        next_action::NextAction,
        read::{Expected, read},
        report::Report,
        time_limit::{TimeLimit, within},
    },
    item::{FromItem, Item},
    key::Key,
    outcome::Outcome,
    read::reader::Reader,
};

pub(crate) type Classify = Box<dyn Fn(&Item) -> Option<NextAction> + Send + Sync>;

/// The keys of a batch, and how its responses are read.
pub(crate) struct Responses {
    pub(crate) keys: Vec<Key>,
    pub(crate) reader: Reader,
    pub(crate) failures_only: bool,
    pub(crate) classify: Option<Classify>,
}

/// The result of one request.
pub(crate) struct Answer<O> {
    /// The report on its items; `None` if nothing was sent.
    pub(crate) report: Option<Report<O>>,
    /// Set if the next request has to wait: the time that the server asks for, or zero.
    pub(crate) pause: Option<Duration>,
    pub(crate) error: Option<ClientError>,
    /// True if the error ends the batch.
    pub(crate) ends_batch: bool,
}

impl<O> Answer<O> {
    fn of(report: Report<O>) -> Self {
        Self { report: Some(report), pause: None, error: None, ends_batch: false }
    }
}

impl Responses {
    /// Sends a request for the items at `indices`, and reads its response.
    pub(crate) async fn answer<'i, O, E>(
        &self,
        request: impl Future<Output = Result<reqwest::Response, E>>,
        indices: &'i [usize],
        limit: TimeLimit,
        progress: &ProgressCounter,
    ) -> (&'i [usize], Answer<O>)
    where
        O: FromItem + Outcome + Send,
        E: Into<SenderError>,
    {
        let keys = self.keys_at(indices);
        let mut answered = 0;
        let request = async { request.await.map_err(ClientError::of_sender) };
        let result = match within(Some(limit), request).await {
            Ok(response) => {
                let expected = Expected {
                    keys: Some(&keys),
                    quiet_success: self.failures_only,
                    time_limit: Some(limit),
                    resource: None,
                };
                let seen = |items: usize| {
                    let more = items.min(keys.len()).saturating_sub(answered);
                    answered += more;
                    progress.update(|progress| progress.answered += more);
                };
                read(response, self.reader.clone(), expected, seen).await
            }
            Err(error) => Err(error),
        };
        let answer = self.interpret(result, keys);
        progress.update(|progress| {
            progress.answered += indices.len().saturating_sub(answered);
            if let Some(report) = &answer.report {
                progress.add(report);
            }
        });
        (indices, answer)
    }

    /// Returns the meaning of a result for the items with these keys. A failure of the whole request is one of each item.
    fn interpret<O>(&self, result: Result<Report<O>, ClientError>, keys: Vec<Key>) -> Answer<O>
    where
        O: FromItem + Outcome,
    {
        let error = match result {
            Ok(report) => {
                let pause = report.is_refused().then(|| report.retry_after().unwrap_or_default());
                return Answer { pause, ..Answer::of(self.compare(report, keys)) };
            }
            Err(error) => error,
        };
        match &error {
            ClientError::Failed { item } => {
                let retry_after = item.retry_after();
                let items = keys.iter().map(|key| (**item).clone().with_key(key));
                let report = Report::from_items(items).with_response_fields(retry_after, false);
                let report = self.compare(report, keys);
                let is_retryable = report.retryable().next().is_some();
                if is_retryable {
                    Answer { pause: Some(retry_after.unwrap_or_default()), ..Answer::of(report) }
                } else {
                    Answer { error: Some(error), ends_batch: true, ..Answer::of(report) }
                }
            }
            ClientError::Transport(cause) if cause.is_connect() => {
                Answer { report: None, pause: Some(Duration::ZERO), error: Some(error), ends_batch: false }
            }
            ClientError::Transport(cause) if cause.is_builder() => {
                Answer { report: None, pause: None, error: Some(error), ends_batch: true }
            }
            ClientError::Transport(_) | ClientError::Sender(_) => {
                Answer { error: Some(error), ..Answer::of(Report::lost(keys)) }
            }
            ClientError::TimedOut { .. } | ClientError::NotMultiStatus { .. } => {
                Answer { error: Some(error), ends_batch: true, ..Answer::of(Report::lost(keys)) }
            }
        }
    }

    /// Compares the report on a request with the keys of its items, and applies the decisions of the caller.
    fn compare<O>(&self, report: Report<O>, keys: Vec<Key>) -> Report<O> {
        let report = report.for_keys(keys);
        let report = if self.failures_only { report.listing_failures() } else { report };
        match &self.classify {
            Some(classify) => report.classify(classify),
            None => report,
        }
    }

    fn keys_at(&self, indices: &[usize]) -> Vec<Key> {
        indices.iter().filter_map(|index| self.keys.get(*index).cloned()).collect()
    }
}
