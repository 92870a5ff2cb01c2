//! A response into a report, as its bytes come.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::error::ClientError;
use super::report::{Report, ReportBuilder};
use crate::{
    item::{FromItem, Item},
    outcome::{Outcome, header::parse_retry_after, problem::PROBLEM_JSON},
    read::Reader,
    response::prefer::applied_minimal,
};

/// How much of a body is kept to say what it is, where it is no multi-status.
const KEPT: usize = 16 << 10;

/// Reads a response. `quiet_success` takes an empty body of a success for the success of every item; `seen` is told the
/// number of items that were read so far.
pub(crate) async fn read<O>(
    mut response: reqwest::Response,
    reader: Reader,
    quiet_success: bool,
    mut seen: impl FnMut(usize) + Send,
) -> Result<Report<O>, ClientError>
where
    O: FromItem + Outcome + Send,
{
    let (status, headers) = (response.status(), response.headers().clone());
    let content_type = field(&headers, header::CONTENT_TYPE.as_str());
    let mut reader = reader.status(status);
    if let Some(content_type) = content_type {
        reader = reader.content_type(content_type);
    }
    let mut reading = reader.chunks();
    let mut builder = ReportBuilder::<O>::new();
    let mut start = Vec::new();
    let lost = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                keep(&mut start, &chunk);
                reading.feed(&chunk);
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
        while let Some(item) = reading.next_item() {
            builder.push(item.to_item());
        }
        seen(builder.len());
        if reading.is_over() {
            break None;
        }
    };
    reading.end();
    while let Some(item) = reading.next_item() {
        builder.push(item.to_item());
    }
    seen(builder.len());

    let ending = reading.ending();
    let minimal = applied_minimal(&headers);
    let failed = status.is_client_error() || status.is_server_error();
    let is_problem = content_type.is_some_and(|content_type| content_type.starts_with(PROBLEM_JSON));
    if failed && (is_problem || builder.len() == 0) {
        return Err(ClientError::Failed { item: Box::new(whole(status, &headers, &start)) });
    }
    if status.is_success() && start.is_empty() && lost.is_none() && (quiet_success || minimal) {
        return Ok(Report::silent_success());
    }
    if builder.len() == 0 && !ending.verdict.is_complete() {
        return Err(match lost {
            Some(error) => error.into(),
            None => ClientError::NotMultiStatus {
                status,
                content_type: content_type.map(Into::into),
                verdict: ending.verdict,
                start: String::from_utf8_lossy(&start).into_owned(),
            },
        });
    }
    if let Some(error) = lost {
        tracing::warn!(error = &error as &dyn std::error::Error, verdict = %ending.verdict, "an answer was cut off");
    }
    let retry_after = field(&headers, header::RETRY_AFTER.as_str()).and_then(parse_retry_after);
    Ok(builder.finish(ending).under(retry_after, minimal))
}

fn field<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn keep(start: &mut Vec<u8>, chunk: &Bytes) {
    let room = KEPT.saturating_sub(start.len());
    start.extend(chunk.iter().take(room));
}

/// What the response as a whole says, as if it were an item.
fn whole(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Item {
    let mut item = Item::new(status);
    item.retry_after = field(headers, header::RETRY_AFTER.as_str()).and_then(parse_retry_after);
    let fields = headers.iter().filter(|(name, _)| *name != header::RETRY_AFTER);
    let fields = fields.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    item.headers = fields.collect();
    if let Ok(problem) = serde_json::from_slice(body) {
        describe(&mut item, problem);
    }
    item
}

/// Members of another type than RFC 9457 section 3.1 gives them are ignored, as it wants.
fn describe(item: &mut Item, mut problem: Map<String, Value>) {
    let mut text = |name: &str| match problem.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    item.problem_type = text("type").filter(|name| name != crate::outcome::problem::ABOUT_BLANK);
    item.title = text("title");
    item.description = text("detail").unwrap_or_default();
    problem.remove("status");
    item.extensions = problem;
}
