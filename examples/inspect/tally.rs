//! What the items come to: the exit code.

use multistatus::{
    client::NextAction,
    read::{ItemRef, Verdict},
};

/// Counts what did not succeed.
#[derive(Default)]
pub(crate) struct Tally {
    unsuccessful: usize,
    retryable: usize,
}

impl Tally {
    pub(crate) fn count(&mut self, item: &ItemRef<'_>) {
        let next = NextAction::of(item);
        self.unsuccessful += usize::from(!matches!(next, NextAction::Done | NextAction::Pending { .. }));
        self.retryable += usize::from(next.is_retryable());
    }

    /// Nothing is certain of the items that an incomplete document does not show, so that comes first.
    pub(crate) fn code(&self, verdict: &Verdict) -> u8 {
        match self.unsuccessful {
            _ if !verdict.is_complete() => 3,
            0 => 0,
            all if all == self.retryable => 2,
            _ => 1,
        }
    }
}
