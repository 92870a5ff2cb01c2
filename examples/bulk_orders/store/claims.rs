//! The idempotency keys whose items run now. They live in memory alone: those of a process that was killed block nobody.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use multistatus::batch::{Claim, Fingerprint};

/// The keys in flight.
#[derive(Debug, Default)]
pub(super) struct Claims(Mutex<HashMap<Box<str>, Fingerprint>>);

/// A claim that ends with this, unless it is left.
pub(super) struct Claimed<'c> {
    claims: &'c Claims,
    key: &'c str,
}

impl Claims {
    /// Claims a key; what to say of it where somebody else has it.
    pub(super) fn claim<'c>(&'c self, key: &'c str, fingerprint: Fingerprint) -> Result<Claimed<'c>, Claim> {
        match self.lock().entry(key.into()) {
            Entry::Occupied(known) if *known.get() != fingerprint => Err(Claim::Reused),
            Entry::Occupied(_) => Err(Claim::InFlight),
            Entry::Vacant(free) => {
                free.insert(fingerprint);
                Ok(Claimed { claims: self, key })
            }
        }
    }

    pub(super) fn release(&self, key: &str) {
        self.lock().remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Fingerprint>> {
        // The map is whole whatever happened to whoever held it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claimed<'_> {
    /// The claim goes on until it is released.
    pub(super) fn leave(self) {
        std::mem::forget(self);
    }
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        self.claims.release(self.key);
    }
}
