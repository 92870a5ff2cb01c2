//! The one timer of a batch. It fires when the first item times out, or at the deadline of the batch.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

/// Armed only if there is a limit: a batch without one needs no tokio runtime.
#[derive(Debug)]
pub(crate) struct Timer {
    item_timeout: Option<Duration>,
    deadline: Option<Instant>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// True until `sleep` fires.
    is_armed: bool,
}

impl Timer {
    /// Returns a timer that starts now.
    pub(crate) fn start(item_timeout: Option<Duration>, deadline: Option<Duration>) -> Self {
        let deadline = deadline.map(|deadline| later(Instant::now(), deadline));
        let sleep = deadline.map(|deadline| Box::pin(sleep_until(deadline)));
        Self { item_timeout, deadline, is_armed: sleep.is_some(), sleep }
    }

    /// Returns the time at which an item times out that begins to wait now. `None` without an item timeout.
    pub(crate) fn due(&mut self) -> Option<Instant> {
        // Without a limit, the clock is not read.
        let timeout = self.item_timeout?;
        let due = later(Instant::now(), timeout);
        self.fire_by(due);
        Some(due)
    }

    /// Makes the timer fire no later than this.
    pub(crate) fn fire_by(&mut self, due: Instant) {
        match &mut self.sleep {
            Some(sleep) if self.is_armed && sleep.deadline() <= due => {}
            Some(sleep) => sleep.as_mut().reset(self.deadline.map_or(due, |deadline| deadline.min(due))),
            None => self.sleep = Some(Box::pin(sleep_until(due))),
        }
        self.is_armed = true;
    }

    /// Returns the current time once the timer fires.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Instant> {
        let Some(sleep) = self.sleep.as_mut().filter(|_| self.is_armed) else { return Poll::Pending };
        let fired = sleep.as_mut().poll(context);
        self.is_armed = fired.is_pending();
        fired.map(|()| Instant::now())
    }

    pub(crate) fn is_past_deadline(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now)
    }

    pub(crate) fn item_timeout(&self) -> Duration {
        self.item_timeout.unwrap_or(Duration::MAX)
    }
}

/// Returns the time after `wait`, which counts as a century if it is longer.
fn later(now: Instant, wait: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    now.checked_add(wait.min(CENTURY)).unwrap_or(now)
}
