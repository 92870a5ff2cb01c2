//! Writes the mixed workload as JSON.

use multistatus_benches::{json::candidates, measurement::measure};

fn main() {
    measure("json", env!("CARGO_TARGET_TMPDIR"), candidates, |_| Vec::new());
}
