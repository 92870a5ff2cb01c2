//! Multi-statuses and reports as partial batch responses.

use aws_lambda_events::{
    sqs::{BatchItemFailure, SqsBatchResponse},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse, KinesisBatchItemFailure, KinesisEventResponse},
};

#[cfg(any(feature = "json", feature = "xml"))]
use crate::client::report::Report;
use crate::{entry::Entry, frameworks::unsuccessful, multistatus::MultiStatus, outcome::Outcome, panic_guard::guard};

/// Returns the identifiers of the items that did not succeed and that `select` accepts, in request order. A failure of the
/// server (500 and up) is logged, unless its batch did.
///
/// An SQS message that failed and is not reported is deleted, so this is how to give up on messages that can never succeed:
///
/// ```
/// use aws_lambda_events::sqs::SqsBatchResponse;
/// use multistatus::{MultiStatus, StatusCode, client::NextAction, lambda};
///
/// let result = MultiStatus::from_iter([
///     ("m-1", StatusCode::OK),
///     ("m-2", StatusCode::UNPROCESSABLE_ENTITY),
///     ("m-3", StatusCode::SERVICE_UNAVAILABLE),
/// ]);
/// let mut response = SqsBatchResponse::default();
/// response.set_failures(lambda::identifiers(&result, |item| NextAction::of(item).is_retryable()));
/// assert_eq!(response.batch_item_failures.len(), 1);
/// assert_eq!(response.batch_item_failures[0].item_identifier, "m-3");
/// ```
pub fn identifiers<O: Outcome>(result: &MultiStatus<O>, mut select: impl FnMut(&Entry<'_, O>) -> bool) -> Vec<String> {
    let selected = unsuccessful::of_multistatus(result).filter(|entry| select(entry));
    selected.map(|entry| identifier(&entry)).collect()
}

/// Returns the key of an item. Empty if there is none: then Lambda delivers the whole batch again.
fn identifier<O: Outcome>(entry: &Entry<'_, O>) -> String {
    let key = guard("the key of an item", || entry.key().map(|key| key.text().into_owned()));
    key.ok().flatten().unwrap_or_default()
}

/// Implements the conversions to one response. It lists at most `$limit` items.
macro_rules! responses {
    ($($(#[$doc:meta])* $response:ident: $limit:expr, $failure:ident;)+) => {$(
        $(#[$doc])*
        impl<O: Outcome> From<&MultiStatus<O>> for $response {
            fn from(result: &MultiStatus<O>) -> Self {
                response!($response, $failure, identifiers(result, |_| true).into_iter().take($limit))
            }
        }

        $(#[$doc])*
        ///
        /// An item that is missing, or whose answer cannot be relied on, did not succeed.
        #[cfg(any(feature = "json", feature = "xml"))]
        impl<O> From<&Report<O>> for $response {
            fn from(report: &Report<O>) -> Self {
                response!($response, $failure, keys(report).take($limit))
            }
        }
    )+};
}

/// Creates a response. Its types have no other constructor that every feature of their crate has.
macro_rules! response {
    ($response:ident, $failure:ident, $identifiers:expr) => {{
        let failure = |identifier: String| {
            let mut failure = $failure::default();
            failure.item_identifier = identifier.into();
            failure
        };
        let mut response = $response::default();
        response.batch_item_failures = $identifiers.map(failure).collect();
        response
    }};
}

responses! {
    /// Lists the items that did not succeed: see [`lambda`](crate::lambda).
    SqsBatchResponse: usize::MAX, BatchItemFailure;
    /// Lists the first item that did not succeed: see [`lambda`](crate::lambda).
    KinesisEventResponse: 1, KinesisBatchItemFailure;
    /// Lists the first item that did not succeed: see [`lambda`](crate::lambda).
    DynamoDbEventResponse: 1, DynamoDbBatchItemFailure;
}

/// Returns the identifiers of the items of a report that did not succeed.
#[cfg(any(feature = "json", feature = "xml"))]
fn keys<O>(report: &Report<O>) -> impl Iterator<Item = String> {
    unsuccessful::of_report(report).map(|item| item.key().map(|key| key.as_str().to_owned()).unwrap_or_default())
}
