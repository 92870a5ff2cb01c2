//! Runs a batch with `Batch` and with the usual ways to run many futures. Every way returns the outcomes in request order.

use std::{
    future::{Future, poll_fn},
    ops::Range,
    panic::AssertUnwindSafe,
    task::Poll,
    time::Duration,
};

use futures_util::{FutureExt, StreamExt, stream};
use multistatus::{
    Batch, MultiStatus, Outcome, Settled,
    batch::{Handler, InputSource, NotRun},
};
use tokio::{runtime::Builder, task::JoinSet};

use crate::candidate::{Candidate, Sink};

/// Number of items that run at once.
const CONCURRENCY: usize = 64;

/// A time limit that is never reached.
const NEVER: Duration = Duration::from_secs(3_600);

/// The outcome of one order. One in ten is missing.
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

/// Returns candidates whose handlers complete on their first poll.
pub fn ready_candidates(count: usize) -> Vec<Candidate> {
    ways(numbers(count), async |number| order(number))
}

/// Returns candidates whose handlers wait once, and wake themselves.
pub fn woken_candidates(count: usize) -> Vec<Candidate> {
    ways(numbers(count), async |number| {
        wake_self().await;
        order(number)
    })
}

/// Returns candidates whose handlers yield once to the other tasks of the runtime.
pub fn yielding_candidates(count: usize) -> Vec<Candidate> {
    ways(numbers(count), async |number| {
        tokio::task::yield_now().await;
        order(number)
    })
}

async fn wake_self() {
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

/// Returns every way to run items through `handle`, the reference first.
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
    let batch = move |concurrency| batch(numbers.clone(), concurrency, handle);
    let (one, limited, one_limited, spawned) = (batch.clone(), batch.clone(), batch.clone(), batch.clone());
    vec![
        settling("run", async move || batch(CONCURRENCY).run().await),
        settling("run, one at a time", async move || one(1).run().await),
        settling("run, limits of time", async move || with_limits(limited(CONCURRENCY)).run().await),
        settling("run, one at a time, limits of time", async move || with_limits(one_limited(1)).run().await),
        settling("spawn", async move || spawned(CONCURRENCY).spawn().await),
    ]
}

fn batch<F: Fn(u32) -> Fut, Fut: Future>(
    numbers: Range<u32>,
    concurrency: usize,
    handle: F,
) -> Batch<impl InputSource<Item = u32>, impl Handler<Item = u32, Outcome = Fut::Output>> {
    Batch::new(handle).max_items(numbers.len()).concurrency(concurrency).inputs(numbers)
}

fn with_limits<I, H>(batch: Batch<I, H>) -> Batch<I, H> {
    batch.item_timeout(NEVER).deadline(NEVER)
}

fn theirs<F, Fut>(numbers: Range<u32>, handle: F) -> Vec<Candidate>
where
    F: Fn(u32) -> Fut + Copy + Send + 'static,
    Fut: Future<Output = Order> + Send + 'static,
{
    let again = move || numbers.clone();
    let (ordered, unordered, caught) = (again.clone(), again.clone(), again.clone());
    let (some, all) = (again.clone(), again.clone());
    vec![
        collecting("plain loop", async move || {
            let mut orders = Vec::with_capacity(again().len());
            for number in again() {
                orders.push(handle(number).await);
            }
            orders
        }),
        collecting("buffered", async move || stream::iter(ordered()).map(handle).buffered(CONCURRENCY).collect().await),
        collecting("buffer_unordered", async move || {
            let numbered = move |number| async move { (number, handle(number).await) };
            let mut orders = vec![Order::Missing; unordered().len()];
            let mut ended = stream::iter(unordered()).map(numbered).buffer_unordered(CONCURRENCY);
            while let Some((number, order)) = ended.next().await {
                orders[number as usize] = order;
            }
            orders
        }),
        // Does what `Batch` does: catches panics, and returns a multi-status.
        settling("buffer_unordered, into a MultiStatus", async move || {
            let numbered = move |number| {
                let caught = AssertUnwindSafe(handle(number)).catch_unwind();
                caught.map(move |caught| (number, caught.map_or(Settled::NotRun(NotRun::Panicked), Settled::Returned)))
            };
            let mut orders = vec![Settled::NotRun(NotRun::Panicked); caught().len()];
            let mut ended = stream::iter(caught()).map(numbered).buffer_unordered(CONCURRENCY);
            while let Some((number, order)) = ended.next().await {
                orders[number as usize] = order;
            }
            Ok(MultiStatus::from_outcomes(orders))
        }),
        collecting("JoinSet", async move || joined(some(), CONCURRENCY, handle).await),
        collecting("JoinSet, all at once", async move || joined(all(), usize::MAX, handle).await),
    ]
}

/// Spawns a task for each item, at most `concurrency` at once.
async fn joined<F, Fut>(mut numbers: Range<u32>, concurrency: usize, handle: F) -> Vec<Order>
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
    (0..concurrency.min(orders.len())).for_each(|_| spawn(&mut tasks));
    while let Some(ended) = tasks.join_next().await {
        let (number, order) = ended.expect("no handler panics");
        orders[number as usize] = order;
        spawn(&mut tasks);
    }
    orders
}

/// Returns a way that ends with a multi-status.
fn settling(
    name: &'static str,
    run: impl AsyncFn() -> Result<MultiStatus<Settled<Order>>, multistatus::Refused> + 'static,
) -> Candidate {
    let run = async move || run().await.expect("the batch is not refused");
    running(name, run, |result, sink| {
        result.iter().for_each(|entry| sink(&entry.status().as_u16().to_le_bytes()));
    })
}

/// Returns a way that ends with a vector of outcomes.
fn collecting(name: &'static str, run: impl AsyncFn() -> Vec<Order> + 'static) -> Candidate {
    running(name, run, |orders, sink| {
        orders.iter().for_each(|order| sink(&order.status().as_u16().to_le_bytes()));
    })
}

/// Every way runs on a runtime of one thread, so that the work is compared and not the parallelism.
fn running<R: 'static>(name: &'static str, run: impl AsyncFn() -> R + 'static, show: fn(&R, Sink<'_>)) -> Candidate {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    Candidate::making(name, move || runtime.block_on(run()), show)
}
