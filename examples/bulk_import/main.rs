//! Imports orders in several requests at the same time, shows a progress bar, and prints a table of the orders that failed.
//!
//! ```console
//! $ cargo run --example bulk_import -- 1000
//! 1000 orders: 996 imported, 4 failed
//! order      status  next   reason
//! order-77   409     fix    order-77 was imported before
//! order-300  422     fix    the quantity of order-300 is 0
//! order-555  503     retry  the warehouse of order-555 is closed
//! order-640  422     fix    the quantity of order-640 is 0
//! ```
//!
//! The service runs in the same process. It refuses a request with 429, and orders with 503 until they are sent again; the
//! import does what they ask for. The bar is drawn on stderr, if that is a terminal.

mod service;

use std::{process::ExitCode, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use multistatus::{
    Item, Report,
    client::{Bulk, FailedItem, RetryPlan},
};

use self::service::Order;

const USAGE: &str = "usage: bulk_import [COUNT]";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let count = match &*arguments {
        [] => Some(1000),
        [count] => count.to_str().and_then(|count| count.parse().ok()),
        _ => None,
    };
    let Some(count) = count else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match import(count).await {
        Ok(report) => {
            print(&report);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Imports `count` orders into a service.
async fn import(count: usize) -> Result<Report<Item>, Box<dyn std::error::Error>> {
    let url = format!("http://{}/orders:batch", service::start().await?);
    let client = reqwest::Client::new();
    let bar = ProgressBar::new(count as u64).with_style(ProgressStyle::with_template("{bar:50} {pos}/{len}, {msg}")?);

    let shown = bar.clone();
    let report = Bulk::new((1..=count).map(Order::sample).map(|order| (order.id.clone(), order)))
        .size(50)
        .concurrency(4)
        .retry(RetryPlan::new().attempts(3).backoff(Duration::from_millis(100), Duration::from_secs(1)))
        .progress(move |progress| {
            shown.set_position(progress.succeeded as u64);
            shown.set_message(format!("{} failed, attempt {}", progress.failed, progress.attempt));
        })
        .send(|orders| client.post(&url).json(orders))
        .await?;
    bar.abandon();
    Ok(report)
}

/// Prints the counts, and a table of the orders that failed.
fn print(report: &Report<Item>) {
    let failures = report.check().err().map(|failure| failure.failures).unwrap_or_default();
    let total = report.total();
    println!("{total} orders: {} imported, {} failed", total - failures.len(), failures.len());
    if failures.is_empty() {
        return;
    }
    let head = ["order", "status", "next", "reason"].map(String::from);
    let rows: Vec<_> = std::iter::once(head).chain(failures.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (order, status, next) = (width(0), width(1), width(2));
    for [a, b, c, reason] in &rows {
        println!("{a:order$}  {b:status$}  {c:next$}  {reason}");
    }
}

fn row(failure: &FailedItem) -> [String; 4] {
    let key = failure.key.as_ref().map(ToString::to_string);
    let status = failure.status.map(|status| status.as_u16().to_string());
    let reason = if failure.description.is_empty() { failure.kind.to_string() } else { failure.description.clone() };
    [key.unwrap_or_default(), status.unwrap_or_default(), failure.next.name().into(), reason]
}
