//! Idempotency keys whose items are running. They are kept in memory only, so a killed process leaves no claims behind.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use multistatus::batch::{Claim, Fingerprint};

/// The claimed keys, with the fingerprints of their items.
#[derive(Debug, Default)]
pub(super) struct Claims(Mutex<HashMap<Box<str>, Fingerprint>>);

/// A claim that is released on drop, unless it is kept.
pub(super) struct ClaimGuard<'c> {
    claims: &'c Claims,
    key: &'c str,
}

impl Claims {
    /// Claims a key. Returns an error with the state of the claim if the key is claimed already.
    pub(super) fn claim<'c>(&'c self, key: &'c str, fingerprint: Fingerprint) -> Result<ClaimGuard<'c>, Claim> {
        match self.lock().entry(key.into()) {
            Entry::Occupied(known) if *known.get() != fingerprint => Err(Claim::Reused),
            Entry::Occupied(_) => Err(Claim::InFlight),
            Entry::Vacant(free) => {
                free.insert(fingerprint);
                Ok(ClaimGuard { claims: self, key })
            }
        }
    }

    pub(super) fn release(&self, key: &str) {
        self.lock().remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Fingerprint>> {
        // The map is consistent even if a thread panicked while it held the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClaimGuard<'_> {
    /// Keeps the claim until it is released explicitly.
    pub(super) fn keep(self) {
        std::mem::forget(self);
    }
}

impl Drop for ClaimGuard<'_> {
    fn drop(&mut self) {
        self.claims.release(self.key);
    }
}
