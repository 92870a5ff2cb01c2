//! Writes the response to a PROPFIND for eight properties as DAV XML.

use multistatus_benches::{measurement::measure, properties::candidates};

fn main() {
    measure("properties", env!("CARGO_TARGET_TMPDIR"), candidates, |_| Vec::new());
}
