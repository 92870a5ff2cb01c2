//! Random handlers under random limits, against what must hold of any batch.

use std::{
    cell::{Cell, RefCell},
    future::pending,
    time::Duration,
};

use multistatus::{Batch, Mode, StatusCode};
use proptest::prelude::*;
use tokio::time::sleep;

use crate::codes;

/// What a handler does with one item.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Behaviour {
    Ends(u16),
    EndsAfter(u64, u16),
    Yields(u8, u16),
    Panics,
    PanicsAfter(u64),
    NeverEnds,
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let code = || prop::sample::select(vec![200, 201, 404, 409, 500]);
    prop_oneof![
        3 => code().prop_map(Behaviour::Ends),
        2 => (1..40u64, code()).prop_map(|(after, code)| Behaviour::EndsAfter(after, code)),
        2 => (1..5u8, code()).prop_map(|(times, code)| Behaviour::Yields(times, code)),
        1 => Just(Behaviour::Panics),
        1 => (1..40u64).prop_map(Behaviour::PanicsAfter),
        1 => Just(Behaviour::NeverEnds),
    ]
}

/// Counts what is alive, and goes down when it is dropped.
struct Alive<'a>(&'a Cell<usize>);

impl Drop for Alive<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_input_has_its_one_outcome(
        behaviours in prop::collection::vec(behaviour(), 0..40),
        concurrency in 1..70usize,
        item_timeout in prop::option::of(1..60u64),
        deadline in 1..200u64,
        stop_after in prop::option::of(1..5usize),
    ) {
        std::panic::set_hook(Box::new(|_| {}));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (alive, most) = (Cell::new(0), Cell::new(0));
        let started = RefCell::new(vec![0; behaviours.len()]);
        let result = runtime.block_on(async {
            let handler = async |(index, behaviour): (usize, Behaviour)| {
                started.borrow_mut()[index] += 1;
                alive.set(alive.get() + 1);
                most.set(most.get().max(alive.get()));
                let _alive = Alive(&alive);
                let code = match behaviour {
                    Behaviour::Ends(code) => code,
                    Behaviour::EndsAfter(after, code) => {
                        sleep(Duration::from_millis(after)).await;
                        code
                    }
                    Behaviour::Yields(times, code) => {
                        for _ in 0..times {
                            tokio::task::yield_now().await;
                        }
                        code
                    }
                    Behaviour::Panics => panic!("at once"),
                    Behaviour::PanicsAfter(after) => {
                        sleep(Duration::from_millis(after)).await;
                        panic!("later");
                    }
                    Behaviour::NeverEnds => pending().await,
                };
                StatusCode::from_u16(code).unwrap()
            };
            let mut batch = Batch::new(handler).concurrency(concurrency).deadline(Duration::from_millis(deadline));
            if let Some(timeout) = item_timeout {
                batch = batch.item_timeout(Duration::from_millis(timeout));
            }
            if let Some(failures) = stop_after {
                batch = batch.mode(Mode::StopAfter(failures));
            }
            batch.inputs(behaviours.iter().copied().enumerate()).run().await.unwrap()
        });
        let codes = codes(&result);
        prop_assert_eq!(codes.len(), behaviours.len());
        prop_assert_eq!(alive.get(), 0, "everything was dropped");
        prop_assert!(most.get() <= concurrency, "{} at once", most.get());
        for (index, (behaviour, code)) in behaviours.iter().zip(&codes).enumerate() {
            let runs = started.borrow()[index];
            let not_started = *code == 424 && stop_after.is_some() || *code == 503 && runs == 0;
            prop_assert_eq!(runs, usize::from(!not_started), "item {} ran {} times: {}", index, runs, code);
            if not_started {
                continue;
            }
            // Where two things are due in the same millisecond, either may be first.
            let allowed = |ends: u64, with: u16| {
                let timeout = item_timeout.unwrap_or(u64::MAX);
                let mut codes = vec![503];
                if ends <= timeout { codes.push(with) }
                if timeout <= ends { codes.push(504) }
                codes
            };
            let codes = match *behaviour {
                Behaviour::Ends(with) | Behaviour::Yields(_, with) => vec![with],
                Behaviour::EndsAfter(after, with) => allowed(after, with),
                Behaviour::Panics => vec![500],
                Behaviour::PanicsAfter(after) => allowed(after, 500),
                Behaviour::NeverEnds => allowed(u64::MAX, 504),
            };
            prop_assert!(codes.contains(code), "item {}, {:?}: {} is none of {:?}", index, behaviour, code, codes);
        }
        if let Some(failures) = stop_after
            && let Some(first) = codes.iter().position(|code| *code == 424)
        {
            let failed = codes[..first].iter().filter(|code| **code >= 400).count();
            prop_assert!(failed >= failures, "stopped after {} failures", failed);
        }
    }
}
