//! The HTTP service: `POST /files:delete` with a JSON array of file names.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    response::{IntoResponse, Response},
    routing::post,
};
use multistatus::{Key, MultiStatus, Negotiate};
use serde_json::{error::Category, value::RawValue};

use super::{outcome::Delete, refused::Refused, store::Store};

/// The most files that one request may delete.
pub(crate) const MOST_FILES: usize = 10_000;

/// The largest body that is read, in bytes.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// The service of one directory.
pub(crate) fn router(directory: impl Into<PathBuf>) -> Router {
    Router::new()
        .route("/files:delete", post(delete_files))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(Store::new(directory)))
}

async fn delete_files(
    State(store): State<Arc<Store>>,
    negotiate: Negotiate,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refused> {
    let body = body?;
    // Files are deleted on a thread that may block, and to the end even where the client hangs up.
    let result = tokio::task::spawn_blocking(move || delete_each(&store, &body)).await??;
    Ok(negotiate.respond(result).into_response())
}

/// Deletes each named file; one that fails does not keep the others.
fn delete_each(store: &Store, body: &[u8]) -> Result<MultiStatus<Delete>, Refused> {
    let names = split(body)?;
    let mut result = MultiStatus::with_capacity(names.len());
    for name in names {
        match serde_json::from_str::<String>(name.get()) {
            Ok(name) => result.push(Key::path(format!("/files/{name}")), store.delete(&name)),
            Err(_) => result.push_outcome(Delete::WrongType { got: kind(name.get().as_bytes()) }),
        }
    }
    Ok(result)
}

/// The elements of the array, each still undecoded: a wrong one is the failure of an item, not of the request.
fn split(body: &[u8]) -> Result<Vec<&RawValue>, Refused> {
    if body.is_empty() {
        return Err(Refused::Empty);
    }
    let elements: Vec<&RawValue> = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => Refused::NotAnArray { got: kind(body) },
        _ => Refused::NotJson(error),
    })?;
    if elements.len() > MOST_FILES {
        return Err(Refused::too_many(elements.len()));
    }
    Ok(elements)
}

/// What a piece of JSON is, by its first character, for those who expected something else.
fn kind(json: &[u8]) -> &'static str {
    match json.trim_ascii_start().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string that is no Unicode text",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
