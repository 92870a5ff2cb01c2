//! Reads any bytes in chunks.
//!
//! The bytes after the last 0xFF set the options of the reader and the lengths of the chunks. UTF-8 has no such byte.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use multistatus::{Reader, read::JsonShape};
use multistatus_fuzz::{assert_chunks_change_nothing, shapes};

/// The options of the reader, and the lengths of the chunks.
#[derive(Arbitrary, Default)]
struct Options {
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
    Root,
    Dialect(usize),
}

impl Options {
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
                Shape::Root => JsonShape::root().id("id").status("status").body("body"),
                Shape::Dialect(number) => {
                    let dialects = shapes();
                    dialects[number % dialects.len()]
                }
            });
        }
        reader
    }
}

fuzz_target!(|input: &[u8]| {
    let (body, options) = match input.iter().rposition(|byte| *byte == 0xff) {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[][..]),
    };
    let options = Options::arbitrary_take_rest(Unstructured::new(options)).unwrap_or_default();
    assert_chunks_change_nothing(&options.reader(), body, &options.lengths);
});
