//! A batch run: ours beside the usual ways to run many futures. Every way ends with the outcomes in request order.

use std::{
    future::{Future, poll_fn},
    ops::Range,
    panic::AssertUnwindSafe,
    task::Poll,
    time::Duration,
};

use futures_util::{FutureExt, StreamExt, stream};
use multistatus::{Batch, MultiStatus, Outcome, Settled, batch::{Closure, NotRun}};
use tokio::{runtime::Builder, task::JoinSet};

use crate::candidate::{Candidate, Sink};

/// How many items run at once, where more than one does.
const WINDOW: usize = 64;

/// A limit that is set and never reached.
const NEVER: Duration = Duration::from_secs(3_600);

/// What became of one order: one in ten is not there.
#[derive(Clone, Copy, Debug, Outcome)]
pub enum Order {
    #[outcome(204)]
    Done,
    #[outcome(404, "no such order")]
    Missing,
}

fn order(number: u32) -> Order {
    if number % 10 == 9 { Order::Missing } else { Order::Done }
}

/// Handlers that never wait.
pub fn ready_candidates(count: usize) -> Vec<Candidate> {
    ways(numbers(count), async |number| order(number))
}

/// Handlers that wait once, and wake themselves before they do.
pub fn woken_candidates(count: usize) -> Vec<Candidate> {
    ways(numbers(count), async |number| {
        wake_myself().await;
        order(number)
    })
}

/// Handlers that let every other task of the runtime go first.
pub fn yielding_candidates(count: usize) -> Vec<Candidate> {
    ways(numbers(count), async |number| {
        tokio::task::yield_now().await;
        order(number)
    })
}

async fn wake_myself() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn numbers(count: usize) -> Range<u32> {
    0..u32::try_from(count).expect("a number of items")
}

/// Every way to run items through `handle`, the reference first.
fn ways<F, Fut>(numbers: Range<u32>, handle: F) -> Vec<Candidate>
where
    F: Fn(u32) -> Fut + Copy + Send + 'static,
    Fut: Future<Output = Order> + Send + 'static,
{
    let mut ways = ours(numbers.clone(), handle);
    ways.extend(theirs(numbers, handle));
    ways
}

fn ours<F, Fut>(numbers: Range<u32>, handle: F) -> Vec<Candidate>
where
    F: Fn(u32) -> Fut + Copy + Send + 'static,
    Fut: Future<Output = Order> + Send + 'static,
{
    let batch = move |window| batch(numbers.clone(), window, handle);
    let (one, limited, one_limited, spawned) = (batch.clone(), batch.clone(), batch.clone(), batch.clone());
    vec![
        settling("run", async move || batch(WINDOW).run().await),
        settling("run, one at a time", async move || one(1).run().await),
        settling("run, limits of time", async move || in_time(limited(WINDOW)).run().await),
        settling("run, one at a time, limits of time", async move || in_time(one_limited(1)).run().await),
        settling("spawn", async move || spawned(WINDOW).spawn().await),
    ]
}

fn batch<F: Fn(u32) -> Fut, Fut: Future>(
    numbers: Range<u32>,
    window: usize,
    handle: F,
) -> Batch<Range<u32>, Closure<F, u32, Fut>> {
    Batch::new(handle).max_items(numbers.len()).concurrency(window).inputs(numbers)
}

fn in_time<P, H>(batch: Batch<P, H>) -> Batch<P, H> {
    batch.item_timeout(NEVER).deadline(NEVER)
}

fn theirs<F, Fut>(numbers: Range<u32>, handle: F) -> Vec<Candidate>
where
    F: Fn(u32) -> Fut + Copy + Send + 'static,
    Fut: Future<Output = Order> + Send + 'static,
{
    let again = move || numbers.clone();
    let (ordered, unordered, caught) = (again.clone(), again.clone(), again.clone());
    let (window, all) = (again.clone(), again.clone());
    vec![
        collecting("plain loop", async move || {
            let mut orders = Vec::with_capacity(again().len());
            for number in again() {
                orders.push(handle(number).await);
            }
            orders
        }),
        collecting("buffered", async move || stream::iter(ordered()).map(handle).buffered(WINDOW).collect().await),
        collecting("buffer_unordered", async move || {
            let numbered = move |number| async move { (number, handle(number).await) };
            let mut orders = vec![Order::Missing; unordered().len()];
            let mut ended = stream::iter(unordered()).map(numbered).buffer_unordered(WINDOW);
            while let Some((number, order)) = ended.next().await {
                orders[number as usize] = order;
            }
            orders
        }),
        // What ours gives: panics caught, and a multi-status of what became of each.
        settling("buffer_unordered, into a MultiStatus", async move || {
            let numbered = move |number| {
                let caught = AssertUnwindSafe(handle(number)).catch_unwind();
                caught.map(move |caught| (number, caught.map_or(Settled::NotRun(NotRun::Panicked), Settled::Returned)))
            };
            let mut orders = vec![Settled::NotRun(NotRun::Panicked); caught().len()];
            let mut ended = stream::iter(caught()).map(numbered).buffer_unordered(WINDOW);
            while let Some((number, order)) = ended.next().await {
                orders[number as usize] = order;
            }
            Ok(MultiStatus::from_outcomes(orders))
        }),
        collecting("JoinSet", async move || joined(window(), WINDOW, handle).await),
        collecting("JoinSet, all at once", async move || joined(all(), usize::MAX, handle).await),
    ]
}

/// A task for each item, so many at once.
async fn joined<F, Fut>(mut numbers: Range<u32>, window: usize, handle: F) -> Vec<Order>
where
    F: Fn(u32) -> Fut,
    Fut: Future<Output = Order> + Send + 'static,
{
    let mut orders = vec![Order::Missing; numbers.len()];
    let mut tasks = JoinSet::new();
    let mut spawn = |tasks: &mut JoinSet<_>| {
        if let Some(number) = numbers.next() {
            let handled = handle(number);
            tasks.spawn(async move { (number, handled.await) });
        }
    };
    (0..window.min(orders.len())).for_each(|_| spawn(&mut tasks));
    while let Some(ended) = tasks.join_next().await {
        let (number, order) = ended.expect("no handler panics");
        orders[number as usize] = order;
        spawn(&mut tasks);
    }
    orders
}

/// One of our ways, which end with a multi-status.
fn settling(
    name: &'static str,
    run: impl AsyncFn() -> Result<MultiStatus<Settled<Order>>, multistatus::Refused> + 'static,
) -> Candidate {
    let run = async move || run().await.expect("it is not refused");
    running(name, run, |result, sink| {
        result.iter().for_each(|entry| sink(&entry.status().as_u16().to_le_bytes()));
    })
}

/// One of the others' ways, which end with as little as holds the outcomes.
fn collecting(name: &'static str, run: impl AsyncFn() -> Vec<Order> + 'static) -> Candidate {
    running(name, run, |orders, sink| {
        orders.iter().for_each(|order| sink(&order.status().as_u16().to_le_bytes()));
    })
}

/// All ways run on a runtime of one thread: what is compared is what each does, not how many do it.
fn running<R: 'static>(name: &'static str, run: impl AsyncFn() -> R + 'static, show: fn(&R, Sink<'_>)) -> Candidate {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    Candidate::making(name, move || runtime.block_on(run()), show)
}
