//! The outcomes of items in the same file as the orders, for batches that are sent again. Here they stay for ever; a
//! service would delete those that are older than what it promises its clients.

use std::io;

use multistatus::{
    Item,
    batch::{Claim, Fingerprint, OutcomeStore},
};
use tokio::sync::oneshot;

use super::{
    Store,
    reader::{Known, Lookup},
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
    async fn outcome(&self, key: &str) -> io::Result<Known> {
        let (reply, answer) = oneshot::channel();
        let unanswered = || io::Error::other("the store could not read; its error was printed");
        self.lookups.send(Lookup { key: key.to_owned(), reply }).map_err(|_| unanswered())?;
        answer.await.map_err(|_| unanswered())
    }
}
