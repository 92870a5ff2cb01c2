//! The outcomes of items in the same file as the orders, for batches that are sent again. Here they stay for ever; a
//! service would delete those that are older than what it promises its clients.

use std::{io, sync::Arc};

use multistatus::{Claim, Fingerprint, Item, OutcomeStore};
use redb::ReadableDatabase;

use super::{
    Store,
    tables::OUTCOMES,
    writer::{Change, Kept},
};

impl OutcomeStore for Store {
    type Error = io::Error;

    async fn claim(&self, key: &str, fingerprint: Fingerprint) -> io::Result<Claim> {
        // Claimed before it is looked up: an outcome that is kept meanwhile is found, or its claim is.
        let claimed = match self.claims.claim(key, fingerprint) {
            Ok(claimed) => claimed,
            Err(claim) => return Ok(claim),
        };
        Ok(match self.outcome(key).await? {
            None => {
                claimed.leave();
                Claim::Claimed
            }
            Some((known, _)) if known != fingerprint => Claim::Reused,
            Some((_, outcome)) => Claim::Kept(Box::new(outcome)),
        })
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> io::Result<()> {
        let outcome = serde_json::to_string(&outcome)?;
        let kept = Kept { key: key.to_owned(), fingerprint: fingerprint.to_bytes(), outcome };
        let done = self.change(|reply| Change::Keep { kept, reply }).await;
        done.ok_or_else(|| io::Error::other("the store could not write; its error was printed"))?;
        self.claims.release(key);
        Ok(())
    }

    fn release(&self, key: &str) {
        self.claims.release(key);
    }
}

impl Store {
    /// What became of an item, and the fingerprint that it had.
    async fn outcome(&self, key: &str) -> io::Result<Option<(Fingerprint, Item)>> {
        let (database, key) = (Arc::clone(&self.database), key.to_owned());
        tokio::task::spawn_blocking(move || {
            let outcomes = database.begin_read().map_err(io::Error::other)?;
            let outcomes = outcomes.open_table(OUTCOMES).map_err(io::Error::other)?;
            let Some(row) = outcomes.get(key.as_str()).map_err(io::Error::other)? else { return Ok(None) };
            let (fingerprint, outcome) = row.value();
            Ok(Some((Fingerprint::from_bytes(*fingerprint), serde_json::from_str(outcome)?)))
        })
        .await?
    }
}
