//! What a batch refuses, drops, and reports of what did not run.

use std::{
    cell::Cell,
    future::pending,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use multistatus::{
    Batch, Inputs, Json, Key, Outcome, Refused, Settled, StatusCode,
    batch::{Mode, NotRun},
};
use tokio::time::sleep;

use crate::codes;

#[tokio::test(flavor = "current_thread")]
async fn too_many_items_are_refused_before_any_runs() {
    let ran = Cell::new(0);
    let batch = || {
        Batch::new(async |_: u32| {
            ran.set(ran.get() + 1);
            StatusCode::OK
        })
        .max_items(3)
    };
    let refused = Refused::TooManyItems { max_items: 3 };
    assert_eq!(batch().inputs(0..4).run().await.unwrap_err(), refused);
    // An iterator that does not know its length is counted first.
    assert_eq!(batch().inputs((0..10).filter(|item| item % 2 == 0)).run().await.unwrap_err(), refused);
    assert_eq!(ran.get(), 0);
    assert_eq!(codes(&batch().inputs((0..10).filter(|item| item % 4 == 0)).run().await.unwrap()), [200; 3]);
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(refused.to_string(), "a batch takes at most 3 items; send the rest in another batch");
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn limits_without_sense_are_taken_for_the_next_that_have_some() {
    let batch = || {
        Batch::new(async |_: u8| {
            sleep(Duration::from_millis(5)).await;
            StatusCode::OK
        })
    };
    assert_eq!(codes(&batch().concurrency(usize::MAX).inputs([1, 2]).run().await.unwrap()), [200, 200]);
    assert_eq!(codes(&batch().concurrency(0).inputs([1, 2]).run().await.unwrap()), [200, 200]);
    assert_eq!(codes(&batch().buffer(0).inputs([1, 2]).spawn().await.unwrap()), [200, 200]);
    assert_eq!(codes(&batch().deadline(Duration::ZERO).inputs([1, 2]).run().await.unwrap()), [503, 503]);
    assert_eq!(codes(&batch().item_timeout(Duration::ZERO).inputs([1, 2]).run().await.unwrap()), [504, 504]);
    let forever = batch().item_timeout(Duration::MAX).deadline(Duration::MAX);
    assert_eq!(codes(&forever.inputs([1, 2]).run().await.unwrap()), [200, 200]);
    assert!(batch().max_items(0).inputs([]).run().await.unwrap().is_empty());
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn more_items_than_memory_holds_are_taken_as_they_come() {
    let started = Cell::new(0);
    let handler = async |_: usize| {
        started.set(started.get() + 1);
        pending::<StatusCode>().await
    };
    let endless = Batch::new(handler).max_items(usize::MAX).concurrency(3).inputs(0..usize::MAX).run();
    tokio::time::timeout(Duration::from_secs(1), endless).await.expect_err("it is on its way");
    assert_eq!(started.get(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_batch_is_refused_where_it_says_so() {
    let batch = || Batch::new(async |_: u32| StatusCode::OK);
    assert!(batch().inputs([]).run().await.unwrap().is_empty());
    assert_eq!(batch().refuse_empty().inputs([]).run().await.unwrap_err(), Refused::Empty);
    assert_eq!(batch().refuse_empty().inputs((0..1).filter(|_| false)).run().await.unwrap_err(), Refused::Empty);
    assert_eq!(Refused::Empty.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "current_thread")]
async fn a_panic_is_a_500_without_its_text_and_the_others_run() {
    let result = Batch::new(async |item: u32| {
        assert_ne!(item, 1, "the password is hunter2");
        if item == 2 {
            tokio::task::yield_now().await;
            panic!("the password is hunter2");
        }
        StatusCode::OK
    })
    .inputs(0..4)
    .run()
    .await
    .unwrap();
    assert_eq!(codes(&result), [200, 500, 500, 200]);
    let body = String::from_utf8(result.encode(&Json).unwrap()).unwrap();
    assert!(!body.contains("hunter2"), "{body}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_handler_that_panics_when_it_is_dropped_is_a_500() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("it went off");
        }
    }
    struct Handler {
        waits: bool,
        _bomb: Option<Bomb>,
    }
    impl Future for Handler {
        type Output = StatusCode;
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<StatusCode> {
            if std::mem::take(&mut self.waits) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(StatusCode::OK)
        }
    }
    let handler = |item: u32| Handler { waits: item >= 2, _bomb: (item % 2 == 1).then(|| Bomb) };
    let result = Batch::new(handler).concurrency(1).inputs(0..4).run().await.unwrap();
    assert_eq!(codes(&result), [200, 500, 200, 500]);
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_slow_item_is_a_504_and_its_place_is_used_again() {
    let result = Batch::new(async |seconds: u64| {
        sleep(Duration::from_secs(seconds)).await;
        StatusCode::OK
    })
    .concurrency(1)
    .item_timeout(Duration::from_secs(5))
    .inputs([1, 9, 4, 6, 0])
    .run()
    .await
    .unwrap();
    assert_eq!(codes(&result), [200, 504, 200, 504, 200]);
    let body = String::from_utf8(result.encode(&Json).unwrap()).unwrap();
    assert!(body.contains("did not complete within 5s; it may have been applied"), "{body}");
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn what_is_unfinished_at_the_deadline_is_a_503_that_says_when_to_come_back() {
    let result = Batch::new(async |seconds: u64| {
        sleep(Duration::from_secs(seconds)).await;
        StatusCode::OK
    })
    .concurrency(2)
    .deadline(Duration::from_secs(3))
    .retry_after(Duration::from_secs(7))
    .inputs([1, 9, 9, 0])
    .run()
    .await
    .unwrap();
    assert_eq!(codes(&result), [200, 503, 503, 503]);
    let started = |index: usize| match result.get(index).unwrap().outcome() {
        Some(Settled::NotRun(NotRun::PastDeadline { started, .. })) => *started,
        other => panic!("{other:?}"),
    };
    assert_eq!([1, 2, 3].map(started), [true, true, false]);
    assert!(result.iter().skip(1).all(|entry| entry.retry_after() == Some(Duration::from_secs(7))));
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn items_that_never_wait_do_not_outlive_the_deadline() {
    let result = Batch::new(async |_: u32| {
        // A handler that keeps its thread: the clock goes on meanwhile.
        tokio::time::advance(Duration::from_millis(10)).await;
        StatusCode::OK
    })
    .concurrency(1)
    .deadline(Duration::from_secs(1))
    .inputs(0..1_000)
    .run()
    .await
    .unwrap();
    let succeeded = result.summary().succeeded;
    assert!((90..=110).contains(&succeeded), "{succeeded}");
    assert_eq!(result.summary().total, 1_000);
}

#[tokio::test(flavor = "current_thread")]
async fn after_so_many_failures_nothing_starts() {
    let inputs = Inputs::new([200, 404, 200, 409, 200, 200]).keyed(|code| format!("/{code}"));
    let result = Batch::new(async |code: u16| StatusCode::from_u16(code).unwrap())
        .mode(Mode::StopAfter(2))
        .inputs(inputs)
        .run()
        .await
        .unwrap();
    assert_eq!(codes(&result), [200, 404, 200, 409, 424, 424]);
    let cause = NotRun::NotAttempted { cause: Key::from("/409") };
    assert_eq!(result.get(5).unwrap().outcome(), Some(&Settled::NotRun(cause)));
    let body = String::from_utf8(result.encode(&Json).unwrap()).unwrap();
    assert!(body.contains(r#""detail":"not attempted because item /409 failed","cause":"/409""#), "{body}");
}

#[tokio::test(flavor = "current_thread")]
async fn an_invalid_input_is_a_422_and_the_handler_never_sees_it() {
    let inputs = Inputs::new(["a", "", "c"]).keyed(|path| Key::path(*path)).checked(|path| match path.is_empty() {
        true => Err("a path is not empty"),
        false => Ok(()),
    });
    let result = Batch::new(async |path: &str| {
        assert!(!path.is_empty());
        StatusCode::OK
    })
    .inputs(inputs)
    .run()
    .await
    .unwrap();
    assert_eq!(codes(&result), [200, 422, 200]);
    assert_eq!(result.get(0).unwrap().key().unwrap().as_str(), "a");
}

#[tokio::test(flavor = "current_thread")]
async fn a_handler_may_borrow_and_needs_no_runtime_without_limits() {
    let store = ["a", "b"].map(String::from);
    let names = ["b".to_owned(), "c".to_owned()];
    let handler = async |name: &String| if store.contains(name) { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let run = Batch::new(handler).inputs(&names).run();
    let result = std::thread::scope(|scope| scope.spawn(|| at_once(run)).join().unwrap());
    assert_eq!(codes(&result.unwrap()), [200, 404]);
}

/// Polls a future that never waits.
fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("nothing here waits"),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn other_tasks_get_their_turn_while_items_are_ready() {
    let turns = Cell::new(0);
    let handler = async |_: u32| {
        // A handler that never waits, and takes its time.
        let began = std::time::Instant::now();
        while began.elapsed() < Duration::from_micros(2) {}
        StatusCode::OK
    };
    let batch = Batch::new(handler).max_items(10_000).inputs(0..10_000).run();
    let other = async {
        for _ in 0..20 {
            turns.set(turns.get() + 1);
            tokio::task::yield_now().await;
        }
        pending::<()>().await;
    };
    tokio::select! {
        biased;
        result = batch => assert_eq!(result.unwrap().summary().succeeded, 10_000),
        () = other => unreachable!(),
    }
    assert_eq!(turns.get(), 20);
}
