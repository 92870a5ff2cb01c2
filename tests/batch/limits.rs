//! The limits of a batch: refusals, timeouts, deadlines, panics, and items that do not run.

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
    // An iterator of unknown length is counted first.
    assert_eq!(batch().inputs((0..10).filter(|item| item % 2 == 0)).run().await.unwrap_err(), refused);
    assert_eq!(ran.get(), 0);
    assert_eq!(codes(&batch().inputs((0..10).filter(|item| item % 4 == 0)).run().await.unwrap()), [200; 3]);
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(refused.to_string(), "a batch takes at most 3 items; send the rest in another batch");
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn extreme_limits_are_accepted() {
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
async fn items_are_taken_from_an_iterator_as_they_start() {
    let started = Cell::new(0);
    let handler = async |_: usize| {
        started.set(started.get() + 1);
        pending::<StatusCode>().await
    };
    let endless = Batch::new(handler).max_items(usize::MAX).concurrency(3).inputs(0..usize::MAX).run();
    tokio::time::timeout(Duration::from_secs(1), endless).await.expect_err("the batch is still running");
    assert_eq!(started.get(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_batch_is_refused_if_configured() {
    let batch = || Batch::new(async |_: u32| StatusCode::OK);
    assert!(batch().inputs([]).run().await.unwrap().is_empty());
    assert_eq!(batch().refuse_empty().inputs([]).run().await.unwrap_err(), Refused::Empty);
    assert_eq!(batch().refuse_empty().inputs((0..1).filter(|_| false)).run().await.unwrap_err(), Refused::Empty);
    assert_eq!(Refused::Empty.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "current_thread")]
async fn a_panic_is_a_500_without_its_message_and_other_items_run() {
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
            panic!("the drop panics");
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
async fn an_item_past_its_timeout_is_a_504_and_its_slot_is_reused() {
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
async fn an_unfinished_item_at_the_deadline_is_a_503_with_retry_after() {
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
async fn items_that_are_always_ready_do_not_start_past_the_deadline() {
    let result = Batch::new(async |_: u32| {
        // The clock advances while the handler keeps its thread.
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
async fn no_item_starts_after_the_given_number_of_failures() {
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
async fn an_invalid_input_is_a_422_and_does_not_reach_the_handler() {
    let inputs = Inputs::new(["a", "", "c"]).keyed(|path| Key::path(*path)).checked(|path| match path.is_empty() {
        true => Err("the path is empty"),
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
    assert_eq!(result.get(0).unwrap().key().unwrap().text(), "a");
}

#[tokio::test(flavor = "current_thread")]
async fn a_handler_may_borrow_and_needs_no_runtime_without_time_limits() {
    let store = ["a", "b"].map(String::from);
    let names = ["b".to_owned(), "c".to_owned()];
    let handler = async |name: &String| if store.contains(name) { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let run = Batch::new(handler).inputs(&names).run();
    let result = std::thread::scope(|scope| scope.spawn(|| at_once(run)).join().unwrap());
    assert_eq!(codes(&result.unwrap()), [200, 404]);
}

/// Returns the output of a future that is ready at once.
fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("the future is ready at once"),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn other_tasks_run_while_items_are_always_ready() {
    let turns = Cell::new(0);
    let handler = async |_: u32| {
        // The handler is never pending, and takes 2 microseconds.
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
