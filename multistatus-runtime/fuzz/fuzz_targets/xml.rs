//! Reads any bytes as DAV XML, alone and inside a response, and writes the items again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use multistatus::Reader;
use multistatus_fuzz::{assert_elements_are_self_contained, assert_round_trip};

const START: &[u8] = b"<D:multistatus xmlns:D=\"DAV:\"><D:response>";
const END: &[u8] = b"</D:response></D:multistatus>";

fuzz_target!(|body: &[u8]| {
    let in_response = [START, body, END].concat();
    for reader in [Reader::new(), Reader::new().lenient()] {
        for body in [body, &in_response] {
            let document = reader.read(body);
            assert_round_trip(&document);
            assert_elements_are_self_contained(&document);
        }
    }
});
