//! Determines the exit code from the items.

use multistatus::{
    client::NextAction,
    read::{ItemRef, Verdict},
};

/// Numbers of items that failed, and of those that may be retried.
#[derive(Default)]
pub(crate) struct Counts {
    failed: usize,
    retryable: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, item: &ItemRef<'_>) {
        let next = NextAction::of(item);
        self.failed += usize::from(!matches!(next, NextAction::Done | NextAction::Pending { .. }));
        self.retryable += usize::from(next.is_retryable());
    }

    /// Returns the exit code. An incomplete document takes precedence, because items may be missing from it.
    pub(crate) fn exit_code(&self, verdict: &Verdict) -> u8 {
        match self.failed {
            _ if !verdict.is_complete() => 3,
            0 => 0,
            failed if failed == self.retryable => 2,
            _ => 1,
        }
    }
}
