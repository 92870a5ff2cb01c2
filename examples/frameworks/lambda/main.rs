//! Orders from an SQS queue with AWS Lambda (lambda_runtime 1): create many. The queue delivers only those again that were
//! not created.
//!
//! ```text
//! cargo add aws_lambda_events --no-default-features --features sqs
//! cargo add lambda_runtime
//! cargo add multistatus --features batch,lambda
//! cargo add serde --features derive
//! cargo add tokio --features macros,rt
//! ```
//!
//! The event source mapping needs `FunctionResponseTypes: [ReportBatchItemFailures]`.
//!
//! ```console
//! $ cargo lambda watch &
//! $ cargo lambda invoke --data-ascii '{"Records": [
//!     {"messageId": "m-1", "body": "{\"number\": 17, \"quantity\": 2}"},
//!     {"messageId": "m-2", "body": "{\"number\": 18}"},
//!     {"messageId": "m-3", "body": "{\"number\": 19, \"quantity\": 0}"},
//!     {"messageId": "m-4", "body": "{\"number\": 17, \"quantity\": 2}"}]}'
//! {"batchItemFailures":[{"itemIdentifier":"m-2"},{"itemIdentifier":"m-3"}]}
//! ```
//!
//! `m-4` repeats `m-1`. A queue may deliver a message twice, so a repeated message is not a failure.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Mutex,
    time::{Duration, SystemTime},
};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use multistatus::{Inputs, Outcome, batch};
use serde::Deserialize;

#[derive(Clone, Copy, Deserialize, PartialEq)]
struct Order {
    number: u32,
    quantity: u32,
}

/// The outcome of one message.
#[derive(Outcome)]
enum Create {
    #[outcome(201)]
    Created,
    #[outcome(200, "the order was created before")]
    Repeated,
    #[outcome(409, "there is another order {number}")]
    Exists { number: u32 },
    #[outcome(422, "expected a quantity of at least 1")]
    NoQuantity,
}

/// The orders by their numbers. Orders 1 to 9 exist at the start.
type Store = Mutex<BTreeMap<u32, Order>>;

#[batch(max_items = 10_000, concurrency = 16)]
async fn create(store: &Store, order: Order) -> Create {
    match store.lock().expect("no handler panics").entry(order.number) {
        _ if order.quantity == 0 => Create::NoQuantity,
        Entry::Occupied(entry) if *entry.get() == order => Create::Repeated,
        Entry::Occupied(_) => Create::Exists { number: order.number },
        Entry::Vacant(entry) => {
            entry.insert(order);
            Create::Created
        }
    }
}

/// Runs each valid message. A message that is not completed one second before Lambda stops the function is a failure, so
/// that the response is still sent.
async fn create_many(store: &Store, event: LambdaEvent<SqsEvent>) -> Result<SqsBatchResponse, Error> {
    let left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
    let orders = Inputs::from(event.payload);
    let result = create::batch(store, orders).deadline(left.saturating_sub(Duration::from_secs(1))).run().await?;
    Ok(SqsBatchResponse::from(&result))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let orders = (1..10).map(|number| (number, Order { number, quantity: 1 })).collect();
    let store = Store::new(orders);
    lambda_runtime::run(service_fn(|event| create_many(&store, event))).await
}
