//! The records of an event as inputs of a batch.

use std::collections::{HashMap, hash_map::Entry};

use aws_lambda_events::{
    kinesis::{KinesisEvent, KinesisEventRecord},
    sqs::{SqsEvent, SqsMessage},
};
use serde::de::DeserializeOwned;

use crate::{
    batch::{Input, Inputs, decode_alone},
    key::Key,
};

/// Decodes the body of each message as JSON. Its key is the message id. In a FIFO queue, a message depends on the one before
/// it in its group.
impl<T: DeserializeOwned> From<SqsEvent> for Inputs<T> {
    fn from(event: SqsEvent) -> Self {
        let message = |message: SqsMessage| Record {
            group: fifo_group(&message),
            key: message.message_id.map(Key::from),
            input: decode_alone(message.body.unwrap_or_default().as_bytes()),
        };
        in_order(event.records.into_iter().map(message))
    }
}

/// Decodes the data of each record as JSON. Its key is the sequence number. It depends on the record before it with the same
/// partition key.
impl<T: DeserializeOwned> From<KinesisEvent> for Inputs<T> {
    fn from(event: KinesisEvent) -> Self {
        let record = |KinesisEventRecord { kinesis, .. }: KinesisEventRecord| Record {
            group: Some(kinesis.partition_key),
            key: Some(kinesis.sequence_number.into()),
            input: decode_alone(&kinesis.data),
        };
        in_order(event.records.into_iter().map(record))
    }
}

/// Returns the group of a message in a FIFO queue. A message of a standard queue may have a group, too, but no order.
fn fifo_group(message: &SqsMessage) -> Option<String> {
    let is_fifo = message.event_source_arn.as_deref().is_some_and(|arn| arn.ends_with(".fifo"));
    message.attributes.get("MessageGroupId").filter(|_| is_fifo).cloned()
}

/// A record of an event.
struct Record<T> {
    /// The name of the records that keep their order.
    group: Option<String>,
    key: Option<Key>,
    input: Input<T>,
}

/// Returns the inputs. Each depends on the one before it in its group, if both have keys.
fn in_order<T>(records: impl Iterator<Item = Record<T>>) -> Inputs<T> {
    let mut previous = HashMap::<String, Key>::new();
    let mut input = |Record { group, key, input }: Record<T>| {
        let Some(key) = key else { return input };
        let before = group.and_then(|group| match previous.entry(group) {
            Entry::Occupied(mut last) => Some(last.insert(key.clone())),
            Entry::Vacant(first) => {
                first.insert(key.clone());
                None
            }
        });
        input.keyed(key).depends_on(before)
    };
    records.map(&mut input).collect()
}
