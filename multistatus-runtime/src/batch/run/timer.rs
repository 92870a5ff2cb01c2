//! The one timer of a batch. It fires when the first item times out, or at the deadline of the batch.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

use crate::panic_guard::guard;

/// The timer, as the log names it: tokio panics if there is no runtime, or if it shuts down.
const TIMER: &str = "the timer of a batch";

/// Armed only if there is a limit: a batch without one needs no tokio runtime.
#[derive(Debug)]
pub(crate) struct Timer {
    item_timeout: Option<Duration>,
    deadline: Option<Instant>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// True until `sleep` fires.
    is_armed: bool,
    has_failed: bool,
}

impl Timer {
    /// Returns a timer that starts now.
    pub(crate) fn start(item_timeout: Option<Duration>, deadline: Option<Duration>) -> Self {
        let deadline = deadline.map(|deadline| later(Instant::now(), deadline));
        let mut timer = Self { item_timeout, deadline, sleep: None, is_armed: false, has_failed: false };
        if let Some(deadline) = deadline {
            timer.fire_by(deadline);
        }
        timer
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
            None => match guard(TIMER, || Box::pin(sleep_until(due))) {
                Ok(sleep) => self.sleep = Some(sleep),
                Err(_) => self.has_failed = true,
            },
        }
        self.is_armed = true;
    }

    /// Returns `true` once if the timer cannot fire, because there is no runtime or it shuts down.
    #[inline]
    pub(crate) fn take_failure(&mut self) -> bool {
        std::mem::take(&mut self.has_failed)
    }

    /// Returns the current time once the timer fires.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Instant> {
        let Some(sleep) = self.sleep.as_mut().filter(|_| self.is_armed) else { return Poll::Pending };
        let Ok(fired) = guard(TIMER, || sleep.as_mut().poll(context)) else {
            (self.is_armed, self.has_failed) = (false, true);
            return Poll::Pending;
        };
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
