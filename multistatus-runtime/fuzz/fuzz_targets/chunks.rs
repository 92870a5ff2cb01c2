//! A body that is cut anywhere. What follows its last byte 0xFF says where, and how it is read; plain text has no such byte.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use multistatus::{Reader, read::JsonShape};
use multistatus_fuzz::is_the_same_in_chunks;

/// How a body is read.
#[derive(Arbitrary, Default)]
struct Reading {
    lenient: bool,
    content_type: Option<ContentType>,
    shape: Option<Shape>,
    lengths: Vec<u8>,
}

#[derive(Arbitrary)]
enum ContentType {
    Lines,
    Latin,
    Utf16,
    Unknown,
}

#[derive(Arbitrary)]
enum Shape {
    Default,
    Lines,
    Graph,
    Zalando,
    Root,
}

impl Reading {
    fn reader(&self) -> Reader {
        let mut reader = Reader::new();
        if self.lenient {
            reader = reader.lenient();
        }
        if let Some(content_type) = &self.content_type {
            reader = reader.content_type(match content_type {
                ContentType::Lines => "application/jsonl",
                ContentType::Latin => "text/xml; charset=iso-8859-1",
                ContentType::Utf16 => "text/xml; charset=utf-16",
                ContentType::Unknown => "text/xml; charset=x-ours",
            });
        }
        if let Some(shape) = &self.shape {
            reader = reader.shape(match shape {
                Shape::Default => JsonShape::MULTISTATUS,
                Shape::Lines => JsonShape::JSON_LINES,
                Shape::Graph => JsonShape::GRAPH,
                Shape::Zalando => JsonShape::ZALANDO,
                Shape::Root => JsonShape::root().id("id").status("status").body("body"),
            });
        }
        reader
    }
}

fuzz_target!(|input: &[u8]| {
    let (body, reading) = match input.iter().rposition(|byte| *byte == 0xff) {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[][..]),
    };
    let reading = Reading::arbitrary_take_rest(Unstructured::new(reading)).unwrap_or_default();
    is_the_same_in_chunks(&reading.reader(), body, &reading.lengths);
});
