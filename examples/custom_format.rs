//! Implements a custom format: CSV (RFC 4180), negotiated by `Accept: text/csv` beside the built-in formats.
//!
//! ```console
//! $ cargo run --example custom_format
//! Accept: text/csv
//! 207, text/csv; charset=utf-8; header=present
//!
//! id,index,status,description
//! "/files/doc.txt",0,204,
//! "/files/a, ""b"".txt",1,404,"no file a, ""b"".txt"
//! "/files/letter.txt",2,409,"edited by two people:
//! Ann, Bob"
//! ```

use std::{
    fmt::{self, Write as _},
    io::Write as _,
};

use http_body_util::BodyExt;
use multistatus::{
    Key, MultiStatus, Negotiate, Outcome,
    format::{Entry, Format, Formats},
};

/// CSV with the columns `id,index,status,description` and a header row.
struct Csv;

impl<O: Outcome> Format<O> for Csv {
    fn media_types(&self) -> &'static [&'static str] {
        &["text/csv; charset=utf-8; header=present"]
    }

    fn start(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"id,index,status,description\r\n");
    }

    fn item(&self, entry: &Entry<'_, O>, out: &mut Vec<u8>) {
        match entry.key() {
            Some(key) => quoted_field(out, |field| write!(field, "{key}")),
            None => quoted_field(out, |field| write!(field, "{}", entry.index())),
        }
        // Writing into a `Vec` cannot fail.
        let _ = write!(out, ",{},{},", entry.index(), entry.status().as_u16());
        quoted_field(out, |field| entry.description(field));
        out.extend_from_slice(b"\r\n");
    }
}

/// Writes a quoted field, which may contain commas, quotes and line ends. The field is empty if `write` writes nothing or
/// fails.
fn quoted_field(out: &mut Vec<u8>, write: impl FnOnce(&mut Quoted<'_>) -> fmt::Result) {
    let mark = out.len();
    out.push(b'"');
    let written = write(&mut Quoted(out));
    if written.is_ok() && out.len() > mark + 1 {
        out.push(b'"');
    } else {
        out.truncate(mark);
    }
}

/// Writes the text of a quoted field, with each quote doubled.
struct Quoted<'a>(&'a mut Vec<u8>);

impl fmt::Write for Quoted<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if byte == b'"' {
                self.0.push(b'"');
            }
            self.0.push(byte);
        }
        Ok(())
    }
}

#[derive(Debug, Outcome)]
enum Delete {
    #[outcome(204)]
    Deleted,
    #[outcome(404, "no file {name}")]
    Missing { name: String },
    #[outcome(409, "edited by two people:\n{0}, {1}")]
    Edited(&'static str, &'static str),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let formats = Formats::new().with(Csv);
    for accept in ["text/csv", "application/json, text/csv;q=0.9", "text/*;q=0.5, application/jsonl"] {
        let mut result = MultiStatus::new();
        result.push(Key::path("/files/doc.txt"), Delete::Deleted);
        result.push(Key::path("/files/a, \"b\".txt"), Delete::Missing { name: "a, \"b\".txt".into() });
        result.push(Key::path("/files/letter.txt"), Delete::Edited("Ann", "Bob"));

        let mut request = http::HeaderMap::new();
        request.insert(http::header::ACCEPT, accept.parse()?);
        let response = Negotiate::from_headers(&request).respond_from(&formats, result);

        let content_type = response.headers()[http::header::CONTENT_TYPE].to_str()?.to_owned();
        println!("Accept: {accept}\n{}, {content_type}\n", response.status().as_u16());
        println!("{}", std::str::from_utf8(&response.into_body().collect().await?.to_bytes())?);
    }
    Ok(())
}
