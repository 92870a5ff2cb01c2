//! The thread that writes (group commit). Changes that arrive while the disk is busy share the next transaction. Their
//! replies are sent after it is on the disk. A thousand orders need a few commits instead of a thousand.

use std::sync::Arc;

use redb::Database;
use tokio::sync::{mpsc, oneshot};

use super::{MAX_GROUP, reservations::Reservations, tables::Tables};
use crate::{order::Order, outcome::Create};

/// An order to create, with the idempotency key of its batch.
#[derive(Debug)]
pub(super) struct NewOrder {
    pub(super) order: Order,
    pub(super) key: Option<Arc<str>>,
}

/// The outcome of an item, as it is stored.
#[derive(Debug)]
pub(super) struct StoredOutcome {
    pub(super) key: String,
    pub(super) fingerprint: [u8; 16],
    pub(super) outcome: String,
}

/// A request to the writer. If the transaction fails, `reply` is dropped.
#[derive(Debug)]
pub(super) enum Change {
    /// Creates an order.
    Create { new_order: NewOrder, reply: oneshot::Sender<Create> },
    /// Reserves an order until its atomic batch commits.
    Reserve { session: u64, new_order: NewOrder, reply: oneshot::Sender<Create> },
    /// Creates the reserved orders of a session.
    Apply { session: u64, reply: oneshot::Sender<()> },
    /// Discards the reserved orders of a session.
    Release { session: u64 },
    /// Stores an outcome.
    StoreOutcome { stored: StoredOutcome, reply: oneshot::Sender<()> },
}

/// A reply that is sent after the transaction is on the disk.
enum Reply {
    Create(oneshot::Sender<Create>, Create),
    Done(oneshot::Sender<()>),
}

impl Reply {
    fn send(self) {
        // The item may have timed out, so the receiver may be gone.
        match self {
            Self::Create(reply, outcome) => drop(reply.send(outcome)),
            Self::Done(reply) => drop(reply.send(())),
        }
    }
}

/// The state of the writing thread.
pub(super) struct Writer {
    database: Arc<Database>,
    reservations: Reservations,
}

impl Writer {
    pub(super) fn new(database: Arc<Database>) -> Self {
        Self { database, reservations: Reservations::default() }
    }

    /// Applies changes until the channel closes.
    pub(super) fn run(mut self, mut changes: mpsc::UnboundedReceiver<Change>) {
        let mut group = Vec::new();
        while let Some(first) = changes.blocking_recv() {
            group.push(first);
            while group.len() < MAX_GROUP
                && let Ok(next) = changes.try_recv()
            {
                group.push(next);
            }
            match self.commit(group.drain(..)) {
                Ok(replies) => replies.into_iter().for_each(Reply::send),
                Err(error) => eprintln!("cannot write the orders: {error}"),
            }
        }
    }

    fn commit(&mut self, group: impl Iterator<Item = Change>) -> Result<Vec<Reply>, redb::Error> {
        let transaction = self.database.begin_write()?;
        let mut tables = Tables::open(&transaction)?;
        let replies = group.filter_map(|change| self.change(&mut tables, change).transpose());
        let replies = replies.collect::<Result<_, _>>()?;
        drop(tables);
        transaction.commit()?;
        Ok(replies)
    }

    fn change(&mut self, tables: &mut Tables<'_>, change: Change) -> Result<Option<Reply>, redb::Error> {
        Ok(match change {
            Change::Create { new_order, reply } => {
                let found = tables.find(&new_order, &self.reservations)?;
                let outcome = match found {
                    Some(outcome) => outcome,
                    None => {
                        tables.insert(&new_order)?;
                        (&new_order.order).into()
                    }
                };
                Some(Reply::Create(reply, outcome))
            }
            Change::Reserve { session, new_order, reply } => {
                let found = tables.find(&new_order, &self.reservations)?;
                let outcome = found.unwrap_or_else(|| {
                    let outcome = (&new_order.order).into();
                    self.reservations.add(session, new_order);
                    outcome
                });
                Some(Reply::Create(reply, outcome))
            }
            Change::Apply { session, reply } => {
                self.reservations.take(session).iter().try_for_each(|new_order| tables.insert(new_order))?;
                Some(Reply::Done(reply))
            }
            Change::Release { session } => {
                self.reservations.take(session);
                None
            }
            Change::StoreOutcome { stored, reply } => {
                tables.store_outcome(&stored)?;
                Some(Reply::Done(reply))
            }
        })
    }
}
