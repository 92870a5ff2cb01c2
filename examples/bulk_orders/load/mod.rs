//! Load: rounds of many batches at once, from clients of which half go away somewhere on the way and send the same again.
//! After each round the store is compared with what was answered.

mod customer;
mod service;

use std::{
    collections::HashSet,
    error::Error,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::task::JoinSet;

use self::{
    customer::{Customer, Visit},
    service::Service,
};
use crate::store::IN_STOCK;

pub(crate) type AnyError = Box<dyn Error + Send + Sync>;

/// How much load there is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) rounds: usize,
    /// The batches of one round, all at once.
    pub(crate) batches: usize,
    /// The orders of one batch.
    pub(crate) items: usize,
}

/// Runs the rounds against a process of its own, and prints what came of each.
pub(crate) async fn run(load: Load) -> Result<(), AnyError> {
    let service = Service::start()?;
    println!("{} rounds of {} batches at once, {} orders in each\n", load.rounds, load.batches, load.items);
    let mut resident = Vec::new();
    for round in 1..=load.rounds {
        let start = Instant::now();
        let visits = visit(&service, load, round).await?;
        let took = start.elapsed();
        check(&service, load, round).await?;
        resident.extend(service.resident());
        report(load, round, took, &visits, resident.last());
    }
    println!("\nnothing lost, nothing twice");
    if let (Some(half), Some(last)) = (resident.get(load.rounds / 2), resident.last())
        && *last > half + half / 4
    {
        return Err(format!("the service had {half} KiB in memory half-way, and {last} KiB in the end").into());
    }
    Ok(())
}

async fn visit(service: &Service, load: Load, round: usize) -> Result<Vec<Visit>, AnyError> {
    let mut customers = JoinSet::new();
    for batch in 0..load.batches {
        let customer = Customer::new(service.address, format!("{round}-{batch}"), load.items);
        customers.spawn(customer.order());
    }
    let mut visits = Vec::with_capacity(load.batches);
    while let Some(visit) = customers.join_next().await {
        visits.push(visit??);
    }
    Ok(visits)
}

/// Every order that was answered for is in the store, and nothing else, and each took its piece out of the stock once.
async fn check(service: &Service, load: Load, round: usize) -> Result<(), AnyError> {
    let listing = service.get("/orders").await?;
    let mut ids = HashSet::new();
    for line in listing.lines() {
        let order: Value = serde_json::from_str(line)?;
        ids.extend(order["id"].as_str().map(str::to_owned));
    }
    for (batch, item) in (0..load.batches).flat_map(|batch| (0..load.items).map(move |item| (batch, item))) {
        let id = customer::id(&format!("{round}-{batch}"), item);
        if !ids.contains(&id) {
            return Err(format!("order {id} was answered with 201, and is not in the store").into());
        }
    }
    let expected = round * load.batches * load.items;
    if ids.len() != expected {
        return Err(format!("{expected} orders were sent, and {} are in the store", ids.len()).into());
    }
    let stock: Value = serde_json::from_str(&service.get("/stock").await?)?;
    let taken = stock["pen"].as_u64().map(|left| IN_STOCK - left);
    if taken != Some(expected as u64) {
        return Err(format!("{expected} pieces were ordered, and {taken:?} were taken").into());
    }
    Ok(())
}

fn report(load: Load, round: usize, took: Duration, visits: &[Visit], resident: Option<&u64>) {
    let mut times: Vec<_> = visits.iter().map(|visit| visit.took).collect();
    times.sort_unstable();
    let at =
        |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1)).copied().unwrap_or_default();
    let sum = |count: fn(&Visit) -> usize| visits.iter().map(count).sum::<usize>();
    let speed = (load.batches * load.items) as f64 / took.as_secs_f64();
    println!(
        "round {round}: {took:.1?}, {speed:.0} orders/s; batches: half {:.1?}, 99% {:.1?}; {} clients left, {} requests \
         sent again; resident {}",
        at(50),
        at(99),
        sum(|visit| visit.left),
        sum(|visit| visit.repeated),
        resident.map_or("unknown".into(), |kib| format!("{} MiB", kib / 1024)),
    );
}
