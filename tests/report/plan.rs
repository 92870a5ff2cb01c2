//! What goes again, when, and what never does.

use std::{collections::HashSet, time::Duration};

use multistatus::{Item, Outcome, Report, StatusCode, client::RetryPlan};
use proptest::prelude::*;

use super::{report, status};

const NOW: Duration = Duration::ZERO;

fn plan() -> RetryPlan {
    RetryPlan::new().seed(7)
}

fn indices(plan: RetryPlan, codes: &[u16]) -> Vec<usize> {
    let mut plan = plan;
    plan.next_at(&report(codes), NOW).map(|round| round.indices).unwrap_or_default()
}

/// A failure that says how long to wait.
#[derive(Outcome)]
#[outcome(429)]
struct Throttled {
    #[outcome(retry_after)]
    wait: Duration,
}

fn throttled(seconds: &[u64]) -> Report<Item> {
    let items = seconds.iter().map(|seconds| Item::from_outcome(&Throttled { wait: Duration::from_secs(*seconds) }));
    Report::from_items(items).for_keys((0..seconds.len()).map(|index| index.to_string()))
}

#[test]
fn what_was_refused_goes_again_and_nothing_else() {
    assert_eq!(indices(plan(), &[200, 503, 404, 429, 202, 301, 599]), [1, 3]);
    assert!(indices(plan(), &[200, 404]).is_empty());
}

#[test]
fn what_may_have_been_applied_goes_only_where_twice_is_harmless() {
    assert!(indices(plan(), &[500, 502, 504]).is_empty());
    assert_eq!(indices(plan().idempotent(), &[500, 200, 504]), [0, 2]);
}

#[test]
fn what_was_not_answered_goes_only_where_twice_is_harmless() {
    let unanswered = || Report::<StatusCode>::from_items([Item::of("a", &status(200))]).for_keys(["a", "b"]);
    assert_eq!(plan().next_at(&unanswered(), NOW), None);
    assert_eq!(plan().idempotent().next_at(&unanswered(), NOW).unwrap().indices, [1]);
}

#[test]
fn the_longest_wait_of_what_goes_counts() {
    let round = plan().next_at(&throttled(&[7, 90, 3]), NOW).unwrap();
    assert_eq!((round.wait, round.indices), (Duration::from_secs(90), vec![0, 1, 2]));
    let patient = plan().within(Duration::from_secs(60));
    let round = { patient }.next_at(&throttled(&[7, 90, 3]), NOW).unwrap();
    assert_eq!(
        (round.wait, round.indices),
        (Duration::from_secs(7), vec![0, 2]),
        "nobody waits for what comes too late"
    );
}

#[test]
fn a_short_wait_does_not_undercut_the_backoff() {
    let mut plan = plan().backoff(Duration::from_secs(10), Duration::from_secs(60));
    let round = plan.next_at(&throttled(&[1]), NOW).unwrap();
    assert!(round.wait >= Duration::from_secs(10) && round.wait < Duration::from_secs(20), "{:?}", round.wait);
}

#[test]
fn time_and_attempts_are_bounded() {
    assert_eq!(plan().next_at(&report(&[503]), Duration::from_secs(300)), None);
    let mut plan = plan().attempts(3);
    assert_eq!(plan.next_at(&report(&[503]), NOW).unwrap().attempt, 2);
    assert_eq!(plan.next_at(&report(&[503]), NOW).unwrap().attempt, 3);
    assert_eq!(plan.next_at(&report(&[503]), NOW), None);
}

#[test]
fn dependants_go_with_their_cause() {
    assert_eq!(indices(plan(), &[503, 424, 200]), [0, 1]);
    assert!(indices(plan(), &[404, 424]).is_empty(), "the cause is permanent");
    assert_eq!(indices(plan(), &[404, 503, 424]), [1], "nobody knows which is the cause");
    assert!(indices(plan(), &[424, 200]).is_empty(), "the cause is not among them");
    let told = || plan().depends(|index| index.checked_sub(1));
    assert_eq!(indices(told(), &[503, 424, 424, 404, 424]), [0, 1, 2], "a chain, and one whose cause is permanent");
    assert_eq!(indices(told(), &[200, 424]), [1], "its cause has succeeded since");
}

#[test]
fn a_success_stays_one_whatever_is_said_later() {
    let mut plan = plan();
    assert_eq!(plan.next_at(&report(&[200, 503]), NOW).unwrap().indices, [1]);
    assert_eq!(plan.next_at(&report(&[503, 503]), NOW).unwrap().indices, [1]);
}

#[test]
fn an_item_keeps_its_idempotency_key() {
    let mut plan = plan().keyed("import-7");
    let before = plan.idempotency_key(1);
    assert_eq!(plan.next_at(&report(&[200, 500]), NOW).unwrap().indices, [1]);
    assert_eq!((plan.idempotency_key(1), before.as_deref()), (before.clone(), Some("import-7:1")));
    assert_eq!(RetryPlan::new().idempotency_key(1), None);
}

fn rounds() -> impl Strategy<Value = Vec<Vec<u16>>> {
    let code = prop::sample::select(vec![200_u16, 202, 301, 404, 424, 429, 500, 503, 504, 599]);
    prop::collection::vec(prop::collection::vec(code, 5), 1..12)
}

proptest! {
    #[test]
    fn no_success_goes_again_and_the_bounds_hold(
        rounds in rounds(),
        idempotent: bool,
        attempts in 0_usize..6,
        within in 1_u64..200,
        seed: u64,
    ) {
        let within = Duration::from_secs(within);
        let mut plan = RetryPlan::new().attempts(attempts).within(within).seed(seed);
        if idempotent {
            plan = plan.idempotent();
        }
        let (mut done, mut elapsed, mut sent) = (HashSet::new(), NOW, 1);
        for codes in rounds {
            done.extend((0..codes.len()).filter(|index| (200..300).contains(&codes[*index])));
            let Some(round) = plan.next_at(&report(&codes), elapsed) else { continue };
            sent += 1;
            elapsed += round.wait;
            prop_assert!(!round.indices.is_empty());
            prop_assert!(sent <= attempts && round.attempt == sent);
            prop_assert!(elapsed <= within);
            prop_assert!(round.wait < Duration::from_secs(120));
            for index in round.indices {
                prop_assert!(!done.contains(&index), "{} succeeded before", index);
                let may = if idempotent { vec![424, 429, 500, 503, 504] } else { vec![424, 429, 503] };
                prop_assert!(may.contains(&codes[index]), "a {} went again", codes[index]);
            }
        }
    }

    #[test]
    fn the_same_seed_waits_the_same(seed: u64) {
        let waits = || {
            let mut plan = RetryPlan::new().seed(seed);
            std::iter::from_fn(move || Some(plan.next_at(&report(&[503]), NOW)?.wait)).collect::<Vec<_>>()
        };
        prop_assert_eq!(waits(), waits());
        prop_assert_eq!(waits().len(), 3);
    }
}
