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

use super::{outcome::Delete, refusal::Refusal, store::Store};

/// Maximum number of files in one request.
pub(crate) const MAX_FILES: usize = 10_000;

/// Maximum size of a request body, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Returns the routes of a service on one directory.
pub(crate) fn router(directory: impl Into<PathBuf>) -> Router {
    Router::new()
        .route("/files:delete", post(delete_files))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(Arc::new(Store::new(directory)))
}

async fn delete_files(
    State(store): State<Arc<Store>>,
    negotiate: Negotiate,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let body = body?;
    // A blocking task deletes the files. It runs to its end even if the client disconnects.
    let result = tokio::task::spawn_blocking(move || delete_each(&store, &body)).await??;
    Ok(negotiate.respond(result).into_response())
}

/// Deletes each named file. The failure of one does not affect the others.
fn delete_each(store: &Store, body: &[u8]) -> Result<MultiStatus<Delete>, Refusal> {
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

/// Splits the array into undecoded elements, so that an invalid element fails as an item and not as the request.
fn split(body: &[u8]) -> Result<Vec<&RawValue>, Refusal> {
    if body.is_empty() {
        return Err(Refusal::Empty);
    }
    let elements: Vec<&RawValue> = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => Refusal::NotAnArray { got: kind(body) },
        _ => Refusal::NotJson(error),
    })?;
    if elements.len() > MAX_FILES {
        return Err(Refusal::too_many(elements.len()));
    }
    Ok(elements)
}

/// Names the type of a JSON value, by its first character, for error messages.
fn kind(json: &[u8]) -> &'static str {
    match json.trim_ascii_start().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string that is not valid Unicode",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
