//! The outcomes of items, stored with the orders, for batches that are sent again. This example never deletes them; a
//! real service deletes outcomes that are older than it promises to its clients.

use std::io;

use multistatus::{
    Item,
    batch::{Claim, Fingerprint, OutcomeStore},
};
use tokio::sync::oneshot;

use super::{
    Store,
    reader::{FoundOutcome, Lookup},
    writer::{Change, StoredOutcome},
};

impl OutcomeStore for Store {
    type Error = io::Error;

    async fn claim(&self, key: &str, fingerprint: Fingerprint) -> io::Result<Claim> {
        // The claim comes before the lookup, so that an outcome stored in between is never missed.
        let guard = match self.claims.claim(key, fingerprint) {
            Ok(guard) => guard,
            Err(claim) => return Ok(claim),
        };
        Ok(match self.outcome(key).await? {
            None => {
                guard.keep();
                Claim::Claimed
            }
            Some((known, _)) if known != fingerprint => Claim::Reused,
            Some((_, outcome)) => Claim::Kept(Box::new(outcome)),
        })
    }

    async fn keep(&self, key: &str, fingerprint: Fingerprint, outcome: Item) -> io::Result<()> {
        let outcome = serde_json::to_string(&outcome)?;
        let stored = StoredOutcome { key: key.to_owned(), fingerprint: fingerprint.to_bytes(), outcome };
        let done = self.change(|reply| Change::StoreOutcome { stored, reply }).await;
        done.ok_or_else(|| io::Error::other("the store could not write; its error is on standard error"))?;
        self.claims.release(key);
        Ok(())
    }

    fn release(&self, key: &str) {
        self.claims.release(key);
    }
}

impl Store {
    async fn outcome(&self, key: &str) -> io::Result<FoundOutcome> {
        let (sender, reply) = oneshot::channel();
        let failed = || io::Error::other("the store could not read; its error is on standard error");
        self.lookups.send(Lookup { key: key.to_owned(), reply: sender }).map_err(|_| failed())?;
        reply.await.map_err(|_| failed())
    }
}
