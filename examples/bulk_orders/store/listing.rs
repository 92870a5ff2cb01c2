//! All orders as JSON Lines, in chunks, because the list may not fit into memory.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::body::Bytes;
use futures_core::Stream;
use redb::{Database, ReadableDatabase, ReadableTable};
use serde_json::json;
use tokio::sync::mpsc;

use super::tables::ORDERS;

/// Size of a chunk, in bytes.
const CHUNK: usize = 16 * 1024;

/// A stream of the orders at the time of the request.
pub(crate) struct Listing(mpsc::Receiver<Result<Bytes, redb::Error>>);

impl Listing {
    pub(super) fn of(database: Arc<Database>) -> Self {
        let (chunks, receiver) = mpsc::channel(2);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = list(&database, &chunks) {
                drop(chunks.blocking_send(Err(error)));
            }
        });
        Self(receiver)
    }
}

/// Sends all orders, or stops if the receiver is dropped.
fn list(database: &Database, chunks: &mpsc::Sender<Result<Bytes, redb::Error>>) -> Result<(), redb::Error> {
    let orders = database.begin_read()?.open_table(ORDERS)?;
    let mut chunk = String::new();
    for row in orders.iter()? {
        let (id, order) = row?;
        let (sku, quantity, _) = order.value();
        chunk.push_str(&json!({"id": id.value(), "sku": sku, "quantity": quantity}).to_string());
        chunk.push('\n');
        if chunk.len() >= CHUNK && chunks.blocking_send(Ok(std::mem::take(&mut chunk).into())).is_err() {
            return Ok(());
        }
    }
    drop(chunks.blocking_send(Ok(chunk.into())));
    Ok(())
}

impl Stream for Listing {
    type Item = Result<Bytes, redb::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
