//! Reads any bytes as JSON of every shape, and writes the items again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use multistatus::{Reader, read::JsonShape};
use multistatus_fuzz::{assert_round_trip, shapes};

/// A shape with the parts that no built-in shape has.
const CUSTOM: JsonShape = JsonShape::lists(&[("done", Some(200)), ("failed", None), ("responses", Some(409))])
    .id("response/id")
    .index("index")
    .status("status")
    .code("body/code")
    .headers("headers")
    .fields(&[("Retry-After", "retry"), ("ETag", "body/etag")])
    .body("body")
    .description("description")
    .error(&["error/message", "error"])
    .whole("description")
    .summary("summary");

const KEYED: JsonShape = JsonShape::root().id("id").status("status").body("body").error(&["error"]);

fuzz_target!(|body: &[u8]| {
    assert_round_trip(&Reader::new().read(body));
    // One convention for each input, so that an input takes no longer.
    let dialects = shapes();
    let dialect = dialects[body.len() % dialects.len()];
    for shape in [JsonShape::MULTISTATUS, JsonShape::JSON_LINES, CUSTOM, KEYED, dialect] {
        assert_round_trip(&Reader::new().shape(shape).read(body));
    }
});
