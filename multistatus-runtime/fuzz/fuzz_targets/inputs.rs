//! Decodes any bytes as the inputs of a batch, and as a bulk request of each convention.
//!
//! The bytes after the last 0xFF set the lengths of the chunks. UTF-8 has no such byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use multistatus::batch::JsonInputs;
use multistatus_fuzz::{assert_chunks_change_no_input, assert_requests_decode};

fuzz_target!(|input: &[u8]| {
    let (body, lengths) = match input.iter().rposition(|byte| *byte == 0xff) {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[][..]),
    };
    for inputs in [JsonInputs::new(), JsonInputs::member("responses"), JsonInputs::lines()] {
        assert_chunks_change_no_input(&inputs.id("id"), body, lengths);
    }
    assert_requests_decode(input);
});
