//! Runs the candidates of one table: checks that they agree, times them, prints the table.

use std::{path::Path, time::Duration};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};

use crate::{candidate::Candidate, report};

/// The numbers of items.
pub const SIZES: [usize; 3] = [10, 1_000, 100_000];

/// Measures what `candidates` makes for each size. Those behind the first must write the same body as it.
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
    let mut criterion = Criterion::default()
        .without_plots()
        .output_directory(&directory)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_000))
        .nresamples(2_000)
        .configure_from_args();
    let mut names = Vec::new();
    for count in SIZES {
        let mut candidates = candidates(count);
        check(&mut candidates);
        candidates.extend(unchecked(count));
        names = candidates.iter().map(|candidate| candidate.name).collect();

        let mut group = criterion.benchmark_group(table);
        group.throughput(Throughput::Elements(count as u64));
        // A hundred thousand items take long enough for each run to be a sample.
        if count > 10_000 {
            group.sample_size(15).sampling_mode(SamplingMode::Flat);
        } else {
            group.sample_size(40);
        }
        for mut candidate in candidates {
            group.bench_function(BenchmarkId::new(candidate.name, count), |bencher| bencher.iter(|| candidate.run()));
        }
    }
    report::print(table, &directory, &names);
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
            "`{}` writes something else at byte {at}:\n{}\ninstead of\n{}",
            candidate.name,
            excerpt(&body, at),
            excerpt(&expected, at),
        );
    }
}

fn excerpt(body: &[u8], at: usize) -> String {
    String::from_utf8_lossy(&body[at.saturating_sub(80)..body.len().min(at + 80)]).into_owned()
}
