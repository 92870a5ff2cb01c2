//! All orders as JSON Lines, piece by piece: the list may be larger than the memory.

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

const PIECE: usize = 16 * 1024;

/// The orders of a store, as they were when they were asked for.
pub(crate) struct Listing(mpsc::Receiver<Result<Bytes, redb::Error>>);

impl Listing {
    pub(super) fn of(database: Arc<Database>) -> Self {
        let (pieces, receiver) = mpsc::channel(2);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = list(&database, &pieces) {
                drop(pieces.blocking_send(Err(error)));
            }
        });
        Self(receiver)
    }
}

/// Sends the orders until the last one, or until nobody listens.
fn list(database: &Database, pieces: &mpsc::Sender<Result<Bytes, redb::Error>>) -> Result<(), redb::Error> {
    let orders = database.begin_read()?.open_table(ORDERS)?;
    let mut piece = String::new();
    for row in orders.iter()? {
        let (id, order) = row?;
        let (sku, quantity, _) = order.value();
        piece.push_str(&json!({"id": id.value(), "sku": sku, "quantity": quantity}).to_string());
        piece.push('\n');
        if piece.len() >= PIECE && pieces.blocking_send(Ok(std::mem::take(&mut piece).into())).is_err() {
            return Ok(());
        }
    }
    drop(pieces.blocking_send(Ok(piece.into())));
    Ok(())
}

impl Stream for Listing {
    type Item = Result<Bytes, redb::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
