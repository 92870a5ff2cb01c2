//! The counts of a multi-status, and the status of the whole response that follows from them.

use std::fmt;

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::outcome::{
    Outcome, Retry, StatusClass,
    status::{final_status, response_status},
};

/// The counts of a multi-status.
///
/// A redirection (3xx) is neither a success nor a failure, so `succeeded + failed` may be less than `total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// The number of items received, also those that the body does not list.
    pub total: usize,
    /// The number of items with a 2xx status.
    pub succeeded: usize,
    /// The number of items with a status from 400 up.
    pub failed: usize,
    /// The number of failed items that may be sent again: those that are not [`Retry::Never`].
    pub retryable: usize,
    /// True if every item was counted; false if there are unknown ones behind the last, because the source of the items
    /// failed or the rest of the request was not read.
    pub complete: bool,
}

/// Counts outcomes, one after another.
///
/// Counting an outcome takes no branch that depends on its status: a mispredicted branch costs more time than the item
/// takes to write.
#[derive(Debug)]
pub(crate) struct Tally {
    total: usize,
    /// The number of items by the first digit of their status.
    classes: [usize; 16],
    retryable: usize,
    complete: bool,
    /// The item counted last, in case that it is counted anew.
    last: Counted,
}

/// The counts that one item added to.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    class: u8,
    retryable: bool,
}

/// For each status, true if an item may be sent again that has no retry class of its own.
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
        Self { total: 0, classes: [0; 16], retryable: 0, complete: true, last: Counted { class: 0, retryable: false } }
    }

    /// Counts an outcome, and returns its final status.
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
        self.complete &= !outcome.ends_incomplete();
        self.total += 1;
        self.classes[class % 16] += 1;
        self.retryable += usize::from(retryable);
        self.last = Counted { class: (class % 16) as u8, retryable };
        status
    }

    /// Takes back the count of the last item, which turned out to be a failure.
    pub(crate) fn uncount_last(&mut self) {
        let Counted { class, retryable } = self.last;
        self.total -= 1;
        self.classes[usize::from(class % 16)] -= 1;
        self.retryable -= usize::from(retryable);
    }

    /// Notes that the source failed, so that items are missing.
    pub(crate) fn set_incomplete(&mut self) {
        self.complete = false;
    }

    /// The number of outcomes counted.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    pub(crate) fn summary(&self) -> Summary {
        let [_, _, succeeded, redirected, ..] = self.classes;
        // Everything else: a status that an item cannot have was counted as a 500.
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
/// A client that checks only this status takes any 2xx for a success. 207 is the one status that tells it to read the
/// items. Style guides disagree: Zalando's requires 207 always, others want 200 if every item succeeded.
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
    /// 207 for any items (RFC 4918 section 13).
    #[default]
    Always207,
    /// This status for any items, as in protocols that were made before 207.
    Always(StatusCode),
    /// This status if every item succeeded, else 207.
    SuccessIs(StatusCode),
    /// This status if there are items and all of them failed, else 207. A status below 400 would hide the failures: it is
    /// replaced by 207, and an error is logged.
    AllFailedIs(StatusCode),
    /// The status that the function returns for the counts.
    By(fn(&Summary) -> StatusCode),
}

impl Overall {
    /// Returns the status of a response whose items are not known yet: 207 if it depends on them.
    pub(crate) fn fixed(&self) -> StatusCode {
        match *self {
            Self::Always(status) => response_status(status),
            _ => StatusCode::MULTI_STATUS,
        }
    }

    /// Returns the status of the whole response for these counts.
    pub fn status(&self, summary: &Summary) -> StatusCode {
        match *self {
            Self::Always(status) => response_status(status),
            Self::SuccessIs(status) if summary.succeeded == summary.total && summary.complete => {
                response_status(status)
            }
            Self::AllFailedIs(status) if summary.total > 0 && summary.failed == summary.total => {
                if StatusClass::of(status) == StatusClass::Failure && status.as_u16() >= 400 {
                    return status;
                }
                tracing::error!(
                    status = status.as_u16(),
                    "`Overall::AllFailedIs` needs a status from 400 up; 207 is sent instead"
                );
                StatusCode::MULTI_STATUS
            }
            Self::By(choose) => response_status(choose(summary)),
            _ => StatusCode::MULTI_STATUS,
        }
    }
}
