//! AWS Lambda: the items of a batch that failed, so that a queue or a stream delivers only those again.
//!
//! A [`MultiStatus`](crate::MultiStatus) and a [`Report`](crate::Report) convert to `SqsBatchResponse`,
//! `KinesisEventResponse` and `DynamoDbEventResponse` of `aws_lambda_events` 1 by reference. The event source mapping needs
//! the function response type `ReportBatchItemFailures`; without it, Lambda ignores the response. An item is named by its
//! key, which must be what the event names it by:
//!
//! | event | inputs | key | response |
//! | --- | --- | --- | --- |
//! | SQS | `Inputs::from(event)`: the body of each message as JSON | `messageId` | every item that did not succeed |
//! | Kinesis | `Inputs::from(event)`: the data of each record as JSON | `sequenceNumber` | the first item that did not succeed |
//! | DynamoDB | `Inputs::new(event.records).keyed(..)` | `SequenceNumber` | the first item that did not succeed |
//!
//! - A message that is not valid is one failed item: the others run.
//! - Lambda delivers the records of a stream again from the first one that is reported, whatever happened to the later
//!   ones, so the response names only that one.
//! - The messages of one group of a FIFO queue, and the records of one partition key, run one after another. If one
//!   fails, those after it in its group do not run. They are a 424, and are delivered again, too.
//! - An item without a key has an empty identifier. Then Lambda delivers the whole batch again, so that nothing is lost.
//! - An item that was accepted and is not finished (202) is not reported: a second delivery would apply it twice. A
//!   redirect (3xx) is reported, because nothing was done.
//! - A batch takes 1000 items unless [`max_items`](crate::Batch::max_items) says more; Lambda can deliver 10 000.
//! - A function that returns an error, for example [`Refused`](crate::Refused), gets the whole batch again.
//!
//! By default every failure is reported, also one that can never succeed: it is delivered again until the queue moves it
//! to its dead-letter queue. To delete such messages instead, choose with [`identifiers`].
//!
//! ```
//! use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
//! use multistatus::{Batch, Inputs, Outcome, Refused};
//!
//! #[derive(serde::Deserialize)]
//! struct Order { id: u32 }
//!
//! #[derive(Outcome)]
//! enum Ship {
//!     #[outcome(204)]
//!     Shipped,
//!     #[outcome(503, "no van is free")]
//!     NoVan,
//! }
//!
//! async fn ship(order: Order) -> Ship {
//!     if order.id == 7 { Ship::NoVan } else { Ship::Shipped }
//! }
//!
//! /// The function of `lambda_runtime::service_fn`, without its `LambdaEvent`.
//! async fn handle(event: SqsEvent) -> Result<SqsBatchResponse, Refused> {
//!     let result = Batch::new(ship).inputs(Inputs::from(event)).run().await?;
//!     Ok(SqsBatchResponse::from(&result))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let event = serde_json::from_str(
//!     r#"{"Records": [
//!         {"messageId": "m-1", "body": "{\"id\": 6}"},
//!         {"messageId": "m-2", "body": "{\"id\": 7}"},
//!         {"messageId": "m-3", "body": "not JSON"}]}"#,
//! )?;
//! let response = serde_json::to_value(handle(event).await?)?;
//! let failures = serde_json::json!([{"itemIdentifier": "m-2"}, {"itemIdentifier": "m-3"}]);
//! assert_eq!(response["batchItemFailures"], failures);
//! # Ok(())
//! # }
//! ```
//!
//! A function behind an API Gateway, a load balancer or a function URL needs nothing of this: `lambda_http` takes the
//! `http::Response` that a multi-status or an outcome becomes.

#[cfg(all(feature = "batch", feature = "json"))]
mod inputs;
mod responses;

pub use self::responses::identifiers;
