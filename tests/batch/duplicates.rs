//! Items that have the key of an earlier item.

use std::{cell::Cell, time::Duration};

use multistatus::{
    Batch, Inputs, Settled, StatusCode,
    batch::{NotRun, OnDuplicate},
};
use tokio::time::sleep;

use crate::codes;

#[tokio::test(start_paused = true)]
async fn a_duplicate_runs_conflicts_or_shares_by_policy() {
    let runs = Cell::new(0);
    let batch = |policy| {
        runs.set(0);
        Batch::new(async |(_, wait, code): (&str, u64, u16)| {
            runs.set(runs.get() + 1);
            sleep(Duration::from_millis(wait)).await;
            StatusCode::from_u16(code).unwrap()
        })
        .on_duplicate(policy)
        .concurrency(2)
        .inputs(Inputs::new([("a", 5, 201), ("a", 0, 404), ("b", 0, 200), ("a", 0, 500)]).keyed(|(key, ..)| *key))
        .run()
    };
    assert_eq!(codes(&batch(OnDuplicate::Run).await.unwrap()), [201, 404, 200, 500]);
    let result = batch(OnDuplicate::Conflict).await.unwrap();
    assert_eq!((codes(&result), runs.get()), (vec![201, 409, 200, 409], 2));
    assert_eq!(result.get(3).unwrap().outcome(), Some(&Settled::NotRun(NotRun::Duplicate { first: 0 })));
    let result = batch(OnDuplicate::Share).await.unwrap();
    assert_eq!((codes(&result), runs.get()), (vec![201, 201, 200, 201], 2));
    assert!(matches!(result.get(1).unwrap().outcome(), Some(Settled::Replayed(_))));
}

#[tokio::test]
async fn two_encodings_of_one_key_are_duplicates() {
    let handler = async |_: &str| StatusCode::OK;
    let inputs = Inputs::new(["/u@e", "/u%40e", "/u%2fe", "/u/e"]).keyed(|key| *key);
    let result = Batch::new(handler).on_duplicate(OnDuplicate::Conflict).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [200, 409, 200, 200]);
}

#[tokio::test]
async fn a_duplicate_may_have_dependencies() {
    let inputs = Inputs::new([("a", "b", 200), ("b", "", 404), ("b", "", 200), ("c", "a", 200)])
        .keyed(|(key, ..)| *key)
        .depends_on(|(_, other, _)| Some(*other).filter(|other| !other.is_empty()));
    let handler = async |(_, _, code): (&str, &str, u16)| StatusCode::from_u16(code).unwrap();
    let result = Batch::new(handler).on_duplicate(OnDuplicate::Share).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [424, 404, 404, 424]);
}
