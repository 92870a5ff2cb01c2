//! Reads bodies in DAV XML and JSON.

use multistatus_benches::{
    decode::{json, properties, xml},
    measurement::measure,
};

fn main() {
    let scratch = env!("CARGO_TARGET_TMPDIR");
    measure("decode-xml", scratch, xml::mixed_candidates, |_| Vec::new());
    measure("decode-general", scratch, xml::general_candidates, |_| Vec::new());
    measure("decode-propstat", scratch, xml::propstat_candidates, |_| Vec::new());
    measure("decode-properties", scratch, properties::candidates, |_| Vec::new());
    measure("decode-json", scratch, json::mixed_candidates, |_| Vec::new());
    measure("decode-json-general", scratch, json::general_candidates, |_| Vec::new());
}
