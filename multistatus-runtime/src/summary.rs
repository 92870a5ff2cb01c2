//! Counts of a multi-status, and the status of the whole that follows from them.

use std::fmt;

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::outcome::{Outcome, Retry, StatusClass, status::final_status};

/// How the items of a batch ended, in numbers.
///
/// A redirection (3xx) neither succeeded nor failed, so `succeeded + failed` may be less than `total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// The number of items received, whether or not the body lists them.
    pub total: usize,
    /// The number of items with a 2xx status.
    pub succeeded: usize,
    /// The number of items with a status from 400 up.
    pub failed: usize,
    /// The number of failed items that may be sent again: those whose class is not [`Retry::Never`].
    pub retryable: usize,
    /// Whether every item was accounted for. `false` where the source of the items failed on the way.
    pub complete: bool,
}

/// Counts while the items come.
///
/// It asks no question whose answer changes from item to item: a processor that guesses it wrongly loses more time than
/// an item takes to be written.
#[derive(Debug)]
pub(crate) struct Tally {
    total: usize,
    /// By the first digit of the status.
    classes: [usize; 16],
    retryable: usize,
    complete: bool,
}

/// Whether an item with this status may be sent again, where nothing else is said of it.
static RETRYABLE: [bool; 1000] = {
    let mut retryable = [false; 1000];
    let mut code = 400;
    while code < 1000 {
        if let Ok(status) = StatusCode::from_u16(code) {
            retryable[code as usize] = !matches!(Retry::of(status, None), Retry::Never);
        }
        code += 1;
    }
    retryable
};

impl Tally {
    pub(crate) const fn new() -> Self {
        Self { total: 0, classes: [0; 16], retryable: 0, complete: true }
    }

    /// Counts one more outcome, and returns the status to report for it.
    #[inline]
    pub(crate) fn count<O: Outcome + ?Sized>(&mut self, outcome: &O) -> StatusCode {
        let status = final_status(outcome.status());
        let code = usize::from(status.as_u16());
        let class = code / 100;
        let retryable = match (outcome.retry(), outcome.retry_after()) {
            (None, None) => RETRYABLE.get(code).copied().unwrap_or(false),
            (Some(retry), _) => class >= 4 && retry != Retry::Never,
            (None, Some(_)) => class >= 4,
        };
        self.total += 1;
        self.classes[class % 16] += 1;
        self.retryable += usize::from(retryable);
        status
    }

    /// Notes that the source failed, and nobody knows of what came after.
    pub(crate) fn cut_off(&mut self) {
        self.complete = false;
    }

    /// How many outcomes were counted.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    pub(crate) fn summary(&self) -> Summary {
        let [_, _, succeeded, redirected, ..] = self.classes;
        // Everything else: an interim status was settled before it was counted.
        let failed = self.total - succeeded - redirected;
        let Self { total, retryable, complete, .. } = *self;
        Summary { total, succeeded, failed, retryable, complete }
    }
}

/// One line for a log.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, succeeded, failed, retryable, complete } = self;
        write!(f, "{total} items: {succeeded} succeeded, {failed} failed, {retryable} may be sent again")?;
        if *complete { Ok(()) } else { f.write_str("; incomplete") }
    }
}

/// The policy for the status of the whole response.
///
/// A client that looks at nothing else takes any 2xx for a success, so the choice matters; 207 is the only one that
/// tells it to look inside. Style guides disagree: Zalando's demands 207 always, others want 200 where all went well.
///
/// ```
/// use multistatus::{MultiStatus, Overall, StatusCode};
///
/// let mut result = MultiStatus::new().overall(Overall::AllFailedIs(StatusCode::UNPROCESSABLE_ENTITY));
/// result.push("a", StatusCode::NOT_FOUND);
/// assert_eq!(result.status(), 422);
/// result.push("b", StatusCode::OK);
/// assert_eq!(result.status(), 207);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub enum Overall {
    /// 207, whatever the items say (RFC 4918 section 13).
    #[default]
    Always207,
    /// 200 where every item succeeded, else 207.
    SuccessIs200,
    /// This status where there are items and every one failed, else 207. A status below 400 would hide the failures: it
    /// counts as 207, and an error is logged.
    AllFailedIs(StatusCode),
    /// Whatever the function makes of the counts.
    By(fn(&Summary) -> StatusCode),
}

impl Overall {
    /// The status of the whole for these counts.
    pub fn status(&self, summary: &Summary) -> StatusCode {
        match *self {
            Self::SuccessIs200 if summary.succeeded == summary.total && summary.complete => StatusCode::OK,
            Self::AllFailedIs(status) if summary.total > 0 && summary.failed == summary.total => {
                if StatusClass::of(status) == StatusClass::Failure && status.as_u16() >= 400 {
                    return status;
                }
                tracing::error!(status = status.as_u16(), "`AllFailedIs` takes a status from 400 up; answered 207");
                StatusCode::MULTI_STATUS
            }
            Self::By(choose) => final_status(choose(summary)),
            _ => StatusCode::MULTI_STATUS,
        }
    }
}
