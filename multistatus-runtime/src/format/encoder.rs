//! Drives a format over a source, chunk by chunk: counts, leaves out, notices duplicates, and ends well in any case.

use std::{
    borrow::Cow,
    collections::HashSet,
    task::{Context, Poll, Waker},
};

use super::{
    Duplicates, Entries, Format, Whole,
    source::{Advance, Source},
};
use crate::{
    entry::{Entry, MaybeOutcome, NoOutcome},
    outcome::{Outcome, StatusClass, status::final_status},
    summary::Tally,
};

/// The size from which a chunk is sent, in bytes. Smaller ones cost more in frames than they gain in latency.
pub(crate) const CHUNK: usize = 32 * 1024;

/// A body on its way.
pub(crate) struct Encoder<'a, F, S> {
    format: F,
    state: State<S>,
    description: Option<Cow<'a, str>>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Start,
    Items,
    Ended,
}

/// What goes from one chunk to the next.
struct State<S> {
    source: S,
    tally: Tally,
    /// How many items the body lists so far.
    listed: usize,
    /// Whether not every item is simply listed: the two fields below in one test, since each item asks.
    looks_closer: bool,
    /// Whether successes are left out (RFC 7240 section 4.2).
    minimal: bool,
    seen: Option<Seen>,
    exhausted: bool,
}

/// The keys of the items so far, up to a bound.
struct Seen {
    keys: HashSet<Box<str>, foldhash::quality::RandomState>,
    bound: usize,
    policy: Duplicates,
}

impl<'a, F, S> Encoder<'a, F, S> {
    pub(crate) fn new(format: F, source: S, description: Option<impl Into<Cow<'a, str>>>) -> Self {
        let state = State {
            source,
            tally: Tally::new(),
            listed: 0,
            looks_closer: false,
            minimal: false,
            seen: None,
            exhausted: false,
        };
        Self { format, state, description: description.map(Into::into), stage: Stage::Start }
    }

    /// Leaves successes out of the body, as `Prefer: return=minimal` asks.
    pub(crate) fn minimal(mut self, minimal: bool) -> Self {
        self.state.minimal = minimal;
        self.state.looks_closer |= minimal;
        self
    }

    /// Applies `policy` to the keys of the first `bound` items.
    pub(crate) fn check_keys(mut self, policy: Duplicates, bound: usize) -> Self {
        if policy != Duplicates::Allow && bound > 0 {
            self.state.looks_closer = true;
            self.state.seen = Some(Seen { keys: HashSet::default(), bound, policy });
        }
        self
    }

    /// The number of items that the source has given so far.
    pub(crate) fn taken(&self) -> usize {
        self.state.tally.total()
    }

    /// Appends to `out` until it holds `full` bytes or the body ends; ready with whether it ended. Where the source is
    /// not ready, `out` keeps what is there.
    pub(crate) fn poll_fill<O>(&mut self, context: &mut Context<'_>, full: usize, out: &mut Vec<u8>) -> Poll<bool>
    where
        O: Outcome,
        F: Format<O>,
        S: Source<O>,
    {
        if self.stage == Stage::Start {
            self.format.start(out);
            self.stage = Stage::Items;
        }
        if self.stage == Stage::Items {
            let mut feed = Feed { state: &mut self.state, context, waits: false };
            self.format.items(&mut feed, full, out);
            if feed.waits {
                return Poll::Pending;
            }
            if self.state.exhausted {
                let whole = Whole { summary: self.state.tally.summary(), description: self.description.as_deref() };
                self.format.end(&whole, out);
                self.stage = Stage::Ended;
            }
        }
        Poll::Ready(self.stage == Stage::Ended)
    }

    /// The same for a source that never has to wait.
    pub(crate) fn fill<O>(&mut self, full: usize, out: &mut Vec<u8>) -> bool
    where
        O: Outcome,
        F: Format<O>,
        S: Source<O>,
    {
        let mut context = Context::from_waker(Waker::noop());
        self.poll_fill(&mut context, full, out) == Poll::Ready(true)
    }
}

/// The view of a source that a format gets for one chunk.
struct Feed<'f, 'c, S> {
    state: &'f mut State<S>,
    context: &'f mut Context<'c>,
    waits: bool,
}

impl<O: Outcome, S: Source<O>> Entries<O> for Feed<'_, '_, S> {
    #[inline]
    fn next(&mut self) -> Option<Entry<'_, O>> {
        while !self.state.exhausted {
            match self.state.source.poll_advance(self.context) {
                Poll::Ready(Advance::Item) if !self.state.looks_closer => return self.state.list(),
                Poll::Ready(Advance::Item) => match self.state.look::<O>() {
                    Look::List => return self.state.list(),
                    Look::LeaveOut => {}
                    Look::Refuse => return Some(self.state.fail()),
                },
                Poll::Ready(Advance::Failed) => return Some(self.state.fail()),
                Poll::Ready(Advance::End) => self.state.exhausted = true,
                Poll::Pending => {
                    self.waits = true;
                    break;
                }
            }
        }
        None
    }
}

/// What becomes of an item.
enum Look {
    List,
    /// It is counted, and not listed.
    LeaveOut,
    Refuse,
}

impl<S> State<S> {
    /// Counts the current item, and shows it.
    #[inline]
    fn list<O: Outcome>(&mut self) -> Option<Entry<'_, O>>
    where
        S: Source<O>,
    {
        let (key, outcome) = self.source.current()?;
        let status = self.tally.count(&outcome);
        self.listed += 1;
        Some(Entry { key, index: self.tally.total() - 1, first: self.listed == 1, status, outcome })
    }

    /// Decides about the current item, where some are left out or keys are remembered. Out of line, since what most bodies
    /// never ask would make each call of `next` save more registers.
    #[inline(never)]
    fn look<O: Outcome>(&mut self) -> Look
    where
        S: Source<O>,
    {
        let Some((key, outcome)) = self.source.current() else { return Look::LeaveOut };
        if let Some(seen) = &mut self.seen
            && !seen.admit(key.or_else(|| outcome.href()).map(|key| key.encoded()))
        {
            return Look::Refuse;
        }
        if self.minimal && StatusClass::of(final_status(outcome.status())) == StatusClass::Success {
            self.tally.count(&outcome);
            return Look::LeaveOut;
        }
        Look::List
    }

    /// Ends the body with an item that says what happened. It counts as failed: nobody knows of what came after it.
    #[cold]
    fn fail<'a, O: Outcome + 'a>(&mut self) -> Entry<'a, O> {
        self.exhausted = true;
        let outcome = MaybeOutcome::NoOutcome(NoOutcome::SourceFailed);
        let status = self.tally.count::<MaybeOutcome<'_, O>>(&outcome);
        self.tally.cut_off();
        self.listed += 1;
        Entry { key: None, index: self.tally.total() - 1, first: self.listed == 1, status, outcome }
    }
}

impl Seen {
    /// Whether an item with this key may be written.
    fn admit(&mut self, key: Option<Cow<'_, str>>) -> bool {
        let Some(key) = key else { return true };
        if self.keys.contains(&*key) {
            tracing::warn!(key = &*key, "an item repeats the key of an earlier one");
            return self.policy != Duplicates::Reject;
        }
        if self.keys.len() < self.bound {
            self.keys.insert(key.into());
        }
        true
    }
}
