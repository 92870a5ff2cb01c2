//! The orders in a file: one thread writes, anybody reads. What was answered is on the disk.

mod claims;
mod listing;
mod outcomes;
mod reader;
mod reserved;
mod session;
mod tables;
mod writer;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use redb::{Database, ReadableDatabase, ReadableTable};
use tokio::sync::{mpsc, oneshot};

use self::{
    claims::Claims,
    reader::Lookup,
    tables::{STOCK, Tables},
    writer::{Change, Writer},
};
pub(crate) use self::{listing::Listing, session::Session, tables::IN_STOCK};

/// How much of the file is kept in memory: the store may grow, and the process does not.
const CACHE: usize = 8 * 1024 * 1024;

/// The most that is read or written in one transaction, so that the first need not wait for ever.
const GROUP: usize = 1_000;

/// The store of one file.
#[derive(Debug)]
pub(crate) struct Store {
    database: Arc<Database>,
    changes: mpsc::UnboundedSender<Change>,
    lookups: mpsc::UnboundedSender<Lookup>,
    sessions: AtomicU64,
    claims: Claims,
}

impl Store {
    /// Opens the store of this file, which is made where there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, redb::Error> {
        let database = Arc::new(Database::builder().set_cache_size(CACHE).create(path)?);
        let transaction = database.begin_write()?;
        drop(Tables::open(&transaction)?);
        transaction.commit()?;
        // Each item that runs has at most one change or lookup here, so they need no bounds of their own.
        let (changes, receiver) = mpsc::unbounded_channel();
        let writer = Writer::new(Arc::clone(&database));
        std::thread::Builder::new().name("writer".into()).spawn(move || writer.run(receiver))?;
        let (lookups, receiver) = mpsc::unbounded_channel();
        let reads = Arc::clone(&database);
        std::thread::Builder::new().name("reader".into()).spawn(move || reader::run(&reads, receiver))?;
        Ok(Self { database, changes, lookups, sessions: AtomicU64::new(0), claims: Claims::default() })
    }

    /// The access of one batch, which the client named by `key`.
    pub(crate) fn session(self: &Arc<Self>, key: Option<&str>) -> Session {
        let number = self.sessions.fetch_add(1, Ordering::Relaxed);
        Session::new(Arc::clone(self), number, key)
    }

    /// All orders as JSON Lines.
    pub(crate) fn orders(&self) -> Listing {
        Listing::of(Arc::clone(&self.database))
    }

    /// How many pieces are left of each sku that was ordered.
    pub(crate) fn stock(&self) -> Result<BTreeMap<String, u64>, redb::Error> {
        let stock = self.database.begin_read()?.open_table(STOCK)?;
        let rows = stock.iter()?.map(|row| row.map(|(sku, left)| (sku.value().to_owned(), left.value())));
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Has the writer do something; `None` where it could not.
    async fn change<A>(&self, change: impl FnOnce(oneshot::Sender<A>) -> Change) -> Option<A> {
        let (reply, answer) = oneshot::channel();
        self.changes.send(change(reply)).ok()?;
        answer.await.ok()
    }
}
