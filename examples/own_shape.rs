//! Reads two JSON conventions that the library does not know: Azure AI Search, and SQS with a list for each result.
//!
//! ```text
//! $ cargo run --example own_shape
//! 1: 201 ok
//! 2: 503 busy
//! a: 200 ok
//! b: 500 try again
//! ```

use multistatus::{JsonShape, Reader, Verdict};

/// Azure AI Search: one list, with a boolean `status` and a numeric `statusCode`.
const SEARCH: JsonShape =
    JsonShape::list("value").id("key").status("status").code("statusCode").error(&["errorMessage"]);

/// SQS: the list that an item is in gives its status.
const QUEUE: JsonShape =
    JsonShape::lists(&[("Successful", Some(200)), ("Failed", Some(500))]).id("Id").error(&["Message", "Code"]);

const SEARCH_BODY: &str = r#"{"value":[
    {"key":"1","status":true,"errorMessage":null,"statusCode":201},
    {"key":"2","status":false,"errorMessage":"busy","statusCode":503}]}"#;

const QUEUE_BODY: &str = r#"{
    "Successful":[{"Id":"a","MessageId":"m1"}],
    "Failed":[{"Id":"b","SenderFault":false,"Code":"InternalError","Message":"try again"}]}"#;

/// Returns a line for each item.
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

/// Returns the lines that the program prints.
pub(crate) fn both() -> Result<Vec<String>, Verdict> {
    Ok([lines(SEARCH, SEARCH_BODY)?, lines(QUEUE, QUEUE_BODY)?].concat())
}

#[allow(dead_code)]
fn main() {
    match both() {
        Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
        Err(verdict) => eprintln!("{verdict}"),
    }
}
