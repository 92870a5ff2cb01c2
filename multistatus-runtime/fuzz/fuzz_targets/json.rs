//! Any bytes as JSON of every shape.
#![no_main]

use libfuzzer_sys::fuzz_target;
use multistatus::{Reader, read::JsonShape};
use multistatus_fuzz::reads_back;

/// Has everything that the others do not.
const OWN: JsonShape = JsonShape::lists(&[("done", Some(200)), ("failed", None), ("responses", Some(409))])
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
    reads_back(&Reader::new().read(body));
    let shapes = [JsonShape::MULTISTATUS, JsonShape::JSON_LINES, JsonShape::GRAPH, JsonShape::ZALANDO, OWN, KEYED];
    for shape in shapes {
        reads_back(&Reader::new().shape(shape).read(body));
    }
});
