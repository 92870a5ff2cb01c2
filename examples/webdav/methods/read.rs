//! OPTIONS, GET and HEAD.
//!
//! ```console
//! $ curl -X PUT localhost:8082/a.txt --data 'by Ada'
//! $ curl localhost:8082/a.txt
//! by Ada
//! $ curl localhost:8082/a.txt -H 'If-Match: "7"' -w ' %{http_code}'
//! <?xml version="1.0" encoding="utf-8"?>
//! <D:error xmlns:D="DAV:"><problem xmlns="urn:ietf:rfc:7807"><title>Precondition Failed</title><status>412</status></problem>
//! </D:error> 412
//! ```

use axum::body::Body;
use http::{
    HeaderValue, Response, StatusCode,
    header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED},
};
use tokio_util::io::ReaderStream;

use super::METHODS;
use crate::{conditions::check_read, failure::Failure, resource::Resource, server::Call, store::Content};

/// Says which classes of WebDAV the server has (RFC 4918 section 18).
pub(crate) fn options() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let fields = response.headers_mut();
    fields.insert("DAV", HeaderValue::from_static("1, 2, extended-mkcol"));
    fields.insert(ALLOW, HeaderValue::from_static(METHODS));
    // Some clients of Microsoft look for it.
    fields.insert("MS-Author-Via", HeaderValue::from_static("DAV"));
    response
}

/// Sends a file.
pub(crate) async fn get(call: Call) -> Result<Response<Body>, Failure> {
    let (call, (resource, content)) = call.blocking(|call| call.server.store.read(&call.path)).await?;
    if resource.is_collection() {
        return Err(Failure::NotAllowed("a collection has no content; ask for its members with PROPFIND"));
    }
    if !check_read(call.headers(), &resource)? {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        add_version(&resource, &mut response);
        return Ok(response);
    }
    let body = match content {
        Content::Bytes(bytes) => bytes.into(),
        Content::File(file) => {
            const CHUNK: usize = 64 * 1024;
            Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK))
        }
    };
    let mut response = Response::new(body);
    describe(&resource, &mut response);
    Ok(response)
}

/// Adds the fields that describe a file.
fn describe(resource: &Resource, response: &mut Response<Body>) {
    add_version(resource, response);
    let fields = response.headers_mut();
    if let Some(length) = resource.length {
        fields.insert(CONTENT_LENGTH, length.into());
    }
    if let Some(content_type) = resource.content_type {
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if let Ok(modified) = resource.modified.to_string().parse() {
        fields.insert(LAST_MODIFIED, modified);
    }
}

/// Adds the entity tag of a file.
pub(crate) fn add_version(resource: &Resource, response: &mut Response<Body>) {
    if let Some(version) = resource.version.and_then(|version| version.to_string().parse().ok()) {
        response.headers_mut().insert(ETAG, version);
    }
}
