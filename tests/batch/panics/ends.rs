//! Batches that end early: inputs that never start, runners that are dropped, runtimes that shut down or do not exist.

use std::{
    future::{pending, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use futures_core::Stream;
use multistatus::{
    Batch, Inputs, Settled, StatusCode,
    batch::{Atomic, Input, InputStream, Mode, OnDuplicate, Outcomes},
};
use tokio::runtime::{Builder, Runtime};
use tower::Service;

use super::{Done, Dropped, INPUTS, PANICS, Trap, Wait, Work, collect, settled};

/// Inputs whose second one is never started, and panics when it is dropped.
async fn never_started(policy: &str, spawns: bool) -> (Trap, Vec<u16>) {
    let trap = Trap::new("drop of an input");
    let handler = |work: Work| async move {
        let (_, index) = work.start();
        Wait::default().await;
        if index == 0 { StatusCode::NOT_FOUND } else { StatusCode::OK }
    };
    let inputs = Inputs::new(Work::all(&trap));
    let inputs = match policy {
        "duplicate" => inputs.keyed(|work| if work.index <= PANICS { "same".into() } else { work.index.to_string() }),
        "dependent" => inputs
            .keyed(|work| work.index.to_string())
            .depends_on(|work| (work.index == PANICS).then(|| "0".to_owned())),
        "unknown dependency" => inputs.depends_on(|work| (work.index == PANICS).then(|| "none".to_owned())),
        "invalid" => inputs.checked(|work| if work.index == PANICS { Err("wrong") } else { Ok(()) }),
        _ => inputs,
    };
    let batch = Batch::new(handler).concurrency(1);
    let batch = match policy {
        "stop" => batch.mode(Mode::StopAfter(1)),
        "duplicate" => batch.on_duplicate(OnDuplicate::Conflict),
        "deadline" => batch.deadline(Duration::ZERO),
        _ => batch,
    };
    let batch = batch.inputs(inputs);
    let result = if spawns { batch.spawn().await } else { batch.run().await };
    (trap, settled(&result.unwrap()))
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn an_input_that_never_starts_may_panic_when_it_is_dropped() {
    for spawns in [false, true] {
        for (policy, expected) in [
            ("stop", [404, 424, 424, 424]),
            ("duplicate", [404, 409, 200, 200]),
            ("dependent", [404, 424, 200, 200]),
            ("unknown dependency", [404, 400, 200, 200]),
            ("invalid", [404, 422, 200, 200]),
            ("deadline", [503, 503, 503, 503]),
        ] {
            let (trap, codes) = never_started(policy, spawns).await;
            assert_eq!(codes, expected, "{policy}");
            assert!(trap.has_sprung(), "{policy}");
        }
    }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn an_input_past_the_limit_may_panic_when_it_is_dropped() {
    let handler = |work: Work| async move {
        work.start();
        StatusCode::OK
    };
    let batch = || Batch::new(handler).max_items(1);
    let trap = Trap::new("drop of an input");
    assert!(batch().inputs(Work::all(&trap)).run().await.is_err());
    assert!(batch().inputs(Work::all(&trap).into_iter().filter(|_| true)).run().await.is_err());
    let arriving = InputStream::from_stream(Arriving(Work::all(&trap).into_iter(), false));
    assert_eq!(settled(&batch().inputs(arriving).run().await.unwrap()), [200, 413]);
    assert!(trap.has_sprung());
    // The inputs of the library are dropped one by one. An iterator of the user drops its items itself.
    let trap = Trap::everywhere("drop of an input");
    assert!(batch().inputs(Inputs::new(Work::all(&trap))).run().await.is_err());
    assert!(trap.has_sprung());
}

/// A stream of inputs. It may never end.
struct Arriving(std::vec::IntoIter<Work>, bool);

impl Stream for Arriving {
    type Item = Input<Work>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Input<Work>>> {
        match self.0.next() {
            None if self.1 => Poll::Pending,
            next => Poll::Ready(next.map(Input::new)),
        }
    }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_runner_that_is_dropped_does_not_panic() {
    for site in ["drop of a future", "drop of an input", "drop of the handler", "drop of an outcome"] {
        for spawns in [false, true] {
            let trap = Trap::everywhere(site);
            let dropped = Dropped("drop of the handler", trap.clone(), 0);
            let batch = Batch::new(move |work: Work| {
                let (_of_the_closure, (trap, index)) = (&dropped, work.start());
                async move {
                    let _dropped = Dropped("drop of a future", trap.clone(), index);
                    if index < 2 {
                        return Done { trap, index, status: 200 };
                    }
                    pending().await
                }
            })
            .concurrency(1)
            .inputs(Inputs::new(Work::all(&trap)));
            if spawns {
                let outcomes = batch.spawn();
                tokio::time::sleep(Duration::from_millis(1)).await;
                outcomes.cancel();
                drop(outcomes);
                tokio::time::sleep(Duration::from_millis(1)).await;
            } else {
                let mut running = Box::pin(batch.run());
                poll_fn(|context| Poll::Ready(running.as_mut().poll(context).is_pending())).await;
                drop(running);
            }
            assert!(trap.has_sprung(), "{site}");
        }
    }
}

struct Nothing;

impl Atomic for Nothing {
    type Error = std::convert::Infallible;

    async fn begin(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    async fn commit(&self) -> Result<(), Self::Error> {
        Ok(())
    }

    async fn rollback(&self) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// Spawns a batch whose first item ends, and the others never do.
fn spawn(kind: &str) -> Outcomes<StatusCode> {
    let trap = Trap::new("");
    let handler = |work: Work| async move { if work.start().1 == 0 { StatusCode::OK } else { pending().await } };
    let batch = Batch::new(handler).concurrency(2);
    match kind {
        "iterator" => batch.inputs(Work::all(&trap)).spawn(),
        "filtered" => batch.inputs(Work::all(&trap).into_iter().filter(|_| true)).spawn(),
        "small buffer" => batch.buffer(1).inputs(Work::all(&trap)).spawn(),
        "timeout" => batch.item_timeout(Duration::from_secs(60)).inputs(Work::all(&trap)).spawn(),
        "deadline" => batch.deadline(Duration::from_secs(60)).inputs(Work::all(&trap)).spawn(),
        "dependent" => {
            let inputs = Inputs::new(Work::all(&trap)).keyed(|work| work.index.to_string());
            let inputs = inputs.depends_on(|work| (work.index > 1).then(|| (work.index - 1).to_string()));
            batch.inputs(inputs).spawn()
        }
        "atomic" => batch.inputs(Work::all(&trap)).atomic(Nothing).spawn(),
        _ => batch.inputs(InputStream::from_stream(Arriving(Work::all(&trap).into_iter(), true))).spawn(),
    }
}

const KINDS: [&str; 7] = ["iterator", "filtered", "small buffer", "timeout", "deadline", "dependent", "atomic"];

fn runtimes() -> [Runtime; 2] {
    [Builder::new_current_thread(), Builder::new_multi_thread()]
        .map(|mut builder| builder.worker_threads(2).enable_time().build().unwrap())
}

fn all(outcomes: Outcomes<StatusCode>) -> Vec<u16> {
    let all = Builder::new_current_thread().build().unwrap().block_on(collect(outcomes));
    all.iter().map(|(_, settled)| multistatus::Outcome::status(settled).as_u16()).collect()
}

#[test]
fn every_input_has_one_outcome_if_the_runtime_shuts_down() {
    let _quiet = Trap::new("");
    for kind in KINDS {
        for runtime in runtimes() {
            let (read, outcomes) = runtime.block_on(async {
                let mut outcomes = spawn(kind);
                if kind == "atomic" {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    return (None, outcomes);
                }
                (poll_fn(|context| Pin::new(&mut outcomes).poll_next(context)).await, outcomes)
            });
            drop(runtime);
            let codes = all(outcomes);
            match read {
                Some((_, first)) => {
                    assert_eq!((multistatus::Outcome::status(&first), codes), (StatusCode::OK, vec![503; 3]), "{kind}");
                }
                // The first item may have succeeded, in a transaction that did not end.
                None => assert!(codes[1..] == [503; 3] && codes[0] >= 500, "{kind}: {codes:?}"),
            }
        }
    }
}

#[test]
fn every_input_has_one_outcome_without_a_runtime() {
    let _quiet = Trap::new("");
    for kind in KINDS {
        assert_eq!(all(spawn(kind)), [503; INPUTS], "{kind}");
        for runtime in runtimes() {
            let handle = runtime.handle().clone();
            drop(runtime);
            let _entered = handle.enter();
            assert_eq!(all(spawn(kind)), [503; INPUTS], "{kind}");
        }
    }
}

#[test]
fn a_request_that_still_arrives_is_incomplete_if_the_runtime_shuts_down() {
    let runtime = Builder::new_current_thread().build().unwrap();
    let outcomes = runtime.block_on(async {
        let outcomes = spawn("arriving");
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        outcomes
    });
    drop(runtime);
    // Two items started; the rest of the request was not read.
    assert_eq!(all(outcomes)[..1], [200]);
    // Without a runtime, nothing of the request is read.
    assert_eq!(all(spawn("arriving")), [503]);
}

#[test]
fn a_limit_without_a_timer_cancels_the_batch() {
    let _quiet = Trap::new("");
    let batch = || Batch::new(async |index: usize| if index == 0 { StatusCode::OK } else { pending().await });
    let run = |batch: Pin<Box<dyn Future<Output = Vec<u16>>>>| {
        let mut batch = batch;
        match batch.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(codes) => codes,
            Poll::Pending => panic!("the batch waits"),
        }
    };
    let deadline = batch().deadline(Duration::from_secs(1)).inputs(0..3).run();
    assert_eq!(run(Box::pin(async { settled(&deadline.await.unwrap()) })), [503; 3]);
    let timeout = batch().item_timeout(Duration::from_secs(1)).inputs(0..3).run();
    assert_eq!(run(Box::pin(async { settled(&timeout.await.unwrap()) })), [200, 503, 503]);
}

/// A waker that panics.
struct Loud(Trap);

impl Wake for Loud {
    fn wake(self: Arc<Self>) {
        self.0.at("wake", PANICS);
    }
}

#[test]
fn a_waker_that_panics_affects_no_item() {
    let trap = Trap::new("wake");
    let waker = Waker::from(Arc::new(Loud(trap.clone())));
    let mut context = Context::from_waker(&waker);
    let batch = Batch::new(async |_: usize| {
        Wait::default().await;
        StatusCode::OK
    });
    let mut running = pin!(batch.inputs(0..3).run());
    let codes = loop {
        if let Poll::Ready(result) = running.as_mut().poll(&mut context) {
            break settled(&result.unwrap());
        }
    };
    assert_eq!(codes, [200; 3]);
    assert!(trap.has_sprung());

    let runtime = Builder::new_current_thread().build().unwrap();
    let mut outcomes = runtime.block_on(async { Batch::new(async |_: usize| StatusCode::OK).inputs(0..3).spawn() });
    assert!(Pin::new(&mut outcomes).poll_next(&mut context).is_pending());
    runtime.block_on(tokio::task::yield_now());
    assert_eq!(runtime.block_on(collect(outcomes)).len(), 3);
}

/// A service whose every method is a trap.
struct Traps(Trap);

impl Clone for Traps {
    fn clone(&self) -> Self {
        self.0.at("clone", PANICS);
        Self(self.0.clone())
    }
}

impl Service<Work> for Traps {
    type Response = StatusCode;
    type Error = StatusCode;
    type Future = Pin<Box<dyn Future<Output = Result<StatusCode, StatusCode>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), StatusCode>> {
        self.0.at("poll_ready", PANICS);
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, work: Work) -> Self::Future {
        let (trap, index) = work.start();
        trap.at("call", index);
        Box::pin(async move {
            Wait::default().await;
            trap.at("poll", index);
            Ok(StatusCode::OK)
        })
    }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn a_service_that_panics_affects_its_item() {
    for spawns in [false, true] {
        for (site, codes) in [
            ("clone", [500; INPUTS]),
            ("poll_ready", [500; INPUTS]),
            ("call", [200, 500, 200, 200]),
            ("poll", [200, 500, 200, 200]),
            ("drop of an input", [200; INPUTS]),
        ] {
            let trap = Trap::new(site);
            let batch = Batch::service(Traps(trap.clone())).inputs(Work::all(&trap));
            let result = if spawns { batch.spawn().await.unwrap() } else { batch.run().await.unwrap() };
            assert_eq!(settled(&result), codes, "{site}");
        }
    }
}

#[tokio::test(flavor = "current_thread", start_paused = true)]
async fn an_outcome_that_is_shared_may_panic() {
    for site in ["body", "status", "Display"] {
        for spawns in [false, true] {
            let trap = Trap::new(site);
            let handler = |work: Work| async move {
                let (trap, index) = work.start();
                Done { trap, index, status: 200 }
            };
            // The third input shares the outcome of the second.
            let key = |work: &Work| if work.index == 2 { PANICS } else { work.index }.to_string();
            let inputs = Inputs::new(Work::all(&trap)).keyed(key);
            let batch = Batch::new(handler).concurrency(1).on_duplicate(OnDuplicate::Share).inputs(inputs);
            let result = if spawns { batch.spawn().await.unwrap() } else { batch.run().await.unwrap() };
            let body = result.encode(&multistatus::Json).unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let codes: Vec<_> = body["responses"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
            assert_eq!(codes, [200, 500, 500, 200], "{site}");
            let shared = result.get(2).unwrap().outcome();
            assert!(matches!(shared, Some(Settled::Replayed(_))), "{site}");
        }
    }
}
