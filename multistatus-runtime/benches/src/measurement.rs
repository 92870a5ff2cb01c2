//! Runs the candidates of one table: checks that their results agree, times them, and prints the table.

use std::{fs, path::Path, time::Duration};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use serde_json::Value;

use crate::{candidate::Candidate, report, workload::SIZES};

/// The number of times that each candidate is measured. The candidates take turns, so that a machine that slows down slows
/// all of them.
const PASSES: usize = 5;

/// Measures the candidates for each size. Each must write, or find, the same as the first; those of `unchecked` need not.
///
/// `scratch` is a directory under cargo's target directory. The files of criterion go into the directory beside it.
///
/// # Panics
///
/// Panics if two bodies differ.
pub fn measure(
    table: &str,
    scratch: &str,
    candidates: fn(usize) -> Vec<Candidate>,
    unchecked: fn(usize) -> Vec<Candidate>,
) {
    let directory = Path::new(scratch).with_file_name("criterion");
    let mut rows = Vec::new();
    for count in SIZES {
        let mut candidates = candidates(count);
        check(&mut candidates);
        candidates.extend(unchecked(count));
        rows.resize_with(candidates.len(), report::Row::default);
        for _ in 0..PASSES {
            for (row, candidate) in rows.iter_mut().zip(&mut candidates) {
                row.name = candidate.name;
                row.passes.entry(count).or_default().extend(time(table, &directory, count, candidate));
            }
        }
    }
    report::print(table, &rows);
}

/// Returns the nanoseconds per item: the median that criterion finds in one pass.
fn time(table: &str, directory: &Path, count: usize, candidate: &mut Candidate) -> Option<f64> {
    let mut criterion = Criterion::default()
        .without_plots()
        .output_directory(directory)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .nresamples(2_000)
        .configure_from_args();
    let mut group = criterion.benchmark_group(table);
    group.throughput(Throughput::Elements(count as u64));
    group.sample_size(if count > 10_000 { 10 } else { 30 });
    if count > 10_000 {
        // A run over this many items takes long enough to be a sample.
        group.sampling_mode(SamplingMode::Flat);
    }
    group.bench_function(BenchmarkId::new(candidate.name, count), |bencher| bencher.iter(|| candidate.run()));
    group.finish();

    let file = directory.join(table).join(candidate.name).join(count.to_string()).join("new/estimates.json");
    let estimates: Value = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    Some(estimates["median"]["point_estimate"].as_f64()? / count as f64)
}

fn check(candidates: &mut [Candidate]) {
    let [reference, others @ ..] = candidates else { return };
    let expected = reference.body();
    for candidate in others {
        let body = candidate.body();
        let differs = expected.iter().zip(&body).position(|(a, b)| a != b);
        let at = differs.unwrap_or(expected.len().min(body.len()));
        assert!(
            body == expected,
            "`{}` differs at byte {at}: found\n{}\nexpected\n{}",
            candidate.name,
            excerpt(&body, at),
            excerpt(&expected, at),
        );
    }
}

fn excerpt(body: &[u8], at: usize) -> String {
    String::from_utf8_lossy(&body[at.saturating_sub(80)..body.len().min(at + 80)]).into_owned()
}
