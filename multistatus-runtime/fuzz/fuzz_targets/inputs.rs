//! Any bytes as the inputs of a batch. What follows the last byte 0xFF says where the body is cut; plain text has no such
//! byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use multistatus::batch::JsonInputs;
use multistatus_fuzz::arrive_the_same_in_chunks;

fuzz_target!(|input: &[u8]| {
    let (body, lengths) = match input.iter().rposition(|byte| *byte == 0xff) {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[][..]),
    };
    for inputs in [JsonInputs::new(), JsonInputs::member("responses"), JsonInputs::lines()] {
        arrive_the_same_in_chunks(&inputs.id("id"), body, lengths);
    }
});
