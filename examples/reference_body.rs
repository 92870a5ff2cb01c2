//! Writes the usual textbook example of a 207 response: one file exists, the other does not.
//!
//! ```console
//! $ cargo run --example reference_body
//! HTTP/1.1 207 Multi-Status
//! Content-Type: application/xml; charset=utf-8
//! Content-Length: 250
//!
//! <?xml version="1.0" encoding="utf-8"?>
//! <multistatus xmlns="DAV:"><response><href>/files/doc.txt</href><status>HTTP/1.1 200 OK</status></response><response><href>/files/missing.txt</href><status>HTTP/1.1 404 Not Found</status></response></multistatus>
//! ```

use http_body_util::BodyExt;
use multistatus::{DavXml, MultiStatus, StatusCode, outcome::reason};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut result = MultiStatus::new();
    result.push("/files/doc.txt", StatusCode::OK);
    result.push("/files/missing.txt", StatusCode::NOT_FOUND);
    let response = result.respond_with(DavXml::new().default_namespace());

    println!("{:?} {} {}", response.version(), response.status().as_u16(), reason(response.status()));
    for (name, value) in response.headers() {
        println!("{}: {}", title_case(name.as_str()), value.to_str()?);
    }
    let body = response.into_body().collect().await?.to_bytes();
    println!("\n{}", std::str::from_utf8(&body)?);
    Ok(())
}

/// Formats a field name in the usual case of HTTP/1.1: `Content-Type`. Field names are case-insensitive.
fn title_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(1.min(word.len()));
        first.to_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}
