//! Describes two conventions that the library does not know, as one constant each: one is written and read back, the other,
//! with two lists, is read.
//!
//! ```text
//! $ cargo run --example own_shape
//! {"responses":[{"sku":"1","statusCode":201},{"sku":"2","statusCode":503,"errors":[{"message":"busy"}]}]}
//! 1: 201 ok
//! 2: 503 busy
//! a: 200 ok
//! b: 500 try again
//! ```

use multistatus::{
    MultiStatus, Outcome, Reader,
    read::{JsonShape, Verdict},
};

/// One list. A failed item has an array of errors; `0` is its first element.
const OFFERS: JsonShape = JsonShape::list("responses").id("sku").status("statusCode").error(&["errors/0/message"]);

/// Two lists. The list tells if its items succeeded.
const QUEUE: JsonShape =
    JsonShape::lists(&[("Successful", Some(200)), ("Failed", Some(500))]).id("Id").error(&["Message", "Code"]);

const QUEUE_BODY: &str = r#"{
    "Successful":[{"Id":"a","MessageId":"m1"}],
    "Failed":[{"Id":"b","SenderFault":false,"Code":"InternalError","Message":"try again"}]}"#;

/// What happened to one offer.
#[derive(Outcome)]
enum Publish {
    #[outcome(201)]
    Published,
    #[outcome(503, "busy")]
    Busy,
}

/// The body that a service sends.
fn written() -> String {
    let result: MultiStatus<Publish> = [("1", Publish::Published), ("2", Publish::Busy)].into_iter().collect();
    String::from_utf8(result.encode(&OFFERS).unwrap_or_default()).unwrap_or_default()
}

/// A line for each item that a client reads.
pub(crate) fn lines(shape: JsonShape, body: &str) -> Result<Vec<String>, Verdict> {
    let document = Reader::new().shape(shape).read(body.as_bytes());
    if !document.ending.verdict.is_complete() {
        return Err(document.ending.verdict);
    }
    let line = |item: &multistatus::Item| {
        let key = item.key().map_or("?", |key| key.as_str());
        let text = if item.description().is_empty() { "ok" } else { item.description() };
        format!("{key}: {} {text}", item.status().as_u16())
    };
    Ok(document.items.iter().map(line).collect())
}

/// Returns a line for each item that a client reads.
pub(crate) fn both() -> Result<Vec<String>, Verdict> {
    Ok([lines(OFFERS, &written())?, lines(QUEUE, QUEUE_BODY)?].concat())
}

#[allow(dead_code)]
fn main() {
    println!("{}", written());
    match both() {
        Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
        Err(verdict) => eprintln!("{verdict}"),
    }
}
