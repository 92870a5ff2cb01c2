//! Which places were woken: each has a waker of its own, so that a wake polls that place and no other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Wake, Waker},
};

use atomic_waker::AtomicWaker;

const BITS: usize = u64::BITS as usize;

/// A bit for each place.
#[derive(Debug)]
pub(super) struct Signals {
    woken: Box<[AtomicU64]>,
    /// Whoever polls the whole batch.
    parent: AtomicWaker,
}

impl Signals {
    /// Signals for so many places.
    pub(super) fn new(places: usize) -> Arc<Self> {
        let woken = (0..places.div_ceil(BITS)).map(|_| AtomicU64::new(0)).collect();
        Arc::new(Self { woken, parent: AtomicWaker::new() })
    }

    /// The waker of one place. It is made once, and serves every item that runs there: a late wake of an earlier one costs
    /// a poll, no more.
    pub(super) fn waker(self: &Arc<Self>, place: usize) -> Waker {
        Arc::new(Signal { signals: Arc::clone(self), place }).into()
    }

    /// Whom to wake with the first place that is.
    pub(super) fn watch(&self, parent: &Waker) {
        self.parent.register(parent);
    }

    /// The number of words that hold the bits.
    pub(super) fn words(&self) -> usize {
        self.woken.len()
    }

    /// Takes the places of one word that were woken since they were taken last.
    pub(super) fn take(&self, word: usize) -> Woken {
        let Some(woken) = self.woken.get(word) else { return Woken { bits: 0, first: 0 } };
        // A load is cheaper than a swap, and mostly there is nothing.
        let bits = if woken.load(Ordering::Relaxed) == 0 { 0 } else { woken.swap(0, Ordering::Acquire) };
        Woken { bits, first: word * BITS }
    }

    fn set(&self, place: usize) {
        if let Some(woken) = self.woken.get(place / BITS) {
            woken.fetch_or(1 << (place % BITS), Ordering::Release);
        }
        self.parent.wake();
    }
}

/// The places of one word that were woken.
pub(super) struct Woken {
    bits: u64,
    first: usize,
}

impl Iterator for Woken {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.bits == 0 {
            return None;
        }
        let place = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.first + place)
    }
}

struct Signal {
    signals: Arc<Signals>,
    place: usize,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.signals.set(self.place);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_wake_names_its_place() {
        let signals = Signals::new(130);
        for place in [0, 63, 64, 129] {
            signals.waker(place).wake();
        }
        let taken = |signals: &Signals| (0..signals.words()).flat_map(|word| signals.take(word)).collect::<Vec<_>>();
        assert_eq!(taken(&signals), [0, 63, 64, 129]);
        assert!(taken(&signals).is_empty());
    }

    /// A wake that comes while the places are taken is seen by this taking or by the next, whose poll it asks for.
    #[test]
    fn no_wake_is_lost_between_threads() {
        const WAKES: usize = 500_000;
        struct Parent(std::sync::atomic::AtomicBool, thread::Thread);
        impl Wake for Parent {
            fn wake(self: Arc<Self>) {
                self.0.store(true, Ordering::Release);
                self.1.unpark();
            }
        }
        let signals = Signals::new(4);
        let acknowledged: Arc<[AtomicU64; 4]> = Arc::default();
        let parent = Arc::new(Parent(false.into(), thread::current()));
        let threads: Vec<_> = (0..4)
            .map(|place| {
                let (waker, acknowledged) = (signals.waker(place), Arc::clone(&acknowledged));
                thread::spawn(move || {
                    for wake in 1..=WAKES as u64 {
                        waker.wake_by_ref();
                        // The next wake comes once this one was seen: a lost one would never be.
                        while acknowledged[place].load(Ordering::Acquire) < wake {
                            std::hint::spin_loop();
                            thread::yield_now();
                        }
                    }
                })
            })
            .collect();
        let mut seen = [0; 4];
        while seen.iter().any(|seen| *seen < WAKES as u64) {
            signals.watch(&Arc::clone(&parent).into());
            let mut any = false;
            for place in signals.take(0) {
                seen[place] += 1;
                acknowledged[place].store(seen[place], Ordering::Release);
                any = true;
            }
            while !any && !parent.0.swap(false, Ordering::Acquire) {
                thread::park();
            }
        }
        threads.into_iter().for_each(|thread| thread.join().expect("it only wakes"));
    }
}
