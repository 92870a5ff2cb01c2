//! The orders, in a database file. One thread writes, and an outcome is sent only after its transaction is on the disk.

mod claims;
mod outcomes;
mod pages;
mod reader;
mod reservations;
mod session;
mod tables;
mod writer;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use redb::Database;
use tokio::sync::{mpsc, oneshot};

use self::{
    claims::Claims,
    reader::Lookup,
    tables::Tables,
    writer::{Change, Writer},
};
pub(crate) use self::{pages::Page, session::Session, tables::IN_STOCK};

/// Size of the database cache, in bytes. It does not grow with the file.
const CACHE_BYTES: usize = 8 * 1024 * 1024;

/// Maximum number of reads or writes in one transaction, which bounds how long the first one waits.
const MAX_GROUP: usize = 1_000;

/// A store in one file.
#[derive(Debug)]
pub(crate) struct Store {
    database: Arc<Database>,
    changes: mpsc::UnboundedSender<Change>,
    lookups: mpsc::UnboundedSender<Lookup>,
    sessions: AtomicU64,
    claims: Claims,
}

impl Store {
    /// Opens the store in a file, which is created if it does not exist.
    pub(crate) fn open(path: &Path) -> Result<Self, redb::Error> {
        let database = Arc::new(Database::builder().set_cache_size(CACHE_BYTES).create(path)?);
        let transaction = database.begin_write()?;
        drop(Tables::open(&transaction)?);
        transaction.commit()?;
        // Each running item has at most one change or lookup, so the channels need no bounds.
        let (changes, receiver) = mpsc::unbounded_channel();
        let writer = Writer::new(Arc::clone(&database));
        std::thread::Builder::new().name("writer".into()).spawn(move || writer.run(receiver))?;
        let (lookups, receiver) = mpsc::unbounded_channel();
        let reader_database = Arc::clone(&database);
        std::thread::Builder::new().name("reader".into()).spawn(move || reader::run(&reader_database, receiver))?;
        Ok(Self { database, changes, lookups, sessions: AtomicU64::new(0), claims: Claims::default() })
    }

    /// Returns a session for one batch. `key` is its idempotency key.
    pub(crate) fn session(self: &Arc<Self>, key: Option<&str>) -> Session {
        let number = self.sessions.fetch_add(1, Ordering::Relaxed);
        Session::new(Arc::clone(self), number, key)
    }

    /// Sends a change to the writer, and waits for the reply. `None` if the writer fails.
    async fn change<R>(&self, change: impl FnOnce(oneshot::Sender<R>) -> Change) -> Option<R> {
        let (sender, reply) = oneshot::channel();
        self.changes.send(change(sender)).ok()?;
        reply.await.ok()
    }
}
