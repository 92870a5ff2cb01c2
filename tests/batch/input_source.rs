//! Batches whose inputs come from a user's own `InputSource`.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    time::Duration,
};

use multistatus::{
    Batch, Refused, Settled, StatusCode,
    batch::{Input, InputSource, IntoInputs, NotRun},
};
use tokio::time::{Instant, Sleep, sleep};

use crate::codes;

/// Yields an input each second, and counts how often it was read.
struct Clock<T> {
    inputs: std::vec::IntoIter<Input<T>>,
    next: Pin<Box<Sleep>>,
    read: Arc<AtomicUsize>,
}

struct EachSecond<T>(Vec<Input<T>>, Arc<AtomicUsize>);

impl<T> IntoInputs for EachSecond<T> {
    type Item = T;
    type Source = Clock<T>;

    fn into_inputs(self) -> Clock<T> {
        Clock { inputs: self.0.into_iter(), next: Box::pin(sleep(Duration::from_secs(1))), read: self.1 }
    }
}

impl<T> InputSource for Clock<T> {
    type Item = T;

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Input<T>>> {
        std::task::ready!(self.next.as_mut().poll(context));
        self.next.as_mut().reset(Instant::now() + Duration::from_secs(1));
        self.read.fetch_add(1, SeqCst);
        Poll::Ready(self.inputs.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, None)
    }

    fn arrives(&self) -> bool {
        true
    }
}

fn each_second<T>(items: impl IntoIterator<Item = T>) -> EachSecond<T> {
    EachSecond(items.into_iter().map(Input::new).collect(), Arc::default())
}

#[tokio::test(start_paused = true)]
async fn an_item_runs_while_later_ones_arrive() {
    let start = Instant::now();
    let ran = std::cell::RefCell::new(Vec::new());
    let handler = async |item: u64| {
        sleep(Duration::from_millis(1_500)).await;
        ran.borrow_mut().push((item, start.elapsed().as_millis()));
        StatusCode::OK
    };
    let result = Batch::new(handler).inputs(each_second([1, 2, 3])).run().await.unwrap();
    assert_eq!(codes(&result), [200; 3]);
    let ran: Vec<_> = ran.borrow().iter().map(|(item, at)| (*item, at / 100)).collect();
    assert_eq!(ran, [(1, 25), (2, 35), (3, 45)]);
    let handler = async |_: u64| StatusCode::OK;
    assert_eq!(codes(&Batch::new(handler).inputs(each_second([1, 2, 3])).spawn().await.unwrap()), [200; 3]);
}

#[tokio::test(start_paused = true)]
async fn the_first_item_past_the_limit_is_a_413_and_reading_stops() {
    let inputs = each_second(0..9);
    let read = Arc::clone(&inputs.1);
    let handler = async |_: u64| {
        sleep(Duration::from_secs(30)).await;
        StatusCode::OK
    };
    let result = Batch::new(handler).max_items(2).inputs(inputs).run().await.unwrap();
    assert_eq!(codes(&result), [200, 200, 413]);
    assert_eq!(read.load(SeqCst), 3);
    let refused = NotRun::Refused(Box::new(Refused::TooManyItems { max_items: 2 }));
    assert_eq!(result.get(2).unwrap().outcome(), Some(&Settled::NotRun(refused)));
    let exactly = Batch::new(handler).max_items(2).inputs(each_second(0..2)).run().await.unwrap();
    assert_eq!(codes(&exactly), [200, 200]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_source_is_refused_at_its_end() {
    let batch = || Batch::new(async |_: u64| StatusCode::OK).inputs(each_second([]));
    assert!(batch().run().await.unwrap().is_empty());
    assert_eq!(batch().refuse_empty().run().await.unwrap_err(), Refused::Empty);
    assert_eq!(batch().refuse_empty().spawn().await.unwrap_err(), Refused::Empty);
}

#[tokio::test(start_paused = true)]
async fn a_dependency_of_an_arriving_item_is_a_400() {
    let inputs = vec![Input::new(1).keyed("a"), Input::new(2).depends_on(["a"])];
    let batch = Batch::new(async |_: u64| StatusCode::OK).inputs(EachSecond(inputs, Arc::default()));
    assert_eq!(codes(&batch.run().await.unwrap()), [200, 400]);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_a_batch_whose_source_does_not_end() {
    let start = Instant::now();
    let batch = Batch::new(async |_: u64| StatusCode::OK).deadline(Duration::from_millis(2_500));
    let result = batch.inputs(each_second(0..100)).run().await.unwrap();
    assert_eq!(codes(&result), [200, 200, 503]);
    assert_eq!(start.elapsed().as_millis() / 100, 25);
}

/// A source whose size hint is always one input.
struct WrongHint(std::ops::Range<u64>);

impl IntoInputs for WrongHint {
    type Item = u64;
    type Source = Self;

    fn into_inputs(self) -> Self {
        self
    }
}

impl InputSource for WrongHint {
    type Item = u64;

    fn poll_next(&mut self, _: &mut Context<'_>) -> Poll<Option<Input<u64>>> {
        Poll::Ready(self.0.next().map(Input::new))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (1, Some(1))
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_may_have_more_or_fewer_inputs_than_its_size_hint() {
    let batch = || Batch::new(async |_: u64| StatusCode::OK).max_items(3);
    assert_eq!(codes(&batch().inputs(WrongHint(0..3)).run().await.unwrap()), [200, 200, 200]);
    assert_eq!(codes(&batch().inputs(WrongHint(0..9)).run().await.unwrap()), [200, 200, 200, 413]);
    assert!(batch().inputs(WrongHint(0..0)).run().await.unwrap().is_empty());
    assert_eq!(codes(&batch().inputs(WrongHint(0..9)).spawn().await.unwrap()), [200, 200, 200, 413]);
}
