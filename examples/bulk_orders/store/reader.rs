//! The thread that looks up stored outcomes. Every item needs a lookup before it runs, so one thread serves them all.

use std::sync::Arc;

use multistatus::{Item, batch::Fingerprint};
use redb::{Database, ReadOnlyTable, ReadableDatabase};
use tokio::sync::{mpsc, oneshot};

use super::tables::OUTCOMES;

type Outcomes = ReadOnlyTable<&'static str, (&'static [u8; 16], &'static str)>;

/// The stored outcome of an item and the fingerprint of its input, if any.
pub(super) type FoundOutcome = Option<(Fingerprint, Item)>;

/// A request for the stored outcome of an item. If it cannot be read, `reply` is dropped.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) key: String,
    pub(super) reply: oneshot::Sender<FoundOutcome>,
}

/// Serves lookups until the channel closes. Waiting lookups share one transaction.
pub(super) fn run(database: &Arc<Database>, mut lookups: mpsc::UnboundedReceiver<Lookup>) {
    while let Some(first) = lookups.blocking_recv() {
        let others = std::iter::from_fn(|| lookups.try_recv().ok());
        if let Err(error) = serve_group(database, std::iter::once(first).chain(others)) {
            eprintln!("cannot read the outcomes: {error}");
        }
    }
}

fn serve_group(database: &Database, lookups: impl Iterator<Item = Lookup>) -> Result<(), redb::Error> {
    let group = lookups.take(super::MAX_GROUP);
    let outcomes = database.begin_read()?.open_table(OUTCOMES)?;
    for Lookup { key, reply } in group {
        // The item may have timed out.
        drop(reply.send(look_up(&outcomes, &key)?));
    }
    Ok(())
}

fn look_up(outcomes: &Outcomes, key: &str) -> Result<FoundOutcome, redb::Error> {
    let Some(row) = outcomes.get(key)? else { return Ok(None) };
    let (fingerprint, outcome) = row.value();
    let outcome = serde_json::from_str(outcome).map_err(std::io::Error::from)?;
    Ok(Some((Fingerprint::from_bytes(*fingerprint), outcome)))
}
