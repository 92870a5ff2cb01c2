//! Any bytes as DAV XML, as they are and within a response.
#![no_main]

use libfuzzer_sys::fuzz_target;
use multistatus::Reader;
use multistatus_fuzz::{reads_back, stand_alone};

const START: &[u8] = b"<D:multistatus xmlns:D=\"DAV:\"><D:response>";
const END: &[u8] = b"</D:response></D:multistatus>";

fuzz_target!(|body: &[u8]| {
    let within = [START, body, END].concat();
    for reader in [Reader::new(), Reader::new().lenient()] {
        for body in [body, &within] {
            let document = reader.read(body);
            reads_back(&document);
            stand_alone(&document);
        }
    }
});
