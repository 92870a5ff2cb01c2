//! The reason why no further item starts.

use std::{pin::Pin, task::Context, time::Duration};

use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::{
    batch::{options::Options, settled::NotRun},
    key::Key,
    panic_guard::{Unwound, guard},
};

/// Decides if a batch starts further items.
pub(crate) struct StopState {
    reason: Option<StopReason>,
    failures: usize,
    retry_after: Duration,
    token: Option<CancellationToken>,
    cancelled: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

enum StopReason {
    /// As many items failed as the mode allows; the last of them.
    Failure(Key),
    PastDeadline,
    Cancelled,
}

impl StopState {
    pub(crate) fn new(options: &Options) -> Self {
        let token = options.cancellation.clone();
        let cancelled = token.clone().map(|token| Box::pin(token.cancelled_owned()));
        Self { reason: None, failures: 0, retry_after: options.retry_after, token, cancelled }
    }

    #[inline]
    pub(crate) fn is_stopped(&self) -> bool {
        self.reason.is_some()
    }

    /// Returns the reason for an item that does not start, if the batch is stopped.
    pub(crate) fn reason(&self) -> Option<NotRun> {
        let retry_after = self.retry_after;
        self.reason.as_ref().map(|reason| match reason {
            StopReason::Failure(cause) => NotRun::NotAttempted { cause: cause.clone() },
            StopReason::PastDeadline => NotRun::PastDeadline { retry_after, started: false },
            StopReason::Cancelled => NotRun::Cancelled { retry_after, started: false },
        })
    }

    /// Returns the reason for an item that started, and did not return.
    #[cold]
    pub(crate) fn reason_of(&self, unwound: Unwound) -> NotRun {
        match unwound {
            Unwound::Panicked => NotRun::Panicked,
            Unwound::Aborted => NotRun::Cancelled { retry_after: self.retry_after, started: true },
        }
    }

    /// True if the batch is past its deadline or cancelled.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.reason, Some(StopReason::PastDeadline | StopReason::Cancelled))
    }

    /// Counts a failure. Returns `true` if it is the one that stops the batch. 0 allowed failures count as 1.
    pub(crate) fn count_failure(&mut self, allowed: usize) -> bool {
        self.failures += 1;
        self.reason.is_none() && self.failures >= allowed
    }

    pub(crate) fn because_of(&mut self, cause: Key) {
        self.stop(StopReason::Failure(cause));
    }

    /// Replaces any earlier reason.
    pub(crate) fn past_deadline(&mut self) {
        self.reason = Some(StopReason::PastDeadline);
    }

    /// Stops the batch, and cancels the token that handlers may hold.
    pub(crate) fn cancel(&mut self) {
        self.stop(StopReason::Cancelled);
        if let Some(token) = &self.token {
            // It wakes those that wait for the token.
            let _logged = guard("a waker", || token.cancel());
        }
    }

    /// Stops the batch if its token is cancelled. Registers the waker otherwise.
    pub(crate) fn poll_cancelled(&mut self, context: &mut Context<'_>) {
        if let Some(cancelled) = &mut self.cancelled
            && cancelled.as_mut().poll(context).is_ready()
        {
            self.cancelled = None;
            self.stop(StopReason::Cancelled);
        }
    }

    /// Keeps an earlier reason.
    fn stop(&mut self, reason: StopReason) {
        self.reason.get_or_insert(reason);
    }
}
