//! What of a batch goes again, and when: rounds over the indices of the original request.
//!
//! Nothing here sends or sleeps. A plan looks at a report and says what to do.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    time::{Duration, Instant},
};

use backon::{BackoffBuilder, ExponentialBuilder};

use super::{next_action::NextAction, report::Report};
use crate::outcome::Retry;

type Backoff = <ExponentialBuilder as BackoffBuilder>::Backoff;
type CauseOf = Box<dyn Fn(usize) -> Option<usize> + Send + Sync>;

/// A plan for sending what failed again.
///
/// Only what may be sent again goes: never a success, and what may have been applied already (a 500, a 504, an item that
/// was sent and never answered, or answered twice in two ways) only where [`idempotent`](Self::idempotent) or
/// [`keyed`](Self::keyed) says that twice is harmless. What failed because of another item goes with that one.
///
/// A round waits as long as the longest `Retry-After` of what it sends, and never less than the backoff: exponential, with
/// jitter, up to a cap. Items that ask to wait longer than there is time are left as they are.
///
/// ```
/// use std::time::Duration;
/// use multistatus::{Item, Report, StatusCode, client::RetryPlan};
///
/// let answer = |codes: [u16; 3]| {
///     let items = codes.map(|code| Item::new(StatusCode::from_u16(code).unwrap()));
///     Report::<StatusCode>::from_items(items).for_keys(["a", "b", "c"])
/// };
/// let mut plan = RetryPlan::new().attempts(2);
/// let round = plan.next(&answer([200, 503, 404])).unwrap();
/// assert_eq!(round.indices, [1]);
/// assert!(round.wait >= Duration::from_secs(1));
/// assert_eq!(plan.next(&answer([200, 503, 404])), None, "two attempts were allowed");
/// ```
pub struct RetryPlan {
    attempts: usize,
    within: Duration,
    first: Duration,
    builder: ExponentialBuilder,
    idempotent: bool,
    batch: Option<String>,
    cause_of: Option<CauseOf>,
    started: Instant,
    rounds: usize,
    backoff: Option<Backoff>,
    /// What succeeded, or is under way, once: it never goes again, whatever is said of it later.
    settled: HashSet<usize>,
}

/// What to send again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Round {
    /// How long to wait before sending.
    pub wait: Duration,
    /// The indices of the items in the original request, in its order.
    pub indices: Vec<usize>,
    /// The number of the attempt: 2 for the first repetition.
    pub attempt: usize,
}

impl Default for RetryPlan {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPlan {
    /// Four attempts in all within five minutes from now, with waits from 1 s to 60 s; nothing is idempotent.
    pub fn new() -> Self {
        Self {
            attempts: 4,
            within: Duration::from_secs(300),
            first: Duration::from_secs(1),
            builder: ExponentialBuilder::new().with_jitter().without_max_times(),
            idempotent: false,
            batch: None,
            cause_of: None,
            started: Instant::now(),
            rounds: 0,
            backoff: None,
            settled: HashSet::new(),
        }
    }

    /// How often an item may be sent in all, its first time included.
    pub fn attempts(mut self, attempts: usize) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long everything may take in all; no round begins later.
    pub fn within(mut self, total: Duration) -> Self {
        self.within = total;
        self
    }

    /// The wait before the first repetition, which doubles with each, and its cap. Jitter adds up to as much again.
    pub fn backoff(mut self, first: Duration, cap: Duration) -> Self {
        self.first = first.min(cap);
        self.builder = self.builder.with_min_delay(self.first).with_max_delay(cap);
        self
    }

    /// Makes the jitter the same in each run: for tests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.builder = self.builder.with_jitter_seed(seed);
        self
    }

    /// Declares that applying any of the items twice is the same as applying it once.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Declares that each item carries an idempotency key by which the server knows it again, made of this name of the
    /// batch: see [`idempotency_key`](Self::idempotency_key). No two batches may have the same name.
    pub fn keyed(mut self, batch: impl Into<String>) -> Self {
        self.batch = Some(batch.into());
        self.idempotent()
    }

    /// Says which item another one depends on. An item that failed with its cause then goes again with that one, or once
    /// that one succeeded; where nothing is said, it goes only where everything that can be its cause goes.
    pub fn depends(mut self, cause_of: impl Fn(usize) -> Option<usize> + Send + Sync + 'static) -> Self {
        self.cause_of = Some(Box::new(cause_of));
        self
    }

    /// The idempotency key of an item, the same on each attempt: `batch:index`.
    pub fn idempotency_key(&self, index: usize) -> Option<String> {
        self.batch.as_ref().map(|batch| format!("{batch}:{index}"))
    }

    /// The next round, after the report on everything that was sent so far: [`Report::update`] keeps one. `None` where
    /// nothing may go again, or the bounds are reached.
    pub fn next<O>(&mut self, report: &Report<O>) -> Option<Round> {
        self.next_at(report, self.started.elapsed())
    }

    /// As [`next`](Self::next), at a time counted from the start: no clock is asked.
    pub fn next_at<O>(&mut self, report: &Report<O>, elapsed: Duration) -> Option<Round> {
        self.settle(report);
        if self.rounds + 1 >= self.attempts {
            return None;
        }
        let left = self.within.checked_sub(elapsed)?;
        let (mut going, asked) = self.independent(report, left);
        self.add_dependent(report, &mut going);
        if going.is_empty() {
            return None;
        }
        let builder = self.builder;
        let backoff = self.backoff.get_or_insert_with(|| builder.build()).next()?;
        let wait = backoff.max(asked);
        if wait > left {
            return None;
        }
        self.rounds += 1;
        Some(Round { wait, indices: going.into_iter().collect(), attempt: self.rounds + 1 })
    }

    /// How long to wait before the next request after one that was refused whole, unless there is no time for it.
    #[cfg(feature = "reqwest")]
    pub(crate) fn pause(&self, asked: Option<Duration>) -> Option<Duration> {
        let wait = self.first.max(asked.unwrap_or_default());
        (self.started.elapsed().saturating_add(wait) <= self.within).then_some(wait)
    }

    /// Begins to count time.
    #[cfg(feature = "reqwest")]
    pub(crate) fn start(&mut self) {
        self.started = Instant::now();
    }

    /// Keeps what must never go again.
    fn settle<O>(&mut self, report: &Report<O>) {
        let done = report.succeeded().chain(report.pending()).filter_map(|entry| entry.index());
        self.settled.extend(done.chain(report.unlisted().map(|(index, _)| index)));
    }

    /// What may go by itself, and the longest wait that it asks for.
    fn independent<O>(&self, report: &Report<O>, left: Duration) -> (BTreeSet<usize>, Duration) {
        let mut going = BTreeSet::new();
        let mut asked = Duration::ZERO;
        for entry in report.items() {
            let (Some(index), NextAction::Retry { after, class }) = (entry.index(), entry.next()) else { continue };
            let wait = after.unwrap_or_default();
            let allowed = self.idempotent || *class == Retry::Safe;
            if entry.is_confirmed() && allowed && wait <= left && !self.settled.contains(&index) {
                going.insert(index);
                asked = asked.max(wait);
            }
        }
        // What nobody answered waits as long as the response that left it out wants.
        let wait = report.retry_after().unwrap_or_default();
        if wait <= left {
            let lost = report.missing().iter().filter(|missing| self.idempotent || !missing.sent);
            let doubtful = report.unconfirmed().filter(|_| self.idempotent).filter_map(|entry| entry.index());
            for index in lost.map(|missing| missing.index).chain(doubtful) {
                if !self.settled.contains(&index) {
                    going.insert(index);
                    asked = asked.max(wait);
                }
            }
        }
        (going, asked)
    }

    /// Adds what failed because of an item that goes again, or that succeeded since.
    fn add_dependent<O>(&self, report: &Report<O>, going: &mut BTreeSet<usize>) {
        let mut waiting: Vec<_> = report
            .failed()
            .filter(|entry| *entry.next() == NextAction::Dependency)
            .filter_map(|entry| entry.index())
            .filter(|index| !self.settled.contains(index))
            .collect();
        let mut causes = report.items().filter(|entry| {
            let settled = entry.index().is_some_and(|index| self.settled.contains(&index));
            *entry.next() != NextAction::Dependency && !settled
        });
        let goes = |index: Option<usize>| index.is_some_and(|index| going.contains(&index));
        let all_go = causes.all(|entry| goes(entry.index()));
        let all_go = all_go && report.missing().iter().all(|missing| goes(Some(missing.index)));
        let all_go = all_go && !going.is_empty();
        loop {
            let before = waiting.len();
            waiting.retain(|index| {
                let cause = self.cause_of.as_ref().and_then(|cause_of| cause_of(*index));
                let together = match cause {
                    Some(cause) => going.contains(&cause) || self.settled.contains(&cause),
                    None => all_go,
                };
                if together {
                    going.insert(*index);
                }
                !together
            });
            if waiting.len() == before {
                return;
            }
        }
    }
}

impl fmt::Debug for RetryPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPlan")
            .field("attempts", &self.attempts)
            .field("within", &self.within)
            .field("idempotent", &self.idempotent)
            .field("rounds", &self.rounds)
            .finish_non_exhaustive()
    }
}
