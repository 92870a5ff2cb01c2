//! Dependencies between the items of a batch.

use std::{cell::RefCell, time::Duration};

use multistatus::{
    Batch, Inputs, Json, Key, MultiStatus, Settled, StatusCode,
    batch::{Mode, NotRun},
};
use proptest::prelude::*;
use tokio::time::{Instant, sleep};

use crate::codes;

/// The key of an item, the keys that it depends on, and its status code.
type Step = (&'static str, &'static [&'static str], u16);

async fn run(steps: &[Step]) -> (MultiStatus<Settled<StatusCode>>, Vec<&'static str>) {
    let ran = RefCell::new(Vec::new());
    let inputs = Inputs::new(steps.iter().copied())
        .keyed(|(name, ..)| *name)
        .depends_on(|(_, others, _)| others.iter().copied());
    let result = Batch::new(async |(name, _, code): Step| {
        sleep(Duration::from_millis(10)).await;
        ran.borrow_mut().push(name);
        StatusCode::from_u16(code).unwrap()
    })
    .inputs(inputs)
    .run()
    .await
    .unwrap();
    (result, ran.into_inner())
}

#[tokio::test(start_paused = true)]
async fn an_item_starts_once_all_its_dependencies_have_succeeded() {
    let steps: &[Step] = &[("c", &["b", "a"], 200), ("b", &["a"], 200), ("a", &[], 200), ("d", &[], 200)];
    let start = Instant::now();
    let (result, ran) = run(steps).await;
    assert_eq!(codes(&result), [200; 4]);
    assert_eq!(ran, ["a", "d", "b", "c"], "independent items run concurrently");
    assert_eq!(start.elapsed(), Duration::from_millis(30));
    assert_eq!(result.get(0).unwrap().key().unwrap().text(), "c", "the result is in request order");
}

#[tokio::test(start_paused = true)]
async fn an_item_that_depends_on_a_failed_one_is_a_424_that_names_it() {
    let steps: &[Step] =
        &[("a", &[], 404), ("b", &["a"], 200), ("c", &["b"], 200), ("d", &[], 200), ("e", &["d", "c"], 200)];
    let (result, ran) = run(steps).await;
    assert_eq!(codes(&result), [404, 424, 424, 200, 424]);
    assert_eq!(ran, ["a", "d"]);
    for index in [1, 2, 4] {
        let cause = NotRun::NotAttempted { cause: Key::from("a") };
        assert_eq!(result.get(index).unwrap().outcome(), Some(&Settled::NotRun(cause)));
    }
}

#[tokio::test(start_paused = true)]
async fn cycles_and_unknown_keys_are_400_and_their_dependents_are_424() {
    let steps: &[Step] = &[
        ("a", &["b"], 200),
        ("b", &["c"], 200),
        ("c", &["a"], 200),
        ("after", &["c"], 200),
        ("self", &["self"], 200),
        ("lost", &["nowhere"], 200),
        ("free", &[], 200),
    ];
    let (result, ran) = run(steps).await;
    assert_eq!(codes(&result), [400, 400, 400, 424, 400, 400, 200]);
    assert_eq!(ran, ["free"]);
    let body = String::from_utf8(result.encode(&Json).unwrap()).unwrap();
    assert!(body.contains("the item depends on nowhere, which is not in the batch"), "{body}");
    assert!(body.contains("the item depends on itself, directly or through others"), "{body}");
}

#[tokio::test]
async fn a_dependency_names_an_item_without_a_key_by_its_index() {
    let inputs = Inputs::new([(0, Some("1")), (1, None)]).depends_on(|(_, other)| *other);
    let ran = RefCell::new(Vec::new());
    let handler = async |(item, _): (u8, Option<&str>)| {
        ran.borrow_mut().push(item);
        StatusCode::OK
    };
    let result = Batch::new(handler).inputs(inputs).run().await.unwrap();
    assert_eq!((codes(&result), &*ran.borrow()), (vec![200, 200], &vec![1, 0]));
}

#[tokio::test]
async fn a_long_chain_of_dependencies_does_not_overflow_the_stack() {
    const ITEMS: usize = 50_000;
    for first in [200, 500] {
        let inputs = Inputs::new((0..ITEMS).rev())
            .keyed(|item| item.to_string())
            .depends_on(|item| item.checked_sub(1).map(|other| other.to_string()));
        let handler = async |item: usize| if item == 0 { StatusCode::from_u16(first).unwrap() } else { StatusCode::OK };
        let result = Batch::new(handler).max_items(ITEMS).inputs(inputs).run().await.unwrap();
        assert_eq!(result.summary().succeeded, if first == 200 { ITEMS } else { 0 });
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_outcome_may_depend_on_all_others_with_a_buffer_of_one() {
    let inputs = Inputs::new((0..9).rev())
        .keyed(|item: &u8| item.to_string())
        .depends_on(|item| item.checked_sub(1).map(|other| other.to_string()));
    let outcomes = Batch::new(async |_: u8| StatusCode::OK).buffer(1).inputs(inputs).spawn();
    let result =
        tokio::time::timeout(Duration::from_secs(1), outcomes).await.expect("the batch does not wait for its reader");
    assert_eq!(codes(&result.unwrap()), [200; 9]);
}

#[tokio::test]
async fn items_that_wait_for_dependencies_do_not_start_once_the_batch_stops() {
    let inputs = Inputs::new([("a", "", 404), ("b", "", 200), ("c", "b", 200)])
        .keyed(|(key, ..)| *key)
        .depends_on(|(_, other, _)| Some(*other).filter(|other| !other.is_empty()));
    let handler = async |(_, _, code): (&str, &str, u16)| StatusCode::from_u16(code).unwrap();
    let result = Batch::new(handler).mode(Mode::StopAfter(1)).concurrency(1).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [404, 424, 424]);
    assert!(result.iter().skip(1).all(|entry| matches!(entry.outcome(), Some(Settled::NotRun(NotRun::NotAttempted { cause })) if cause.as_str() == "a")));
}

proptest! {
    /// Checks random graphs against the definition: an item runs if all items that it depends on have succeeded.
    #[test]
    fn an_item_runs_if_and_only_if_its_dependencies_succeeded(
        edges in prop::collection::vec((0..12usize, 0..14usize), 0..24),
        failing in prop::collection::vec(prop::bool::weighted(0.2), 12),
        concurrency in 1..4usize,
    ) {
        let others = |item: usize| edges.iter().filter(move |(from, _)| *from == item).map(|(_, to)| *to);
        let reaches = |from: usize, to: usize| {
            let (mut seen, mut open) = (vec![false; 14], others(from).collect::<Vec<_>>());
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut seen[next], true) && next < 12 {
                    open.extend(others(next));
                }
            }
            seen[to]
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let ran = RefCell::new(Vec::new());
        let result = runtime.block_on(async {
            let inputs = Inputs::new(0..12usize)
                .keyed(|item| format!("i{item}"))
                .depends_on(|item| others(*item).map(|other| format!("i{other}")).collect::<Vec<_>>());
            let handler = async |item: usize| {
                tokio::task::yield_now().await;
                ran.borrow_mut().push(item);
                if failing[item] { StatusCode::CONFLICT } else { StatusCode::OK }
            };
            Batch::new(handler).concurrency(concurrency).inputs(inputs).run().await.unwrap()
        });
        let ran = ran.into_inner();
        for (item, code) in codes(&result).into_iter().enumerate() {
            let is_invalid = reaches(item, item) || others(item).any(|other| other >= 12);
            let dependencies = others(item).filter(|other| *other < 12);
            let met = dependencies.clone().all(|other| result.get(other).unwrap().status() == StatusCode::OK);
            let expected = if is_invalid { 400 } else if !met { 424 } else if failing[item] { 409 } else { 200 };
            prop_assert_eq!(code, expected, "item {} of {:?}", item, edges);
            let position = ran.iter().position(|other| *other == item);
            prop_assert_eq!(position.is_some(), matches!(code, 200 | 409));
            for other in dependencies.filter(|_| position.is_some()) {
                prop_assert!(ran.iter().position(|ran| *ran == other) < position, "{} before {}", other, item);
            }
        }
    }
}
