//! Spawned batches: the stream of outcomes, its buffer, cancellation, and a reader that disconnects.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use futures_core::Stream;
use http_body_util::BodyExt;
use multistatus::{
    Batch, Inputs, Negotiate, Outcome, Refused, Settled, StatusCode,
    batch::{Mode, NotRun, OnDisconnect, OnDuplicate, Outcomes},
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::codes;

async fn next<O>(outcomes: &mut Outcomes<O>) -> Option<(Option<multistatus::Key>, Settled<O>)> {
    std::future::poll_fn(|context| std::pin::Pin::new(&mut *outcomes).poll_next(context)).await
}

/// Lets every task run until it waits.
async fn let_tasks_run() {
    sleep(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn outcomes_are_a_stream_in_request_order() {
    let mut outcomes = Batch::new(async |wait: u64| {
        sleep(Duration::from_millis(wait)).await;
        StatusCode::from_u16(200 + wait as u16).unwrap()
    })
    .inputs(Inputs::new([9, 1, 5]).keyed(|wait| format!("w{wait}")))
    .spawn();
    let mut seen = Vec::new();
    while let Some((key, settled)) = next(&mut outcomes).await {
        seen.push((key.unwrap().to_string(), settled.status().as_u16()));
    }
    assert_eq!(seen, [("w9".into(), 209), ("w1".into(), 201), ("w5".into(), 205)]);
    assert!(next(&mut outcomes).await.is_none(), "the stream remains at its end");
}

#[tokio::test(start_paused = true)]
async fn limits_apply_as_in_run() {
    let outcomes = Batch::new(async |behaviour: &'static str| match behaviour {
        "panic" => panic!("on purpose"),
        "slow" => pending().await,
        "late" => {
            sleep(Duration::from_secs(8)).await;
            StatusCode::OK
        }
        _ => StatusCode::OK,
    })
    .item_timeout(Duration::from_secs(5))
    .deadline(Duration::from_secs(9))
    .concurrency(1)
    .inputs(["ok", "panic", "slow", "slow", "ok"])
    .spawn();
    assert_eq!(codes(&outcomes.await.unwrap()), [200, 500, 504, 503, 503]);

    let refused = Batch::new(async |_: u8| StatusCode::OK).max_items(1).inputs([1, 2]).spawn();
    assert_eq!(refused.accepted().unwrap_err(), Refused::TooManyItems { max_items: 1 });
    let mut refused = Batch::new(async |_: u8| StatusCode::OK).max_items(1).inputs([1, 2]).spawn();
    assert_eq!(next(&mut refused).await.unwrap().1.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(next(&mut refused).await.is_none());
    let empty = Batch::new(async |_: u8| StatusCode::OK).refuse_empty().inputs([]).spawn();
    assert_eq!(empty.await.unwrap_err(), Refused::Empty);
}

#[tokio::test(start_paused = true)]
async fn no_item_starts_while_the_buffer_is_full() {
    let (started, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (starts, ends) = (Arc::clone(&started), Arc::clone(&ended));
    let mut outcomes = Batch::new(move |_: usize| {
        starts.fetch_add(1, SeqCst);
        let ends = Arc::clone(&ends);
        async move {
            sleep(Duration::from_millis(1)).await;
            ends.fetch_add(1, SeqCst);
            StatusCode::OK
        }
    })
    .concurrency(2)
    .buffer(5)
    .inputs(0..100)
    .spawn();
    sleep(Duration::from_secs(1)).await;
    assert_eq!((started.load(SeqCst), ended.load(SeqCst)), (5, 5));
    for read in 1..=3 {
        next(&mut outcomes).await.unwrap();
        sleep(Duration::from_secs(1)).await;
        assert_eq!((started.load(SeqCst), ended.load(SeqCst)), (5 + read, 5 + read));
    }
    let mut left = 0;
    while next(&mut outcomes).await.is_some() {
        left += 1;
    }
    assert_eq!((left, started.load(SeqCst)), (97, 100));
}

/// Counts the items that complete, and the items that are dropped before.
#[derive(Clone, Default)]
struct Counters {
    ended: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
}

/// Increments a counter when it is dropped.
struct Guard(Arc<AtomicUsize>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

impl Counters {
    fn batch(&self, policy: OnDisconnect) -> Outcomes<StatusCode> {
        self.cancellable(policy, CancellationToken::new())
    }

    fn cancellable(&self, policy: OnDisconnect, token: CancellationToken) -> Outcomes<StatusCode> {
        let counters = self.clone();
        Batch::new(move |_: usize| {
            let counters = counters.clone();
            async move {
                let guard = Guard(counters.dropped);
                sleep(Duration::from_millis(10)).await;
                std::mem::forget(guard);
                counters.ended.fetch_add(1, SeqCst);
                StatusCode::OK
            }
        })
        .concurrency(3)
        .on_disconnect(policy)
        .cancellation(token)
        .inputs(0..9)
        .spawn()
    }

    async fn counts(&self) -> (usize, usize) {
        sleep(Duration::from_secs(1)).await;
        (self.ended.load(SeqCst), self.dropped.load(SeqCst))
    }
}

#[tokio::test(start_paused = true)]
async fn the_policy_decides_which_items_run_after_the_reader_disconnects() {
    for (policy, ended, dropped) in
        [(OnDisconnect::Detach, 9, 0), (OnDisconnect::Stop, 3, 0), (OnDisconnect::Cancel, 0, 3)]
    {
        let counters = Counters::default();
        let outcomes = counters.batch(policy);
        let_tasks_run().await;
        drop(outcomes);
        assert_eq!(counters.counts().await, (ended, dropped), "{policy:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_batch_stays_cancelled_when_its_outcomes_are_dropped() {
    let counters = Counters::default();
    let outcomes = counters.batch(OnDisconnect::Detach);
    let_tasks_run().await;
    outcomes.cancel();
    drop(outcomes);
    assert_eq!(counters.counts().await, (0, 3));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_batch_reports_which_items_started() {
    let (counters, token) = (Counters::default(), CancellationToken::new());
    let outcomes = counters.cancellable(OnDisconnect::Detach, token.clone());
    let_tasks_run().await;
    outcomes.cancel();
    let result = timeout(Duration::from_secs(1), outcomes).await.unwrap().unwrap();
    assert_eq!(codes(&result), [503; 9]);
    let started = |index| match result.get(index).unwrap().outcome() {
        Some(Settled::NotRun(NotRun::Cancelled { started, .. })) => *started,
        other => panic!("{other:?}"),
    };
    assert_eq!((0..9).map(started).collect::<Vec<_>>(), [true, true, true, false, false, false, false, false, false]);
    assert!(token.is_cancelled(), "handlers can see the cancellation");
    assert_eq!(counters.counts().await, (0, 3));
}

#[tokio::test(start_paused = true)]
async fn started_items_complete_after_the_token_is_cancelled() {
    let (counters, token) = (Counters::default(), CancellationToken::new());
    let outcomes = counters.cancellable(OnDisconnect::Detach, token.clone());
    let_tasks_run().await;
    token.cancel();
    let result = outcomes.await.unwrap();
    assert_eq!(codes(&result), [200, 200, 200, 503, 503, 503, 503, 503, 503]);
    assert_eq!(counters.counts().await, (3, 0));
}

#[tokio::test(start_paused = true)]
async fn modes_and_duplicates_apply_to_spawned_batches() {
    let handler = async |code: u16| StatusCode::from_u16(code).unwrap();
    let outcomes = Batch::new(handler).mode(Mode::StopAfter(1)).concurrency(1).inputs([200, 404, 200]).spawn();
    assert_eq!(codes(&outcomes.await.unwrap()), [200, 404, 424]);

    // The first outcome is read and dropped before its duplicate starts.
    let mut outcomes = Batch::new(handler)
        .on_duplicate(OnDuplicate::Share)
        .concurrency(1)
        .buffer(1)
        .inputs(Inputs::new([404, 200, 404]).keyed(|code| code.to_string()))
        .spawn();
    let mut seen = Vec::new();
    while let Some((_, settled)) = next(&mut outcomes).await {
        seen.push(settled.status().as_u16());
    }
    assert_eq!(seen, [404, 200, 404]);
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_panics_is_not_called_again_and_affects_no_item() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let mut outcomes = Batch::new(async |_: u8| StatusCode::OK)
        .concurrency(1)
        .progress(move |progress| {
            counted.fetch_add(1, SeqCst);
            assert!(progress.settled < 2, "the observer is broken");
        })
        .inputs(0..4)
        .spawn();
    let mut seen = Vec::new();
    while let Some((_, settled)) = next(&mut outcomes).await {
        seen.push(settled.status().as_u16());
    }
    assert_eq!(seen, [200; 4]);
    assert_eq!(calls.load(SeqCst), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_run_on_all_threads_of_the_runtime() {
    let barrier = Arc::new(std::sync::Barrier::new(2));
    let outcomes = Batch::new(move |_: u8| {
        let barrier = Arc::clone(&barrier);
        async move {
            // Blocks its thread until the other item runs on another thread.
            barrier.wait();
            StatusCode::OK
        }
    })
    .inputs([1, 2])
    .spawn();
    assert_eq!(codes(&outcomes.await.unwrap()), [200, 200]);
}

#[tokio::test(start_paused = true)]
async fn outcomes_are_sent_in_a_response_while_items_run() {
    let batch = |items: usize| {
        Batch::new(async |item: usize| {
            sleep(Duration::from_secs(item as u64)).await;
            StatusCode::from_u16(200 + item as u16).unwrap()
        })
        .max_items(3)
        .inputs(0..items)
        .spawn()
    };
    let mut request = http::HeaderMap::new();
    request.insert("accept", "application/jsonl".parse().unwrap());
    let response = Negotiate::from_headers(&request).respond(batch(3));
    assert_eq!(
        (response.status(), &response.headers()["content-type"]),
        (StatusCode::MULTI_STATUS, &"application/jsonl".parse().unwrap())
    );
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let lines: Vec<_> = std::str::from_utf8(&body).unwrap().lines().collect();
    assert_eq!(lines[2], r#"{"id":"2","index":2,"status":202}"#);
    assert!(lines[3].contains(r#""succeeded":3"#), "{}", lines[3]);

    let response = Negotiate::from_headers(&request).respond(batch(4));
    assert_eq!(
        (response.status(), &response.headers()["content-type"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &"application/problem+json".parse().unwrap())
    );
    request.insert("accept", "application/problem+xml".parse().unwrap());
    let response = Negotiate::from_headers(&request).respond(batch(4));
    assert_eq!(response.headers()["content-type"], "application/problem+xml");
}
