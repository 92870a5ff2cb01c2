//! The set of slots that were woken. Each slot has a waker of its own, so that a wake polls that slot and no other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Wake, Waker},
};

use atomic_waker::AtomicWaker;

use crate::panic_guard::{drop_guarded, guard, wake};

const BITS: usize = u64::BITS as usize;

/// One bit for each slot.
#[derive(Debug)]
pub(crate) struct ReadySet {
    woken: Box<[AtomicU64]>,
    /// Wakes the task that polls the batch.
    parent: AtomicWaker,
}

impl ReadySet {
    /// Returns an empty set for this number of slots.
    pub(crate) fn new(slots: usize) -> Arc<Self> {
        let woken = (0..slots.div_ceil(BITS)).map(|_| AtomicU64::new(0)).collect();
        Arc::new(Self { woken, parent: AtomicWaker::new() })
    }

    /// Returns the waker of one slot. Every item that runs in the slot uses it; a late wake by an earlier item costs
    /// one needless poll.
    pub(crate) fn waker(self: &Arc<Self>, slot: usize) -> Waker {
        Arc::new(SlotWaker { ready_set: Arc::clone(self), slot }).into()
    }

    /// Registers the waker of the task that polls the batch.
    pub(crate) fn register(&self, parent: &Waker) {
        if guard("a waker", || self.parent.register(parent)).is_err() {
            // It cannot be registered, so the batch is polled again at once.
            wake(parent);
        }
    }

    /// Returns the number of words that hold the bits.
    pub(crate) fn words(&self) -> usize {
        self.woken.len()
    }

    /// Takes the slots of one word that were woken since the last call.
    pub(crate) fn take(&self, word: usize) -> Woken {
        let Some(woken) = self.woken.get(word) else { return Woken { bits: 0, first: 0 } };
        // A load is cheaper than a swap, and most words are empty.
        let bits = if woken.load(Ordering::Relaxed) == 0 { 0 } else { woken.swap(0, Ordering::Acquire) };
        Woken { bits, first: word * BITS }
    }

    fn insert(&self, slot: usize) {
        if let Some(woken) = self.woken.get(slot / BITS) {
            woken.fetch_or(1 << (slot % BITS), Ordering::Release);
        }
        if let Some(parent) = self.parent.take() {
            wake(&parent);
            drop_guarded(parent);
        }
    }
}

/// The slots of one word that were woken.
pub(crate) struct Woken {
    bits: u64,
    first: usize,
}

impl Iterator for Woken {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.bits == 0 {
            return None;
        }
        let slot = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.first + slot)
    }
}

struct SlotWaker {
    ready_set: Arc<ReadySet>,
    slot: usize,
}

impl Wake for SlotWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.ready_set.insert(self.slot);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_wake_marks_its_slot() {
        let ready_set = ReadySet::new(130);
        for slot in [0, 63, 64, 129] {
            ready_set.waker(slot).wake();
        }
        let taken = |set: &ReadySet| (0..set.words()).flat_map(|word| set.take(word)).collect::<Vec<_>>();
        assert_eq!(taken(&ready_set), [0, 63, 64, 129]);
        assert!(taken(&ready_set).is_empty());
    }

    /// A wake during `take` is returned by that call, or by the next one, which it schedules.
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
        let ready_set = ReadySet::new(4);
        let acknowledged: Arc<[AtomicU64; 4]> = Arc::default();
        let parent = Arc::new(Parent(false.into(), thread::current()));
        let threads: Vec<_> = (0..4)
            .map(|slot| {
                let (waker, acknowledged) = (ready_set.waker(slot), Arc::clone(&acknowledged));
                thread::spawn(move || {
                    for wake in 1..=WAKES as u64 {
                        waker.wake_by_ref();
                        // The next wake follows once this one was returned; a lost one never is.
                        while acknowledged[slot].load(Ordering::Acquire) < wake {
                            std::hint::spin_loop();
                            thread::yield_now();
                        }
                    }
                })
            })
            .collect();
        let mut seen = [0; 4];
        while seen.iter().any(|seen| *seen < WAKES as u64) {
            ready_set.register(&Arc::clone(&parent).into());
            let mut any = false;
            for slot in ready_set.take(0) {
                seen[slot] += 1;
                acknowledged[slot].store(seen[slot], Ordering::Release);
                any = true;
            }
            while !any && !parent.0.swap(false, Ordering::Acquire) {
                thread::park();
            }
        }
        threads.into_iter().for_each(|thread| thread.join().expect("it only wakes"));
    }
}
