//! Runs batches of items that are ready at once, that wait once, and that yield once.

use multistatus_benches::{
    batch::{ready_candidates, woken_candidates, yielding_candidates},
    measurement::measure,
};

fn main() {
    let scratch = env!("CARGO_TARGET_TMPDIR");
    measure("batch-ready", scratch, ready_candidates, |_| Vec::new());
    measure("batch-woken", scratch, woken_candidates, |_| Vec::new());
    measure("batch-yielding", scratch, yielding_candidates, |_| Vec::new());
}
