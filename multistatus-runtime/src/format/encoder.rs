//! Drives a format over a source, chunk by chunk: counts the items, leaves some out, checks keys, and ends the body
//! well-formed in any case.

use std::{
    borrow::Cow,
    collections::HashSet,
    task::{Context, Poll, Waker},
};

use http::StatusCode;

use super::{
    BodyState, Duplicates, Entries, Format, Trailer,
    source::{Advance, ITEMS, ItemSource},
};
use crate::{
    entry::{Entry, MaybeOutcome, NoOutcome},
    outcome::{Outcome, StatusClass, logging::log_failure, status::final_status},
    panic_guard::{append_guarded, guard},
    summary::Tally,
};

/// The size from which a chunk is sent, in bytes. A smaller chunk costs more per byte than it saves in latency.
pub(crate) const CHUNK: usize = 32 * 1024;

/// A body that is being encoded.
pub(crate) struct Encoder<'a, F, S> {
    format: F,
    items: CountedItems<S>,
    description: Option<Cow<'a, str>>,
    section: BodySection,
    state: BodyState,
}

/// The section of the body that comes next.
#[derive(Clone, Copy, PartialEq)]
enum BodySection {
    Start,
    Items,
    Ended,
}

/// The source, and what is known of the items that it gave.
struct CountedItems<S> {
    source: S,
    tally: Tally,
    /// The number of items that the body lists so far.
    listed: usize,
    /// True if `minimal` or `keys` is set: each item then needs more than to be listed. One test per item.
    selective: bool,
    /// True if successes are left out (RFC 7240 section 4.2).
    minimal: bool,
    keys: Option<KnownKeys>,
    exhausted: bool,
    /// The step that may panic next.
    step: ItemStep,
    /// The status from which items are logged. One comparison per item, so it is beyond all codes if none is.
    logged_from: u16,
}

/// The step of an item: code of the user runs in each.
#[derive(Clone, Copy, PartialEq)]
enum ItemStep {
    /// The source is asked for it, and it is counted.
    Count,
    /// The format writes it.
    Write,
}

/// The keys of the first items, up to a bound.
struct KnownKeys {
    keys: HashSet<Box<str>, foldhash::quality::RandomState>,
    bound: usize,
    policy: Duplicates,
}

impl<'a, F, S> Encoder<'a, F, S> {
    pub(crate) fn new(format: F, source: S, description: Option<impl Into<Cow<'a, str>>>) -> Self {
        let items = CountedItems {
            source,
            tally: Tally::new(),
            listed: 0,
            selective: false,
            minimal: false,
            keys: None,
            exhausted: false,
            step: ItemStep::Count,
            logged_from: u16::MAX,
        };
        Self {
            format,
            items,
            description: description.map(Into::into),
            section: BodySection::Start,
            state: BodyState::default(),
        }
    }

    /// Leaves successes out of the body, as `Prefer: return=minimal` asks.
    pub(crate) fn minimal(mut self, minimal: bool) -> Self {
        self.items.minimal = minimal;
        self.items.selective |= minimal;
        self
    }

    /// Applies `policy` to the keys of the first `bound` items.
    pub(crate) fn check_keys(mut self, policy: Duplicates, bound: usize) -> Self {
        if policy != Duplicates::Allow && bound > 0 {
            self.items.selective = true;
            self.items.keys = Some(KnownKeys { keys: HashSet::default(), bound, policy });
        }
        self
    }

    /// Logs each item with a status of 500 and up.
    pub(crate) fn logging(mut self) -> Self {
        self.items.logged_from = 500;
        self
    }

    /// The number of items that the source has given so far.
    pub(crate) fn taken(&self) -> usize {
        self.items.tally.total()
    }

    /// Appends to `out` until it holds `full` bytes or the body ends. Returns true if the body ended. If the source is
    /// pending, `out` keeps what was written.
    pub(crate) fn poll_fill<O>(&mut self, context: &mut Context<'_>, full: usize, out: &mut Vec<u8>) -> Poll<bool>
    where
        O: Outcome,
        F: Format<O>,
        S: ItemSource<O>,
    {
        if self.section == BodySection::Start {
            append_guarded(FORMAT, out, |out| self.format.start(out));
            self.section = BodySection::Items;
        }
        if self.section == BodySection::Items {
            let mut feed = Feed { items: &mut self.items, context, pending: false };
            let written = guard(FORMAT, || self.format.items(&mut feed, full, &mut self.state, out));
            if feed.pending {
                return Poll::Pending;
            }
            if written.is_err() {
                // The format replaces items that panic, and panicked itself.
                self.items.exhausted = true;
                self.items.tally.set_incomplete();
            }
            if self.items.exhausted {
                let summary = self.items.tally.summary();
                let trailer = Trailer { summary, description: self.description.as_deref() };
                append_guarded(FORMAT, out, |out| self.format.finish(&trailer, &mut self.state, out));
                self.section = BodySection::Ended;
            }
        }
        Poll::Ready(self.section == BodySection::Ended)
    }

    /// Like [`poll_fill`](Encoder::poll_fill), for a source that is never pending.
    pub(crate) fn fill<O>(&mut self, full: usize, out: &mut Vec<u8>) -> bool
    where
        O: Outcome,
        F: Format<O>,
        S: ItemSource<O>,
    {
        let mut context = Context::from_waker(Waker::noop());
        self.poll_fill(&mut context, full, out) == Poll::Ready(true)
    }
}

/// A format, as the log names it.
const FORMAT: &str = "a format";

/// The items of one chunk, as the format sees them.
struct Feed<'f, 'c, S> {
    items: &'f mut CountedItems<S>,
    context: &'f mut Context<'c>,
    /// True if the source has no item now, and more later.
    pending: bool,
}

impl<O: Outcome, S: ItemSource<O>> Entries<O> for Feed<'_, '_, S> {
    #[inline]
    fn next(&mut self) -> Option<Entry<'_, O>> {
        // One call of `list`, so that it is compiled into this loop.
        loop {
            if self.items.exhausted {
                return None;
            }
            self.items.step = ItemStep::Count;
            match self.items.source.poll_advance(self.context) {
                Poll::Ready(Advance::Item) if !self.items.selective => break,
                Poll::Ready(Advance::Item) => match self.items.select() {
                    Selection::List => break,
                    Selection::LeaveOut => {}
                    Selection::Refuse => return Some(self.items.fail()),
                },
                Poll::Ready(Advance::Failed) => return Some(self.items.fail()),
                Poll::Ready(Advance::End) => self.items.exhausted = true,
                Poll::Pending => {
                    self.pending = true;
                    return None;
                }
            }
        }
        self.items.list()
    }

    fn replace(&mut self) -> Option<Entry<'_, O>> {
        match self.items.step {
            ItemStep::Count if self.items.source.is_broken() => Some(self.items.fail()),
            // The item before panicked when it was dropped.
            ItemStep::Count if guard(ITEMS, || self.items.source.current().is_none()) == Ok(true) => None,
            ItemStep::Count | ItemStep::Write => Some(self.items.replace()),
        }
    }
}

/// Decides if an item is written.
enum Selection {
    List,
    /// The item is counted, and not listed.
    LeaveOut,
    Refuse,
}

impl<S> CountedItems<S> {
    /// Counts the current item, and returns it.
    #[inline]
    fn list<O: Outcome>(&mut self) -> Option<Entry<'_, O>>
    where
        S: ItemSource<O>,
    {
        let (key, outcome) = self.source.current()?;
        let status = self.tally.count(&outcome);
        self.step = ItemStep::Write;
        self.listed += 1;
        if status.as_u16() >= self.logged_from {
            return self.list_logged(status);
        }
        Some(Entry { key, index: self.tally.total() - 1, first: self.listed == 1, status, outcome })
    }

    /// Logs the current item, unless its batch did, and returns it. It takes the item from the source again, and its call is
    /// the last of `list`, so that `list` keeps nothing in memory for it.
    #[cold]
    #[inline(never)]
    fn list_logged<O: Outcome>(&self, status: StatusCode) -> Option<Entry<'_, O>>
    where
        S: ItemSource<O>,
    {
        let (key, outcome) = self.source.current()?;
        let index = self.tally.total() - 1;
        let _logged = guard("the outcome of an item", || match outcome {
            MaybeOutcome::Outcome(outcome) if outcome.is_logged() => {}
            MaybeOutcome::Outcome(outcome) => log_failure(index, key.or_else(|| outcome.href()), status, outcome),
            MaybeOutcome::None(none) => log_failure(index, key, status, &none),
        });
        Some(Entry { key, index, first: self.listed == 1, status, outcome })
    }

    /// Decides on the current item. Not inlined: most bodies list every item, and `next` would save more registers.
    #[inline(never)]
    fn select<O: Outcome>(&mut self) -> Selection
    where
        S: ItemSource<O>,
    {
        let Some((key, outcome)) = self.source.current() else { return Selection::LeaveOut };
        if let Some(keys) = &mut self.keys
            && !keys.admit(key.or_else(|| outcome.href()).map(|key| key.normal()))
        {
            return Selection::Refuse;
        }
        if self.minimal && StatusClass::of(final_status(outcome.status())) == StatusClass::Success {
            self.tally.count(&outcome);
            return Selection::LeaveOut;
        }
        Selection::List
    }

    /// Counts the current item anew, as one that panicked.
    #[cold]
    fn replace<'a, O: Outcome + 'a>(&'a mut self) -> Entry<'a, O>
    where
        S: ItemSource<O>,
    {
        if self.step == ItemStep::Write {
            self.tally.uncount_last();
            self.listed -= 1;
        }
        self.step = ItemStep::Write;
        let outcome = MaybeOutcome::None(NoOutcome::Panicked);
        let status = self.tally.count::<MaybeOutcome<'_, O>>(&outcome);
        self.listed += 1;
        let (index, first) = (self.tally.total() - 1, self.listed == 1);
        let source = &self.source;
        let key = guard(ITEMS, || {
            let (key, outcome) = source.current()?;
            match (key, outcome) {
                (None, MaybeOutcome::Outcome(outcome)) => outcome.href(),
                (key, _) => key,
            }
        });
        Entry { key: key.unwrap_or_default(), index, first, status, outcome }
    }

    /// Ends the items with one that reports the failure. It counts as failed: the items behind it are unknown.
    #[cold]
    fn fail<'a, O: Outcome + 'a>(&mut self) -> Entry<'a, O> {
        self.exhausted = true;
        let outcome = MaybeOutcome::None(NoOutcome::SourceFailed);
        let status = self.tally.count::<MaybeOutcome<'_, O>>(&outcome);
        self.tally.set_incomplete();
        self.step = ItemStep::Write;
        self.listed += 1;
        Entry { key: None, index: self.tally.total() - 1, first: self.listed == 1, status, outcome }
    }
}

impl KnownKeys {
    /// Returns true if an item with this key may be written.
    fn admit(&mut self, key: Option<Cow<'_, str>>) -> bool {
        let Some(key) = key else { return true };
        if self.keys.contains(&*key) {
            tracing::warn!(key = &*key, "an item repeats the key of an earlier item");
            return self.policy != Duplicates::Reject;
        }
        if self.keys.len() < self.bound {
            self.keys.insert(key.into());
        }
        true
    }
}
