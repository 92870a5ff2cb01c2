//! The one thread that writes. Whatever came while the disk was busy goes into one transaction, and nobody gets an
//! answer before that is on the disk: a thousand orders cost a few waits for the disk, not a thousand.

use std::sync::Arc;

use redb::Database;
use tokio::sync::{mpsc, oneshot};

use super::{GROUP, reserved::Reserved, tables::Tables};
use crate::{order::Order, outcome::Create};

/// An order, and the key of the batch that wants it.
#[derive(Debug)]
pub(super) struct Placing {
    pub(super) order: Order,
    pub(super) key: Option<Arc<str>>,
}

/// What became of an item.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) key: String,
    pub(super) fingerprint: [u8; 16],
    pub(super) outcome: String,
}

/// What the writer is asked to do. Where it fails, nobody is answered.
#[derive(Debug)]
pub(super) enum Change {
    /// Creates an order.
    Create { placing: Placing, reply: oneshot::Sender<Create> },
    /// Keeps an order for the end of a batch that is all or nothing.
    Reserve { session: u64, placing: Placing, reply: oneshot::Sender<Create> },
    /// Creates what was kept for a batch.
    Apply { session: u64, reply: oneshot::Sender<()> },
    /// Forgets what was kept for a batch.
    Release { session: u64 },
    /// Keeps an outcome.
    Keep { kept: Kept, reply: oneshot::Sender<()> },
}

/// What is said once the transaction is on the disk.
enum Answer {
    Create(oneshot::Sender<Create>, Create),
    Done(oneshot::Sender<()>),
}

impl Answer {
    fn send(self) {
        // Whoever asked may have run out of time, and nobody waits.
        match self {
            Self::Create(reply, outcome) => drop(reply.send(outcome)),
            Self::Done(reply) => drop(reply.send(())),
        }
    }
}

/// Writes what it is asked to, until nobody can ask any more.
pub(super) struct Writer {
    database: Arc<Database>,
    reserved: Reserved,
}

impl Writer {
    pub(super) fn new(database: Arc<Database>) -> Self {
        Self { database, reserved: Reserved::default() }
    }

    pub(super) fn run(mut self, mut changes: mpsc::UnboundedReceiver<Change>) {
        let mut group = Vec::new();
        while let Some(first) = changes.blocking_recv() {
            group.push(first);
            while group.len() < GROUP
                && let Ok(next) = changes.try_recv()
            {
                group.push(next);
            }
            match self.commit(group.drain(..)) {
                Ok(answers) => answers.into_iter().for_each(Answer::send),
                Err(error) => eprintln!("orders could not be written: {error}"),
            }
        }
    }

    fn commit(&mut self, group: impl Iterator<Item = Change>) -> Result<Vec<Answer>, redb::Error> {
        let transaction = self.database.begin_write()?;
        let mut tables = Tables::open(&transaction)?;
        let answers = group.filter_map(|change| self.change(&mut tables, change).transpose());
        let answers = answers.collect::<Result<_, _>>()?;
        drop(tables);
        transaction.commit()?;
        Ok(answers)
    }

    fn change(&mut self, tables: &mut Tables<'_>, change: Change) -> Result<Option<Answer>, redb::Error> {
        Ok(match change {
            Change::Create { placing, reply } => {
                let found = tables.find(&placing, &self.reserved)?;
                let outcome = match found {
                    Some(outcome) => outcome,
                    None => {
                        tables.insert(&placing)?;
                        (&placing.order).into()
                    }
                };
                Some(Answer::Create(reply, outcome))
            }
            Change::Reserve { session, placing, reply } => {
                let found = tables.find(&placing, &self.reserved)?;
                let outcome = found.unwrap_or_else(|| {
                    let outcome = (&placing.order).into();
                    self.reserved.add(session, placing);
                    outcome
                });
                Some(Answer::Create(reply, outcome))
            }
            Change::Apply { session, reply } => {
                self.reserved.take(session).iter().try_for_each(|placing| tables.insert(placing))?;
                Some(Answer::Done(reply))
            }
            Change::Release { session } => {
                self.reserved.take(session);
                None
            }
            Change::Keep { kept, reply } => {
                tables.keep(&kept)?;
                Some(Answer::Done(reply))
            }
        })
    }
}
