//! A batch that was begun: its inputs get their tickets, all at once or as they arrive.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll, ready},
};

use serde_json::json;

use super::{
    Fingerprint, Idempotency, IdempotencyKey,
    ticket::{Hold, Ticket},
};
use crate::batch::{Input, InputSource, IntoInputs};

/// What gives inputs their tickets.
pub(super) struct Admission {
    pub(super) idempotency: Idempotency,
    /// The key of the batch, held while it runs.
    pub(super) batch: Option<(IdempotencyKey, Arc<Hold>)>,
}

impl Admission {
    /// Gives an input its ticket, if it has a key and can run.
    pub(super) fn admit<T>(&self, index: usize, input: &mut Input<T>) {
        let meta = input.meta.as_deref();
        let own = meta.and_then(|meta| meta.idempotency_key.as_deref());
        let scope = self.idempotency.scope.as_deref();
        let key = match (own, &self.batch) {
            (Some(own), _) => json!([scope, null, own]),
            (None, Some((batch, _))) => json!([scope, batch.as_str(), index]),
            (None, None) => return,
        };
        if input.item.is_ok() {
            let fingerprint = meta.and_then(|meta| meta.fingerprint).unwrap_or(Fingerprint::of(""));
            let running = self.batch.as_ref().map(|(_, running)| Arc::clone(running));
            let ticket = Ticket::new(self.idempotency.hold(key, fingerprint), running);
            input.meta.get_or_insert_default().ticket = Some(ticket);
        }
    }
}

/// Inputs of a batch that was [begun](Idempotency::begin_arriving) while they still arrived.
pub struct Admitted<S> {
    source: S,
    admission: Admission,
    /// The index of the next input.
    next: usize,
}

impl<S> Admitted<S> {
    pub(super) fn new(source: S, admission: Admission) -> Self {
        Self { source, admission, next: 0 }
    }
}

impl<S: InputSource> IntoInputs for Admitted<S> {
    type Item = S::Item;
    type Source = Self;

    fn into_inputs(self) -> Self {
        self
    }
}

impl<S: InputSource> InputSource for Admitted<S> {
    type Item = S::Item;

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Input<S::Item>>> {
        let mut input = ready!(self.source.poll_next(context));
        if let Some(input) = &mut input {
            self.admission.admit(self.next, input);
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

impl<S: fmt::Debug> fmt::Debug for Admitted<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admitted").field("source", &self.source).field("next", &self.next).finish_non_exhaustive()
    }
}
