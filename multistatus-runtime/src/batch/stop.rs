//! Why no further item starts.

use std::{pin::Pin, task::Context, time::Duration};

use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::{NotRun, options::Options};
use crate::key::Key;

/// Whether a batch still starts items.
pub(super) struct Stop {
    reason: Option<Reason>,
    failures: usize,
    retry_after: Duration,
    token: Option<CancellationToken>,
    cancelled: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

enum Reason {
    Failure(Key),
    PastDeadline,
    Cancelled,
}

impl Stop {
    pub(super) fn new(options: &Options) -> Self {
        let token = options.cancellation.clone();
        let cancelled = token.clone().map(|token| Box::pin(token.cancelled_owned()));
        Self { reason: None, failures: 0, retry_after: options.retry_after, token, cancelled }
    }

    /// Whether no item starts any more.
    #[inline]
    pub(super) fn is_stopped(&self) -> bool {
        self.reason.is_some()
    }

    /// Why an item does not start, if it does not.
    pub(super) fn reason(&self) -> Option<NotRun> {
        let retry_after = self.retry_after;
        self.reason.as_ref().map(|reason| match reason {
            Reason::Failure(cause) => NotRun::NotAttempted { cause: cause.clone() },
            Reason::PastDeadline => NotRun::PastDeadline { retry_after, started: false },
            Reason::Cancelled => NotRun::Cancelled { retry_after, started: false },
        })
    }

    /// Whether nothing more is expected to come.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.reason, Some(Reason::PastDeadline | Reason::Cancelled))
    }

    /// Counts a failure; whether it is the one that stops the batch. 0 allowed failures count as 1.
    pub(super) fn count_failure(&mut self, allowed: usize) -> bool {
        self.failures += 1;
        self.reason.is_none() && self.failures >= allowed
    }

    pub(super) fn because_of(&mut self, cause: Key) {
        self.stop(Reason::Failure(cause));
    }

    pub(super) fn past_deadline(&mut self) {
        self.reason = Some(Reason::PastDeadline);
    }

    /// Tells handlers too, where they hold the token.
    pub(super) fn cancelled(&mut self) {
        self.stop(Reason::Cancelled);
        if let Some(token) = &self.token {
            token.cancel();
        }
    }

    /// Looks whether somebody cancelled the batch.
    pub(super) fn poll_cancelled(&mut self, context: &mut Context<'_>) {
        if let Some(cancelled) = &mut self.cancelled
            && cancelled.as_mut().poll(context).is_ready()
        {
            self.cancelled = None;
            self.stop(Reason::Cancelled);
        }
    }

    /// The first reason stays, unless the time is over.
    fn stop(&mut self, reason: Reason) {
        self.reason.get_or_insert(reason);
    }
}
