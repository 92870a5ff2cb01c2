//! The table of one measurement.

use std::collections::BTreeMap;

use crate::workload::SIZES;

/// The times of one candidate.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// For each number of items, the nanoseconds per item of each pass.
    pub(crate) passes: BTreeMap<usize, Vec<f64>>,
}

/// Prints the median of the nanoseconds per item, and the median of their ratio to the first row in the same pass.
pub(crate) fn print(table: &str, rows: &[Row]) {
    let Some(reference) = rows.first() else { return };
    let sizes = SIZES.map(|count| format!(" {} items |", grouped(count)));
    println!("\n{table}: ns per item (ratio to the first row)\n\n| |{}", sizes.concat());
    println!("|---|{}", "---:|".repeat(SIZES.len()));
    for row in rows {
        let cells = SIZES.map(|count| {
            let [own, others] = [row, reference].map(|row| row.passes.get(&count).cloned().unwrap_or_default());
            let ratios = own.iter().zip(&others).map(|(own, other)| own / other).collect();
            format!(" {:.1} ({:.2}x) |", median(own), median(ratios))
        });
        println!("| {} |{}", row.name, cells.concat());
    }
    println!();
}

/// Returns the median, or NaN if there are no values.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn grouped(count: usize) -> String {
    if count < 1_000 { count.to_string() } else { format!("{} {:03}", count / 1_000, count % 1_000) }
}
