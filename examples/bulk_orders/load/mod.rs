//! A load test: rounds of many concurrent batches. Half of the clients disconnect early and send the same batch again.
//! After each round, the store is compared with the responses.

mod retrying_client;
mod service;

use std::{
    collections::HashSet,
    error::Error,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use self::{
    retrying_client::{Measurement, RetryingClient},
    service::Service,
};
use crate::store::IN_STOCK;

pub(crate) type AnyError = Box<dyn Error + Send + Sync>;

/// Size of the load.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) rounds: usize,
    /// Number of concurrent batches in one round.
    pub(crate) batches: usize,
    /// Number of orders in one batch.
    pub(crate) items: usize,
}

/// Runs the rounds against a service in its own process, and prints a line for each.
///
/// # Errors
///
/// Returns an error if an order is missing or duplicated, or if the memory of the service grows.
pub(crate) async fn run(load: Load) -> Result<(), AnyError> {
    let service = Service::start()?;
    println!("{} rounds of {} concurrent batches with {} orders each\n", load.rounds, load.batches, load.items);
    let mut resident = Vec::new();
    for round in 1..=load.rounds {
        let start = Instant::now();
        let measurements = run_clients(&service, load, round).await?;
        let elapsed = start.elapsed();
        verify(&service, load, round).await?;
        resident.extend(service.resident());
        print_round(load, round, elapsed, &measurements, resident.last());
    }
    println!("\nevery order was created exactly once");
    if let (Some(half), Some(last)) = (resident.get(load.rounds / 2), resident.last())
        && *last > half + half / 4
    {
        return Err(format!("the service used {half} KiB of memory half-way, and {last} KiB at the end").into());
    }
    Ok(())
}

/// Runs the clients of one round.
async fn run_clients(service: &Service, load: Load, round: usize) -> Result<Vec<Measurement>, AnyError> {
    let mut clients = JoinSet::new();
    for batch in 0..load.batches {
        let client = RetryingClient::new(service.address, format!("{round}-{batch}"), load.items);
        clients.spawn(client.run());
    }
    let mut measurements = Vec::with_capacity(load.batches);
    while let Some(measurement) = clients.join_next().await {
        measurements.push(measurement??);
    }
    Ok(measurements)
}

/// Checks that the store has exactly the orders with the status 201, and that each reduced the stock once.
async fn verify(service: &Service, load: Load, round: usize) -> Result<(), AnyError> {
    let orders = service.list("/orders").await?;
    let ids: HashSet<_> = orders.iter().filter_map(|order| order["id"].as_str()).collect();
    for (batch, item) in (0..load.batches).flat_map(|batch| (0..load.items).map(move |item| (batch, item))) {
        let id = retrying_client::order_id(&format!("{round}-{batch}"), item);
        if !ids.contains(&*id) {
            return Err(format!("order {id} has the status 201, but is not in the store").into());
        }
    }
    let expected = round * load.batches * load.items;
    if ids.len() != expected {
        return Err(format!("{expected} orders were sent, but {} are in the store", ids.len()).into());
    }
    let stock = service.list("/stock").await?;
    let pens = stock.iter().find(|row| row["sku"] == "pen").and_then(|row| row["left"].as_u64());
    let taken = pens.map(|left| IN_STOCK - left);
    if taken != Some(expected as u64) {
        return Err(format!("{expected} units were ordered, but {taken:?} were taken from the stock").into());
    }
    Ok(())
}

fn print_round(load: Load, round: usize, elapsed: Duration, measurements: &[Measurement], resident: Option<&u64>) {
    let mut times: Vec<_> = measurements.iter().map(|measurement| measurement.elapsed).collect();
    times.sort_unstable();
    let percentile =
        |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1)).copied().unwrap_or_default();
    let sum = |count: fn(&Measurement) -> usize| measurements.iter().map(count).sum::<usize>();
    let speed = (load.batches * load.items) as f64 / elapsed.as_secs_f64();
    println!(
        "round {round}: {elapsed:.1?}, {speed:.0} orders/s; batch latency: median {:.1?}, 99th percentile {:.1?}; \
         {} disconnects, {} retries; resident memory {}",
        percentile(50),
        percentile(99),
        sum(|measurement| measurement.disconnects),
        sum(|measurement| measurement.retries),
        resident.map_or("unknown".into(), |kib| format!("{} MiB", kib / 1024)),
    );
}
