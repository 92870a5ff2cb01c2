//! Retry plans: the items that are sent again, and when.

use std::{collections::HashSet, time::Duration};

use multistatus::{Item, Outcome, Report, StatusCode, client::RetryPlan};
use proptest::prelude::*;

use super::{report, status};

const NOW: Duration = Duration::ZERO;

fn plan() -> RetryPlan {
    RetryPlan::new().seed(7)
}

/// Returns the items that the plan sends again after an answer with these statuses.
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
fn only_refused_items_are_sent_again() {
    assert_eq!(indices(plan(), &[200, 503, 404, 429, 202, 301, 599]), [1, 3]);
    assert!(indices(plan(), &[200, 404]).is_empty());
}

#[test]
fn items_that_may_have_been_applied_are_sent_again_only_if_idempotent() {
    assert!(indices(plan(), &[500, 502, 504]).is_empty());
    assert_eq!(indices(plan().idempotent(), &[500, 200, 504]), [0, 2]);
}

#[test]
fn items_without_an_answer_are_sent_again_only_if_idempotent() {
    let unanswered = || Report::<StatusCode>::from_items([Item::of("a", &status(200))]).for_keys(["a", "b"]);
    assert_eq!(plan().next_at(&unanswered(), NOW), None);
    assert_eq!(plan().idempotent().next_at(&unanswered(), NOW).unwrap().indices, [1]);
}

#[test]
fn a_round_waits_for_the_longest_retry_after_within_the_time_limit() {
    let round = plan().next_at(&throttled(&[7, 90, 3]), NOW).unwrap();
    assert_eq!((round.wait, round.indices), (Duration::from_secs(90), vec![0, 1, 2]));
    let limited = plan().within(Duration::from_secs(60));
    let round = { limited }.next_at(&throttled(&[7, 90, 3]), NOW).unwrap();
    assert_eq!(
        (round.wait, round.indices),
        (Duration::from_secs(7), vec![0, 2]),
        "an item that must wait longer than the limit is not sent again"
    );
}

#[test]
fn a_short_retry_after_does_not_shorten_the_backoff() {
    let mut plan = plan().backoff(Duration::from_secs(10), Duration::from_secs(60));
    let round = plan.next_at(&throttled(&[1]), NOW).unwrap();
    assert!(round.wait >= Duration::from_secs(10) && round.wait < Duration::from_secs(20), "{:?}", round.wait);
}

#[test]
fn time_and_attempts_are_limited() {
    assert_eq!(plan().next_at(&report(&[503]), Duration::from_secs(300)), None);
    let mut plan = plan().attempts(3);
    assert_eq!(plan.next_at(&report(&[503]), NOW).unwrap().attempt, 2);
    assert_eq!(plan.next_at(&report(&[503]), NOW).unwrap().attempt, 3);
    assert_eq!(plan.next_at(&report(&[503]), NOW), None);
}

#[test]
fn dependent_items_are_sent_again_with_their_cause() {
    assert_eq!(indices(plan(), &[503, 424, 200]), [0, 1]);
    assert!(indices(plan(), &[404, 424]).is_empty(), "the cause is permanent");
    assert_eq!(indices(plan(), &[404, 503, 424]), [1], "either failure can be the cause");
    assert!(indices(plan(), &[424, 200]).is_empty(), "no other item failed");
    let dependent = || plan().depends(|index| index.checked_sub(1));
    assert_eq!(
        indices(dependent(), &[503, 424, 424, 404, 424]),
        [0, 1, 2],
        "items 1 and 2 depend on item 0; the cause of item 4 is permanent"
    );
    assert_eq!(indices(dependent(), &[200, 424]), [1], "its cause succeeded");
}

#[test]
fn a_long_chain_of_dependencies_takes_linear_time() {
    const COUNT: usize = 50_000;
    let mut codes = vec![424; COUNT];
    codes[COUNT - 1] = 503;
    let backwards = plan().depends(|index| Some(index + 1).filter(|cause| *cause < COUNT));
    assert_eq!(indices(backwards, &codes).len(), COUNT);
    let circle = plan().depends(|index| Some(if index == 0 { 1 } else { index - 1 }));
    assert_eq!(indices(circle, &[424, 424, 424, 503]), [3]);
}

#[test]
fn a_success_stays_a_success_in_later_answers() {
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
    fn no_success_is_sent_again_and_the_limits_hold(
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
        let (mut succeeded, mut elapsed, mut sent) = (HashSet::new(), NOW, 1);
        for codes in rounds {
            succeeded.extend((0..codes.len()).filter(|index| (200..300).contains(&codes[*index])));
            let Some(round) = plan.next_at(&report(&codes), elapsed) else { continue };
            sent += 1;
            elapsed += round.wait;
            prop_assert!(!round.indices.is_empty());
            prop_assert!(sent <= attempts && round.attempt == sent);
            prop_assert!(elapsed <= within);
            prop_assert!(round.wait < Duration::from_secs(120));
            for index in round.indices {
                prop_assert!(!succeeded.contains(&index), "item {} succeeded before", index);
                let retryable = if idempotent { vec![424, 429, 500, 503, 504] } else { vec![424, 429, 503] };
                prop_assert!(retryable.contains(&codes[index]), "an item with status {} was sent again", codes[index]);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_waits(seed: u64) {
        let waits = || {
            let mut plan = RetryPlan::new().seed(seed);
            std::iter::from_fn(move || Some(plan.next_at(&report(&[503]), NOW)?.wait)).collect::<Vec<_>>()
        };
        prop_assert_eq!(waits(), waits());
        prop_assert_eq!(waits().len(), 3);
    }
}
