//! A transaction for tests.

use std::{convert::Infallible, sync::Mutex};

use multistatus::batch::Atomic;

/// A transaction that counts its ends.
#[derive(Default)]
pub(crate) struct Counted {
    pub(crate) commits: Mutex<u32>,
    pub(crate) rollbacks: Mutex<u32>,
}

impl Atomic for Counted {
    type Error = Infallible;

    async fn begin(&self) -> Result<(), Infallible> {
        Ok(())
    }

    async fn commit(&self) -> Result<(), Infallible> {
        *self.commits.lock().unwrap() += 1;
        Ok(())
    }

    async fn rollback(&self) -> Result<(), Infallible> {
        *self.rollbacks.lock().unwrap() += 1;
        Ok(())
    }
}
