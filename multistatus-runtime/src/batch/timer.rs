//! The one timer of a batch: it fires when the first item is due, or the batch is.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

/// Armed only where there is a limit: without one, a batch needs no runtime.
#[derive(Debug)]
pub(super) struct Timer {
    item_timeout: Option<Duration>,
    deadline: Option<Instant>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// Whether it has yet to fire.
    armed: bool,
}

impl Timer {
    /// A timer that runs from now on.
    pub(super) fn start(item_timeout: Option<Duration>, deadline: Option<Duration>) -> Self {
        let deadline = deadline.map(|deadline| far(Instant::now(), deadline));
        let sleep = deadline.map(|deadline| Box::pin(sleep_until(deadline)));
        Self { item_timeout, deadline, armed: sleep.is_some(), sleep }
    }

    /// When an item is due that begins to wait now; `None` where it has all the time of the batch.
    pub(super) fn due(&mut self) -> Option<Instant> {
        // Without a limit, the clock is not asked.
        let timeout = self.item_timeout?;
        let due = far(Instant::now(), timeout);
        self.wake_at(due);
        Some(due)
    }

    /// Fires no later than this.
    pub(super) fn wake_at(&mut self, due: Instant) {
        match &mut self.sleep {
            Some(sleep) if self.armed && sleep.deadline() <= due => {}
            Some(sleep) => sleep.as_mut().reset(self.deadline.map_or(due, |deadline| deadline.min(due))),
            None => self.sleep = Some(Box::pin(sleep_until(due))),
        }
        self.armed = true;
    }

    /// The time, once something is due; arms the timer for the wake of `context` otherwise.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Instant> {
        let Some(sleep) = self.sleep.as_mut().filter(|_| self.armed) else { return Poll::Pending };
        let fired = sleep.as_mut().poll(context);
        self.armed = fired.is_pending();
        fired.map(|()| Instant::now())
    }

    /// Whether the batch is over.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now)
    }

    /// How long an item has.
    pub(super) fn item_timeout(&self) -> Duration {
        self.item_timeout.unwrap_or(Duration::MAX)
    }
}

/// The time after a while; a while that no clock can hold is a century.
fn far(now: Instant, wait: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    now.checked_add(wait.min(CENTURY)).unwrap_or(now)
}
