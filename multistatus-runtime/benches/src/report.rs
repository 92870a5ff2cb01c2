//! The table of one measurement, from the files that criterion leaves.

use std::{fs, path::Path};

use serde_json::Value;

use crate::measurement::SIZES;

/// Prints nanoseconds per item, and how many times as long as the first row that is.
pub(crate) fn print(table: &str, directory: &Path, names: &[&str]) {
    let sizes = SIZES.map(|count| format!(" {} items |", grouped(count)));
    println!("\n{table}, ns per item (median) and ratio to the first row\n\n| |{}", sizes.concat());
    println!("|---|{}", "---:|".repeat(SIZES.len()));
    for name in names {
        let cells = SIZES.map(|count| {
            let of = |name: &str| nanoseconds(&directory.join(table).join(name).join(count.to_string()), count);
            match (of(name), names.first().and_then(|first| of(first))) {
                (Some(own), Some(reference)) => format!(" {own:.1} ({:.2}x) |", own / reference),
                _ => " |".into(),
            }
        });
        println!("| {name} |{}", cells.concat());
    }
    println!();
}

/// The median of the newest run.
fn nanoseconds(directory: &Path, count: usize) -> Option<f64> {
    let estimates = fs::read(directory.join("new/estimates.json")).ok()?;
    let estimates: Value = serde_json::from_slice(&estimates).ok()?;
    Some(estimates["median"]["point_estimate"].as_f64()? / count as f64)
}

fn grouped(count: usize) -> String {
    if count < 1_000 { count.to_string() } else { format!("{} {:03}", count / 1_000, count % 1_000) }
}
