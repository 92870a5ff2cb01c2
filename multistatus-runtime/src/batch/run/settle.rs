//! Records the one outcome of an input, and what follows from it for other items.

use http::StatusCode;
use tracing::Span;

use super::{Engine, pending::Pending, results::Results};
use crate::{
    batch::{
        handler::Handler,
        inputs::InputSource,
        options::Mode,
        settled::{NotRun, Settled},
    },
    key::Key,
    outcome::{Outcome, StatusClass, logging, status::final_status},
    panic_guard::{drop_guarded, guard},
};

impl<I: InputSource<Item = H::Item>, H: Handler<Outcome: Outcome>, R: Results<H::Outcome>> Engine<I, H, R> {
    /// Settles an item with the outcome that its handler returned. If nothing else depends on it, the outcome is
    /// written to its final location without a copy.
    #[inline]
    pub(super) fn settle_returned(&mut self, index: usize, outcome: H::Outcome, status: StatusCode) {
        if self.is_observed || status.as_u16() >= 500 {
            return self.settle(index, Settled::Returned(outcome), status);
        }
        self.progress.settled += 1;
        self.progress.failed += usize::from(StatusClass::of(status) == StatusClass::Failure);
        self.results.settle(index, Settled::Returned(outcome));
    }

    /// Settles an input with the reason why its handler did not run, or did not complete.
    #[cold]
    pub(super) fn settle_not_run(&mut self, index: usize, reason: NotRun) {
        let status = reason.status();
        self.settle(index, Settled::NotRun(reason), status);
    }

    /// Settles an input. `status` is the final status of the outcome.
    #[inline(never)]
    pub(super) fn settle(&mut self, index: usize, settled: Settled<H::Outcome>, status: StatusCode) {
        let failed = StatusClass::of(status) == StatusClass::Failure;
        self.progress.settled += 1;
        if failed {
            self.count_failure(index, status, &settled);
        }
        if self.duplicates.is_none() && !matches!(self.pending, Pending::Dependent(_)) {
            self.results.settle(index, settled);
        } else {
            self.settle_with_others(index, settled, failed);
        }
        self.options.progress.observe(self.progress);
    }

    /// Counts and logs a failure. Stops the batch if its mode asks for that.
    #[cold]
    fn count_failure(&mut self, index: usize, status: StatusCode, settled: &Settled<H::Outcome>) {
        self.progress.failed += 1;
        if status.as_u16() >= 500 {
            let key = self.results.key(index);
            let _logged = guard("the outcome of an item", || log_failure(index, key, status, settled));
        }
        let Mode::StopAfter(allowed) = self.options.mode else { return };
        if matches!(settled, Settled::NotRun(NotRun::NotAttempted { .. })) {
            return;
        }
        if self.first_failure.is_none() {
            self.first_failure = Some(self.cause(index, settled));
        }
        if self.stop.count_failure(allowed) {
            self.stop.because_of(self.cause(index, settled));
        }
    }

    /// Returns the key by which other items name this failure as their cause.
    fn cause(&self, index: usize, settled: &Settled<H::Outcome>) -> Key {
        if let Settled::NotRun(NotRun::NotAttempted { cause }) = settled {
            return cause.clone();
        }
        let href = || guard("the outcome of an item", || settled.href().map(Key::from)).unwrap_or_default();
        let key = self.results.key(index).or_else(href);
        key.unwrap_or_else(|| index.to_string().into())
    }

    /// Settles an item together with those that share its outcome or depend on it.
    #[cold]
    fn settle_with_others(&mut self, index: usize, settled: Settled<H::Outcome>, failed: bool) {
        let mut abandoned = Vec::new();
        if let Pending::Dependent(dependencies) = &mut self.pending {
            if failed {
                abandoned = dependencies.failed(index);
            } else {
                dependencies.succeeded(index);
            }
        }
        let cause = (!abandoned.is_empty()).then(|| self.cause(index, &settled));
        self.settle_sharing(index, &settled);
        self.results.settle(index, settled);
        for (index, cause) in abandoned.into_iter().zip(std::iter::repeat(cause).flatten()) {
            let reason = self.stop.reason().unwrap_or(NotRun::NotAttempted { cause });
            self.settle_not_run(index, reason);
        }
    }
}

/// Returns an outcome with its final status. One that panics is replaced.
#[cold]
pub(super) fn checked<O: Outcome>(settled: Settled<O>) -> (Settled<O>, StatusCode) {
    match guard("the outcome of an item", || final_status(settled.status())) {
        Ok(status) => (settled, status),
        Err(_) => {
            drop_guarded(settled);
            (Settled::NotRun(NotRun::Panicked), NotRun::Panicked.status())
        }
    }
}

/// Logs the failure of an item, unless an earlier run or a batch in the handler did.
fn log_failure<O: Outcome>(index: usize, key: Option<Key>, status: StatusCode, settled: &Settled<O>) {
    match settled {
        Settled::Returned(outcome) if !outcome.is_logged() => logging::log_failure(index, key, status, outcome),
        Settled::NotRun(reason) => logging::log_failure(index, key, status, reason),
        Settled::Returned(_) | Settled::Replayed(_) => {}
    }
}

/// Records the status of an item on its span.
#[inline]
pub(super) fn record_status(span: Option<&Span>, status: StatusCode) {
    if let Some(span) = span {
        span.record("status", status.as_u16());
    }
}
