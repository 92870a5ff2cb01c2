//! Reads any bytes as the body of each request of WebDAV, and as the value of each header field.
#![no_main]

use libfuzzer_sys::fuzz_target;
use multistatus_fuzz::{assert_fields_are_written_as_read, assert_requests_are_read};

fuzz_target!(|input: &[u8]| {
    assert_requests_are_read(input);
    assert_fields_are_written_as_read(input);
});
