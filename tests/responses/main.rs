//! `http::Response`: negotiation and streaming, in memory and over loopback sockets.

mod axum;
mod negotiation;
mod single;
mod streaming;

use http::{HeaderMap, HeaderName, HeaderValue, Response};
use http_body_util::BodyExt;
use multistatus::Body;

/// Returns the headers of a request with these fields.
fn request(fields: &[(&'static str, &str)]) -> HeaderMap {
    let field = |&(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header value"))
    };
    fields.iter().map(field).collect()
}

/// Reads the chunks of a body.
async fn chunks(response: Response<Body>) -> Vec<bytes::Bytes> {
    let mut body = response.into_body();
    let mut chunks = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame;
        chunks.push(frame.into_data().expect("no trailers"));
    }
    chunks
}

/// Reads the whole body as text.
async fn text(response: Response<Body>) -> String {
    String::from_utf8(chunks(response).await.concat()).expect("UTF-8")
}
