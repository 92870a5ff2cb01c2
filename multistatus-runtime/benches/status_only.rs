//! Writes the response to a failed DELETE of a folder as DAV XML.

use multistatus_benches::{
    dav::{candidates, walk},
    measurement::measure,
};

fn main() {
    measure("status-only", env!("CARGO_TARGET_TMPDIR"), candidates, |count| vec![walk(count)]);
}
