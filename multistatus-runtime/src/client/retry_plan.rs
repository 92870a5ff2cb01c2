//! `RetryPlan`: which items of a batch are sent again, and when. A plan neither sends nor sleeps.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt,
    time::{Duration, Instant},
};

use backon::{BackoffBuilder, ExponentialBuilder};

#[cfg(feature = "reqwest")]
use super::time_limit::TimeLimit;
use super::{next_action::NextAction, report::Report};
use crate::outcome::Retry;

type Backoff = <ExponentialBuilder as BackoffBuilder>::Backoff;
type CauseOf = Box<dyn Fn(usize) -> Option<usize> + Send + Sync>;

/// A plan for sending failed items again.
///
/// An item that succeeded is never sent again. An item that may have been applied (a 500, a 504, one that was sent and not
/// answered, or answered twice in different ways) is sent again only with [`idempotent`](Self::idempotent) or
/// [`keyed`](Self::keyed). An item that failed because of another one is sent together with that one.
///
/// A round waits for the longest `Retry-After` of its items, and at least for the backoff, which is exponential with jitter and
/// has a cap. Items that ask to wait longer than the remaining time are not sent again.
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
    /// Items that succeeded or were accepted once. They are never sent again.
    done: HashSet<usize>,
}

/// The items to send again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Round {
    /// The time to wait before sending.
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
    /// Creates a plan of four attempts within five minutes from now, with waits from 1 s to 60 s. No item is idempotent.
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
            done: HashSet::new(),
        }
    }

    /// Limits how often an item is sent, including the first time.
    pub fn attempts(mut self, attempts: usize) -> Self {
        self.attempts = attempts;
        self
    }

    /// Limits the total time. No round begins later, and [`Bulk`](super::Bulk) ends a request that takes longer.
    pub fn within(mut self, total: Duration) -> Self {
        self.within = total;
        self
    }

    /// Sets the wait before the first repetition, which doubles each time, and its cap. Jitter adds up to the same again.
    pub fn backoff(mut self, first: Duration, cap: Duration) -> Self {
        self.first = first.min(cap);
        self.builder = self.builder.with_min_delay(self.first).with_max_delay(cap);
        self
    }

    /// Makes the jitter reproducible, for tests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.builder = self.builder.with_jitter_seed(seed);
        self
    }

    /// Declares that applying an item twice has the same effect as applying it once.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Declares that each item has an idempotency key by which the server recognizes it. The key is made of this name of the
    /// batch: see [`idempotency_key`](Self::idempotency_key). Each batch needs a name of its own.
    pub fn keyed(mut self, batch: impl Into<String>) -> Self {
        self.batch = Some(batch.into());
        self.idempotent()
    }

    /// Sets the item that each item depends on. An item that failed because of another one is then sent again together with
    /// that one, or once that one succeeded. Without it, such an item is sent again only if all possible causes are.
    pub fn depends(mut self, cause_of: impl Fn(usize) -> Option<usize> + Send + Sync + 'static) -> Self {
        self.cause_of = Some(Box::new(cause_of));
        self
    }

    /// Returns the idempotency key of an item, the same on each attempt: `batch:index`.
    pub fn idempotency_key(&self, index: usize) -> Option<String> {
        self.batch.as_ref().map(|batch| format!("{batch}:{index}"))
    }

    /// Returns the next round, from the report on everything that was sent so far: see [`Report::update`]. `None` if no item
    /// may be sent again, or a limit is reached.
    pub fn next<O>(&mut self, report: &Report<O>) -> Option<Round> {
        self.next_at(report, self.started.elapsed())
    }

    /// Returns the next round at a time since the start, without reading a clock.
    pub fn next_at<O>(&mut self, report: &Report<O>, elapsed: Duration) -> Option<Round> {
        self.remember_done(report);
        if self.rounds + 1 >= self.attempts {
            return None;
        }
        let left = self.within.checked_sub(elapsed)?;
        let (mut again, asked) = self.independent(report, left);
        self.add_dependent(report, &mut again);
        if again.is_empty() {
            return None;
        }
        let builder = self.builder;
        let backoff = self.backoff.get_or_insert_with(|| builder.build()).next()?;
        let wait = backoff.max(asked);
        if wait > left {
            return None;
        }
        self.rounds += 1;
        Some(Round { wait, indices: again.into_iter().collect(), attempt: self.rounds + 1 })
    }

    /// Returns the wait before the next request after one that was refused as a whole and that asks for this wait.
    #[cfg(feature = "reqwest")]
    pub(crate) fn pause(&self, asked: Duration) -> Duration {
        self.first.max(asked)
    }

    /// Starts to measure time.
    #[cfg(feature = "reqwest")]
    pub(crate) fn start(&mut self) {
        self.started = Instant::now();
    }

    /// Returns the limit of the total time.
    #[cfg(feature = "reqwest")]
    pub(crate) fn time_limit(&self) -> TimeLimit {
        TimeLimit::new(self.started, self.within)
    }

    /// Returns the same limit for a request that starts now.
    #[cfg(feature = "reqwest")]
    pub(crate) fn time_limit_from_now(&self) -> TimeLimit {
        TimeLimit::new(Instant::now(), self.within)
    }

    /// Remembers the items that must never be sent again.
    fn remember_done<O>(&mut self, report: &Report<O>) {
        let done = report.succeeded().chain(report.pending()).filter_map(|entry| entry.index());
        self.done.extend(done.chain(report.unlisted().map(|(index, _)| index)));
    }

    /// Returns the items that may be sent by themselves, and the longest wait that they ask for.
    fn independent<O>(&self, report: &Report<O>, left: Duration) -> (BTreeSet<usize>, Duration) {
        let mut again = BTreeSet::new();
        let mut asked = Duration::ZERO;
        for entry in report.items() {
            let (Some(index), NextAction::Retry { after, class }) = (entry.index(), entry.next()) else { continue };
            let wait = after.unwrap_or_default();
            let allowed = self.idempotent || *class == Retry::Safe;
            if entry.is_confirmed() && allowed && wait <= left && !self.done.contains(&index) {
                again.insert(index);
                asked = asked.max(wait);
            }
        }
        // An item without an answer waits for the `Retry-After` of its response.
        let wait = report.retry_after().unwrap_or_default();
        if wait <= left {
            let lost = report.missing().iter().filter(|missing| self.idempotent || !missing.sent);
            let doubtful = report.unconfirmed().filter(|_| self.idempotent).filter_map(|entry| entry.index());
            for index in lost.map(|missing| missing.index).chain(doubtful) {
                if !self.done.contains(&index) {
                    again.insert(index);
                    asked = asked.max(wait);
                }
            }
        }
        (again, asked)
    }

    /// Adds the items that failed because of an item that is sent again or has succeeded since.
    fn add_dependent<O>(&self, report: &Report<O>, again: &mut BTreeSet<usize>) {
        let waiting: BTreeSet<_> = report
            .failed()
            .filter(|entry| *entry.next() == NextAction::Dependency)
            .filter_map(|entry| entry.index())
            .filter(|index| !self.done.contains(index))
            .collect();
        let mut causes = report.items().filter(|entry| {
            let done = entry.index().is_some_and(|index| self.done.contains(&index));
            *entry.next() != NextAction::Dependency && !done
        });
        let is_sent = |index: Option<usize>| index.is_some_and(|index| again.contains(&index));
        let all_sent = causes.all(|entry| is_sent(entry.index()));
        let all_sent = all_sent && report.missing().iter().all(|missing| is_sent(Some(missing.index)));
        let all_sent = all_sent && !again.is_empty();
        // True for an item that is sent again. Each item is decided once, so that a long chain takes linear time.
        let mut decided = HashMap::new();
        for &first in &waiting {
            let (mut chain, mut index) = (Vec::new(), first);
            let together = loop {
                if let Some(&together) = decided.get(&index) {
                    break together;
                }
                if !waiting.contains(&index) {
                    break again.contains(&index) || self.done.contains(&index);
                }
                // An item that depends on itself is never sent again.
                decided.insert(index, false);
                chain.push(index);
                match self.cause_of.as_ref().and_then(|cause_of| cause_of(index)) {
                    Some(cause) => index = cause,
                    None => break all_sent,
                }
            };
            decided.extend(chain.into_iter().map(|index| (index, together)));
        }
        again.extend(decided.into_iter().filter_map(|(index, together)| together.then_some(index)));
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
