//! Reading a response into a report, as its bytes arrive.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::{
    error::ClientError,
    report::{Report, ReportBuilder},
    time_limit::{TimeLimit, within},
};
use crate::{
    item::{FromItem, Item},
    key::Key,
    media_type,
    outcome::{Outcome, header::parse_retry_after, problem::PROBLEM_JSON},
    prefer::applied_minimal,
    read::{Verdict, reader::Reader},
    tokens::Limits,
};

/// Number of bytes of the start of a body that are kept for the error if it is not a multi-status.
pub(crate) const MAX_START: usize = 16 << 10;

/// The facts about a request that its response is read with.
#[derive(Clone, Copy, Default)]
pub(crate) struct Expected<'k> {
    /// The keys of its items, which limit what is kept.
    pub(crate) keys: Option<&'k [Key]>,
    /// True if an empty body of a success means that every item succeeded.
    pub(crate) quiet_success: bool,
    /// The end of the time for the response.
    pub(crate) time_limit: Option<TimeLimit>,
    /// The resource that a method of WebDAV addresses. A response that is not a multi-status is its outcome.
    pub(crate) resource: Option<&'k Key>,
}

/// Reads a response. `on_items` is called with the number of items read so far.
pub(crate) async fn read<O>(
    mut response: reqwest::Response,
    reader: Reader,
    expected: Expected<'_>,
    mut on_items: impl FnMut(usize) + Send,
) -> Result<Report<O>, ClientError>
where
    O: FromItem + Outcome + Send,
{
    let (status, headers) = (response.status(), response.headers().clone());
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut reader = reader.status(status);
    let limits = reader.limits;
    if let Some(content_type) = content_type {
        reader = reader.content_type(content_type);
    }
    let mut reading = reader.chunks();
    let mut builder = ReportBuilder::<O>::new(expected.keys);
    let mut start = Vec::new();
    let connection_error = loop {
        match within(expected.time_limit, response.chunk()).await {
            Ok(Some(chunk)) => {
                append_start(&mut start, &chunk);
                reading.feed(&chunk);
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
        while let Some(item) = reading.next_item() {
            builder.push(item.to_item());
        }
        on_items(builder.len());
        if reading.is_over() {
            break None;
        }
        // A body that is always ready must not delay other requests of the same task.
        tokio::task::yield_now().await;
    };
    reading.end();
    while let Some(item) = reading.next_item() {
        builder.push(item.to_item());
    }
    on_items(builder.len());

    let ending = reading.ending();
    let minimal = applied_minimal(&headers);
    let failed = status.is_client_error() || status.is_server_error();
    let is_problem = content_type.is_some_and(|content_type| media_type::is(content_type, PROBLEM_JSON));
    // Items that succeeded contradict the problem, and must not be sent again with the others.
    if failed && (builder.len() == 0 || is_problem && !builder.has_success()) {
        let item = response_as_item(status, &headers, &start, limits);
        return match expected.resource {
            Some(resource) => Ok(of_one(item, resource, &headers)),
            None => Err(ClientError::Failed { item: Box::new(item) }),
        };
    }
    if let (Some(resource), None, Verdict::NotMultiStatus { .. }) =
        (expected.resource, &connection_error, &ending.verdict)
        && status != StatusCode::MULTI_STATUS
    {
        return Ok(of_one(response_as_item(status, &headers, &[], limits), resource, &headers));
    }
    // A 207 without a body says nothing about any item.
    if status.is_success()
        && status != StatusCode::MULTI_STATUS
        && start.is_empty()
        && connection_error.is_none()
        && (expected.quiet_success || minimal)
    {
        return Ok(Report::silent_success());
    }
    if builder.len() == 0 && !ending.verdict.is_complete() {
        return Err(match connection_error {
            Some(error) => error,
            None => ClientError::NotMultiStatus {
                status,
                content_type: content_type.map(Into::into),
                verdict: ending.verdict,
                start: String::from_utf8_lossy(&start).into_owned(),
            },
        });
    }
    if let Some(error) = connection_error {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, verdict = %ending.verdict, "a response was not received to its end");
    }
    let retry_after = retry_after_of(&headers);
    Ok(builder.finish(ending).with_response_fields(retry_after, minimal))
}

/// Returns the time of the first `Retry-After` that can be read.
pub(crate) fn retry_after_of(headers: &HeaderMap) -> Option<Duration> {
    headers.get_all(header::RETRY_AFTER).iter().find_map(|value| parse_retry_after(value.to_str().ok()?))
}

pub(crate) fn append_start(start: &mut Vec<u8>, chunk: &Bytes) {
    let free = MAX_START.saturating_sub(start.len());
    start.extend(chunk.iter().take(free));
}

/// Returns the report on the one resource that a response answers.
fn of_one<O: FromItem + Outcome>(item: Item, resource: &Key, headers: &HeaderMap) -> Report<O> {
    Report::from_items([item.with_key(resource)]).with_response_fields(retry_after_of(headers), false)
}

/// Returns the response as a whole as an item. `body` is its start.
pub(crate) fn response_as_item(status: StatusCode, headers: &HeaderMap, body: &[u8], limits: Limits) -> Item {
    let mut item = failed_request(status, body, limits).unwrap_or_else(|| Item::new(status));
    item.retry_after = retry_after_of(headers);
    let fields = headers.iter().filter(|(name, _)| *name != header::RETRY_AFTER);
    let fields = fields.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    item.headers = fields.collect();
    if let Ok(problem) = serde_json::from_slice(body) {
        describe(&mut item, problem);
    }
    item
}

/// Returns the outcome that a body in XML describes.
#[cfg(feature = "xml")]
fn failed_request(status: StatusCode, body: &[u8], limits: Limits) -> Option<Item> {
    let body = std::str::from_utf8(body).ok()?;
    crate::read::dav::failed_request::failed_request(status, body.trim_start_matches('\u{feff}'), limits)
}

#[cfg(not(feature = "xml"))]
fn failed_request(_: StatusCode, _: &[u8], _: Limits) -> Option<Item> {
    None
}

/// Reads the members of a problem. RFC 9457 section 3.1 says to ignore members of the wrong type.
fn describe(item: &mut Item, mut problem: Map<String, Value>) {
    let mut text = |name: &str| match problem.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    item.problem_type = text("type").filter(|name| name != crate::outcome::problem::ABOUT_BLANK);
    item.title = text("title");
    item.instance = text("instance");
    item.description = text("detail").unwrap_or_default();
    problem.remove("status");
    item.extensions = problem;
}
