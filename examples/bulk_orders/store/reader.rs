//! The one thread that looks outcomes up: each item asks before it runs, and a thread for each would be too many.

use std::sync::Arc;

use multistatus::{Item, batch::Fingerprint};
use redb::{Database, ReadOnlyTable, ReadableDatabase};
use tokio::sync::{mpsc, oneshot};

use super::tables::OUTCOMES;

type Outcomes = ReadOnlyTable<&'static str, (&'static [u8; 16], &'static str)>;

/// What became of an item before, and the fingerprint that it had.
pub(super) type Known = Option<(Fingerprint, Item)>;

/// Asks for what became of an item. Where that cannot be read, nobody is answered.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) key: String,
    pub(super) reply: oneshot::Sender<Known>,
}

/// Reads what it is asked for, until nobody can ask any more. What came meanwhile is read in one transaction.
pub(super) fn run(database: &Arc<Database>, mut lookups: mpsc::UnboundedReceiver<Lookup>) {
    while let Some(first) = lookups.blocking_recv() {
        let others = std::iter::from_fn(|| lookups.try_recv().ok());
        if let Err(error) = answer(database, std::iter::once(first).chain(others)) {
            eprintln!("outcomes could not be read: {error}");
        }
    }
}

fn answer(database: &Database, lookups: impl Iterator<Item = Lookup>) -> Result<(), redb::Error> {
    let first = lookups.take(super::GROUP);
    let outcomes = database.begin_read()?.open_table(OUTCOMES)?;
    for Lookup { key, reply } in first {
        // Whoever asked may be gone.
        drop(reply.send(look_up(&outcomes, &key)?));
    }
    Ok(())
}

fn look_up(outcomes: &Outcomes, key: &str) -> Result<Known, redb::Error> {
    let Some(row) = outcomes.get(key)? else { return Ok(None) };
    let (fingerprint, outcome) = row.value();
    let outcome = serde_json::from_str(outcome).map_err(std::io::Error::from)?;
    Ok(Some((Fingerprint::from_bytes(*fingerprint), outcome)))
}
