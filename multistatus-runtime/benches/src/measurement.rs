//! Runs the candidates of one table: checks that they agree, times them, prints the table.

use std::{fs, path::Path, time::Duration};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use serde_json::Value;

use crate::{candidate::Candidate, report};

/// The numbers of items.
pub const SIZES: [usize; 3] = [10, 1_000, 100_000];

/// How often each candidate is measured. All of them take turns, so that a machine that slows down slows all of them.
const PASSES: usize = 5;

/// Measures what `candidates` makes for each size. Those behind the first must write, or find, the same as it.
///
/// `scratch` is a directory under cargo's target directory; criterion's files go beside it.
///
/// # Panics
///
/// Where two bodies differ.
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

/// Nanoseconds per item: the median that criterion finds in one pass.
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
        // A hundred thousand items take long enough for each run to be a sample.
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
            "`{}` makes something else at byte {at}:\n{}\ninstead of\n{}",
            candidate.name,
            excerpt(&body, at),
            excerpt(&expected, at),
        );
    }
}

fn excerpt(body: &[u8], at: usize) -> String {
    String::from_utf8_lossy(&body[at.saturating_sub(80)..body.len().min(at + 80)]).into_owned()
}
