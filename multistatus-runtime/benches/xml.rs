//! Writes the mixed workload as DAV XML.

use multistatus_benches::{measurement::measure, xml::candidates};

fn main() {
    measure("xml", env!("CARGO_TARGET_TMPDIR"), candidates, |_| Vec::new());
}
