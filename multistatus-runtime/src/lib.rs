//! The runtime of `multistatus`: outcomes, multi-statuses, their formats and responses.
//!
//! Name the crate `multistatus` in your own manifest; it is this one and the derive under one name.
//!
//! The root holds what most programs name. Each module holds the rest of one subject.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// Inputs, run through the handler of one item: modes, inputs from a request body, idempotency, outcomes as they come.
#[cfg(feature = "batch")]
pub mod batch;
/// The answer as a client sees it: what to do next with each item, what to send again, and batches sent in requests.
pub mod client;
#[cfg(feature = "webdav")]
mod dav_header;
/// The conventions of other APIs for batches, each a format: Microsoft Graph, SCIM, Elasticsearch, FHIR, AWS and others.
///
/// With the feature `batch`, `batch::requests` reads the requests of the same conventions, so that one handler serves all of
/// them. `#[outcome(code(..))]` names an error in the words of each.
///
/// ```
/// use multistatus::{
///     Batch, Negotiate, Outcome, Response,
///     batch::requests::{Operation, RequestFormat, Scim},
///     dialect,
///     http::HeaderMap,
/// };
/// use serde_json::Value;
///
/// /// What happened to one user.
/// #[derive(Outcome)]
/// enum Save {
///     #[outcome(201, header("Location", "https://example.com/Users/{id}"))]
///     Saved { id: u32 },
///     #[outcome(409, "the user name is taken", code(scim = "uniqueness", graph = "nameAlreadyExists"))]
///     Taken,
/// }
///
/// async fn save(operation: Operation<Value>) -> Save {
///     match operation.body {
///         Some(user) if user["userName"] == "ann" => Save::Saved { id: 1 },
///         _ => Save::Taken,
///     }
/// }
///
/// async fn bulk(headers: &HeaderMap, body: &[u8]) -> Response {
///     let result = match Scim::at("https://example.com").decode(headers, body) {
///         Ok(request) => request.run(|operations| Batch::new(save).inputs(operations)).await,
///         Err(refused) => Err(refused),
///     };
///     Negotiate::default().respond_with(dialect::SCIM, result)
/// }
/// # use std::{pin::pin, task::{Context, Poll, Waker}};
/// # let body = br#"{"schemas": [], "Operations": [
/// #     {"method": "POST", "bulkId": "a", "path": "/Users", "data": {"userName": "eve"}}]}"#;
/// # let headers = HeaderMap::new();
/// # let Poll::Ready(response) = pin!(bulk(&headers, body)).poll(&mut Context::from_waker(Waker::noop())) else { panic!() };
/// # assert_eq!(response.status(), 200);
/// # assert_eq!(response.headers()["content-type"], "application/scim+json");
/// ```
///
/// A convention of your own is a [`read::JsonShape`], with error codes under a key of its own.
#[cfg(feature = "dialects")]
pub mod dialect;
mod entry;
#[cfg(feature = "webdav")]
mod etag;
/// How a multi-status becomes bytes: the trait of a format, and the formats that a service offers.
pub mod format;
mod frameworks;
mod item;
#[cfg(feature = "json")]
mod json_shape;
mod key;
mod media_type;
mod multistatus;
/// The parts of an outcome: visitors of header fields and conditions, properties, and the errors of making one.
pub mod outcome;
mod panic_guard;
mod prefer;
mod private;
#[cfg(feature = "webdav")]
mod property;
/// How bytes become items: reading as they arrive, limits, verdicts with positions, and items as a named type.
#[cfg(any(feature = "json", feature = "xml"))]
pub mod read;
mod response;
/// OpenAPI and JSON Schema of responses, from the declarations of outcomes.
///
/// `#[outcome(schema(utoipa))]` and `#[outcome(schema(schemars))]` describe a type. `IntoResponses` of utoipa describes each
/// status, with its header fields and its media types:
///
/// | the handler returns | `#[utoipa::path(responses(...))]` |
/// | --- | --- |
/// | `Create` | `Create` |
/// | `Result<Created<Order>, Failure>` | `SingleBody<Result<Created<Order>, Failure>>` |
/// | a response made of a `MultiStatus<Create>` | `MultiStatus<Create>` |
/// | a response made of the outcomes of a `Batch` | `MultiStatus<Settled<Create>>, Refused` |
///
/// These descriptions have no references, because `IntoResponses` cannot add components. If two of them have a status in
/// common, utoipa keeps the last one; a `SingleBody` of a `Result` has both. An outcome whose status is not fixed is the
/// response `default`.
///
/// `ToSchema` of the same types describes a body, and adds components with names, of which code generators make types. With
/// it, the status is that of your own [`Overall`]:
///
/// ```
/// use multistatus::{MultiStatus, Outcome};
///
/// #[derive(Outcome)]
/// #[outcome(schema(utoipa))]
/// enum Delete {
///     #[outcome(204)]
///     Deleted,
///     /// There is no such file.
///     #[outcome(404, "no file at {path}")]
///     Missing { path: String },
/// }
///
/// #[utoipa::path(delete, path = "/file", responses(Delete))]
/// async fn delete() -> Delete {
///     Delete::Deleted
/// }
///
/// #[utoipa::path(
///     delete,
///     path = "/files",
///     responses((status = 200, description = "The outcome of each file.", body = MultiStatus<Delete>))
/// )]
/// async fn delete_all() {}
///
/// #[derive(utoipa::OpenApi)]
/// #[openapi(paths(delete, delete_all))]
/// struct Document;
///
/// let document = serde_json::to_value(<Document as utoipa::OpenApi>::openapi())?;
/// let missing = &document["paths"]["/file"]["delete"]["responses"]["404"];
/// assert_eq!(missing["description"], "There is no such file.");
/// assert_eq!(
///     missing["content"]["application/problem+json"]["schema"]["examples"][0]["detail"],
///     "no file at {path}"
/// );
/// let components = document["components"]["schemas"].as_object().unwrap();
/// assert!(components.keys().eq(["Delete", "ItemBody_Delete", "MultiStatus_Delete"]));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// `JsonSchema` of schemars describes the same bodies in JSON Schema 2020-12. All of them are those of the default JSON: see
/// [`Json`] and [`JsonLines`].
///
/// The responses of a `MultiStatus` describe a line of `application/jsonl` by `itemSchema`, which OpenAPI has from version
/// 3.2: write `#[openapi(version = "3.2.0")]` on the document. Validators of 3.1 reject that member. The bodies alone are
/// valid in both.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub mod schema;
#[cfg(feature = "xml")]
mod simd;
mod summary;
mod text;
#[cfg(any(feature = "json", feature = "xml"))]
mod tokens;

/// What WebDAV and its extensions add to a multi-status: properties, requests, the rules of each method, locks.
#[cfg(feature = "webdav")]
pub mod webdav;

/// Status codes for common errors, to build your own mappings from.
///
/// They are functions, not implementations: which status an error deserves depends on the service.
pub mod map {
    pub use crate::outcome::map::{io, json};
}

// The module that generated code names. Its name holds the patch version, so that no other release can take its place.
include!(concat!(env!("OUT_DIR"), "/private.rs"));

#[cfg(feature = "actix")]
pub use self::frameworks::actix;
#[cfg(feature = "grpc")]
pub use self::frameworks::grpc;
#[cfg(feature = "lambda")]
pub use self::frameworks::lambda;
#[cfg(feature = "poem")]
pub use self::frameworks::poem;
#[cfg(feature = "rocket")]
pub use self::frameworks::rocket;
#[cfg(feature = "salvo")]
pub use self::frameworks::salvo;
pub use http::{self, StatusCode};
#[cfg(all(feature = "derive", feature = "batch"))]
pub use multistatus_derive::batch;
#[cfg(feature = "derive")]
pub use multistatus_derive::{FromItem, Outcome};

#[cfg(feature = "batch")]
pub use self::batch::{builder::Batch, inputs::Inputs, refused::Refused, settled::Settled};
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::client::report::Report;
#[cfg(feature = "xml")]
pub use self::format::dav::DavXml;
#[cfg(feature = "json")]
pub use self::format::json::{Json, lines::JsonLines};
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::read::reader::Reader;
pub use self::{
    item::{FromItem, Item},
    key::Key,
    multistatus::MultiStatus,
    outcome::{condition::Condition, foreign::OutcomeAs, info::OutcomeInfo, outcome::Outcome, retry::Retry},
    response::{Body, Negotiate, OutcomeExt, Response, Streamed},
    summary::{Overall, Summary},
};
