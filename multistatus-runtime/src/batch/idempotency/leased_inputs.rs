//! Leases for the inputs of a batch, for all at once or as they arrive.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll, ready},
};

use serde_json::json;

use super::{
    fingerprint::Fingerprint,
    key::IdempotencyKey,
    lease::{ItemLease, KeyLease},
    store::DynStore,
};
use crate::batch::{Input, InputSource, IntoInputs};

/// The lease of a batch, which issues the leases of its inputs.
pub(crate) struct BatchLease {
    pub(crate) store: Arc<dyn DynStore>,
    pub(crate) scope: Option<Arc<str>>,
    /// The key of the batch, and its lease while the batch runs.
    pub(crate) batch: Option<(IdempotencyKey, Arc<KeyLease>)>,
}

impl BatchLease {
    /// Gives an input its lease, if it has a key and is decoded.
    pub(crate) fn lease_input<T>(&self, index: usize, input: &mut Input<T>) {
        let meta = input.meta.as_deref();
        let own = meta.and_then(|meta| meta.idempotency_key.as_deref());
        let scope = self.scope.as_deref();
        let key = match (own, &self.batch) {
            (Some(own), _) => json!([scope, null, own]),
            (None, Some((batch, _))) => json!([scope, batch.as_str(), index]),
            (None, None) => return,
        };
        if input.item.is_ok() {
            let fingerprint = meta.and_then(|meta| meta.fingerprint).unwrap_or(Fingerprint::of(""));
            let running = self.batch.as_ref().map(|(_, running)| Arc::clone(running));
            let lease =
                ItemLease::new(KeyLease::new(Arc::clone(&self.store), key.to_string().into(), fingerprint), running);
            input.meta.get_or_insert_default().lease = Some(lease);
        }
    }
}

/// Inputs that get their leases as they arrive: see [`Idempotency::begin_arriving`](super::Idempotency::begin_arriving).
pub struct LeasedInputs<S> {
    source: S,
    lease: BatchLease,
    /// The index of the next input.
    next: usize,
}

impl<S> LeasedInputs<S> {
    pub(crate) fn new(source: S, lease: BatchLease) -> Self {
        Self { source, lease, next: 0 }
    }
}

impl<S: InputSource> IntoInputs for LeasedInputs<S> {
    type Item = S::Item;
    type Source = Self;

    fn into_inputs(self) -> Self {
        self
    }
}

impl<S: InputSource> InputSource for LeasedInputs<S> {
    type Item = S::Item;

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Input<S::Item>>> {
        let mut input = ready!(self.source.poll_next(context));
        if let Some(input) = &mut input {
            self.lease.lease_input(self.next, input);
            self.next += 1;
        }
        Poll::Ready(input)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.source.size_hint()
    }

    fn arrives(&self) -> bool {
        self.source.arrives()
    }

    fn is_dependent(&self) -> bool {
        self.source.is_dependent()
    }
}

impl<S: fmt::Debug> fmt::Debug for LeasedInputs<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeasedInputs").field("source", &self.source).field("next", &self.next).finish_non_exhaustive()
    }
}
