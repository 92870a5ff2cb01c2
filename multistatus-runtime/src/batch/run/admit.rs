//! Gives inputs their indices, and decides what is refused before an item starts: duplicates, inputs past the limit,
//! and what is left of a request when the batch is over.

use std::sync::Arc;

use super::{Engine, pending::Pending, results::Results};
use crate::{
    batch::{
        handler::Handler,
        inputs::InputSource,
        options::OnDuplicate,
        refused::Refused,
        settled::{NotRun, Settled},
    },
    key::Key,
    outcome::{Outcome, status::final_status},
};

impl<I: InputSource<Item = H::Item>, H: Handler<Outcome: Outcome>, R: Results<H::Outcome>> Engine<I, H, R> {
    /// Gives inputs that depend on others their indices before the first one starts.
    pub(super) fn admit_dependent(&mut self) {
        let Pending::Dependent(dependencies) = &mut self.pending else { return };
        let keys: Vec<_> = dependencies.take_keys().collect();
        for key in keys {
            let (index, first) = self.admit(key);
            if let Some(first) = first
                && let Pending::Dependent(dependencies) = &mut self.pending
                && dependencies.discard(index)
            {
                self.settle_duplicate(index, first);
            }
        }
    }

    /// Returns the index of the next input, and that of the earlier input with the same key.
    #[inline]
    pub(super) fn admit(&mut self, key: Option<Key>) -> (usize, Option<usize>) {
        let index = self.admitted;
        let first = self.duplicates.as_mut().and_then(|duplicates| duplicates.first(index, key.as_ref()));
        self.admitted += 1;
        self.results.admit(index, key);
        (index, first)
    }

    /// Settles an input whose key an earlier one has.
    #[cold]
    pub(super) fn settle_duplicate(&mut self, index: usize, first: usize) {
        let Some(duplicates) = &mut self.duplicates else { return };
        let settled = match duplicates.policy() {
            OnDuplicate::Share => match self.results.item(first).or_else(|| duplicates.outcome(first)) {
                Some(item) => Settled::Replayed(item),
                None => return duplicates.wait_for(first, index),
            },
            OnDuplicate::Conflict | OnDuplicate::Run => Settled::NotRun(NotRun::Duplicate { first }),
        };
        let status = final_status(settled.status());
        self.settle(index, settled, status);
    }

    /// Settles those that share the outcome of an item because they have its key.
    pub(super) fn settle_sharing(&mut self, index: usize, settled: &Settled<H::Outcome>) {
        let Some(duplicates) = &mut self.duplicates else { return };
        if duplicates.policy() != OnDuplicate::Share {
            return;
        }
        let waiting = duplicates.take_waiting(index);
        if waiting.is_empty() && R::RETAINS {
            return;
        }
        let item = Arc::new(settled.to_item());
        if !R::RETAINS {
            duplicates.keep_outcome(index, Arc::clone(&item));
        }
        let status = final_status(item.status());
        for duplicate in waiting {
            self.settle(duplicate, Settled::Replayed(Arc::clone(&item)), status);
        }
    }

    /// Refuses the first input past the limit, which only a stream can have, and stops reading.
    #[cold]
    pub(super) fn refuse_excess(&mut self, index: usize) {
        self.pending.close();
        let refused = Refused::TooManyItems { max_items: self.options.max_items };
        self.settle_not_run(index, refused.into());
    }

    /// Stops reading a request that still arrives if the batch is over, so that a slow sender cannot keep it alive.
    pub(super) fn refuse_unread(&mut self) {
        if self.stop.is_over() && matches!(self.pending, Pending::Streaming(_)) {
            self.pending.close();
            let (index, _) = self.admit(None);
            self.settle_not_run(index, NotRun::NotRead { retry_after: self.options.retry_after });
        }
    }

    /// Reports a stream that has no inputs as one refused item, if the batch needs at least one.
    pub(super) fn refuse_empty(&mut self) {
        if self.admitted == 0 && !self.options.allow_empty {
            let (index, _) = self.admit(None);
            self.settle_not_run(index, Refused::Empty.into());
        }
    }
}
