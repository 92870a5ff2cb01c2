//! gRPC, for tonic 0.14: outcomes as statuses with details, and multi-statuses as `failed_requests`.
//!
//! An outcome that failed is a [`tonic::Status`]: its [`code`], its description as the message, and the standard details of
//! `google/rpc/error_details.proto`:
//!
//! | part of the outcome | detail |
//! | --- | --- |
//! | problem type | `ErrorInfo`: the last segment of the type as `reason`, its host as `domain`. Without a type they are the reason phrase of the status and `iana.org` |
//! | status, problem type, title, instance, extension members | `metadata` of `ErrorInfo`: `httpStatus`, `type`, `title`, `instance`, and each member under its name. A value that is not text is JSON text |
//! | retry class, if it is not the one of the status | `retryClass` in the same `metadata` |
//! | `Retry-After` | `RetryInfo` |
//! | extension member `errors`, as an invalid input of a batch has it | `BadRequest`, with a path of fields in place of each JSON pointer |
//! | conditions | `PreconditionFailure`: the condition as `{namespace}name`, and its href as `subject` |
//! | header fields | metadata of the `tonic::Status`. A status in a message has none |
//!
//! Texts that `opaque` hides are not sent. Bodies are not sent: a gRPC service has messages of its own.
//!
//! `#[outcome(respond(grpc))]` implements `From` for [`tonic::Status`], so that `?` works in a handler. A success is no
//! status: the handler returns a message instead. If a success is converted all the same, its code is `Ok`, which tonic
//! cannot send as an error.
//!
//! ```
//! use multistatus::{Batch, Outcome};
//! use tonic::{Code, Request, Response, Status};
//! # #[derive(Clone)] struct Order { id: u32 }
//! # struct BatchCreateOrdersResponse { failed_requests: std::collections::HashMap<i32, tonic_types::Status> }
//!
//! #[derive(Outcome)]
//! #[outcome(respond(grpc))]
//! enum Create {
//!     #[outcome(201)]
//!     Created,
//!     #[outcome(409, "order {id} exists")]
//!     Exists { id: u32 },
//! }
//!
//! async fn create(order: &Order) -> Create {
//!     if order.id == 7 { Create::Exists { id: 7 } } else { Create::Created }
//! }
//!
//! async fn create_order(request: Request<Order>) -> Result<Response<()>, Status> {
//!     match create(request.get_ref()).await {
//!         Create::Created => Ok(Response::new(())),
//!         failed => Err(failed.into()),
//!     }
//! }
//!
//! /// Several items, as AIP-233 describes it: the request succeeds, and its response lists what failed.
//! async fn batch_create_orders(request: Request<Vec<Order>>) -> Result<Response<BatchCreateOrdersResponse>, Status> {
//!     let handler = async |order: Order| create(&order).await;
//!     let result = Batch::new(handler).max_items(1000).inputs(request.into_inner()).run().await?;
//!     Ok(Response::new(BatchCreateOrdersResponse { failed_requests: result.failed_requests() }))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Status> {
//! let status = create_order(Request::new(Order { id: 7 })).await.unwrap_err();
//! assert_eq!((status.code(), status.message()), (Code::AlreadyExists, "order 7 exists"));
//! let request = Request::new(vec![Order { id: 6 }, Order { id: 7 }]);
//! let response = batch_create_orders(request).await?.into_inner();
//! assert_eq!(response.failed_requests[&1].code, Code::AlreadyExists as i32);
//! # Ok(())
//! # }
//! ```
//!
//! A call that streams its response sends one message for each outcome of [`Batch::spawn`](crate::Batch::spawn), with the
//! status that [`rpc_status`] returns if it failed.
//!
//! The client turns a status into an [`Item`](crate::Item) with `From`, and the map into a report with
//! [`Report::from_failed_requests`](crate::Report::from_failed_requests), from which a retry plan is made.
//!
//! Many gRPC clients and proxies limit header fields to 8 KiB, and the status of a call with its details is among them. So
//! extension members have to be short.

mod code;
mod details;
mod failed_requests;
mod field_path;
mod item;

use prost::Message;
use tonic::{Code, metadata::MetadataMap};
use tonic_types::StatusExt;

pub use self::code::{code, http_status};
use crate::{
    item::Item,
    outcome::{Outcome, logging::log_failed_request},
};

/// Returns the status of an outcome, with its [`code`] and details: see [the module](self). A failure of the server (500
/// and up) is logged, as in a response.
///
/// ```
/// use multistatus::{Outcome, grpc};
/// use tonic_types::StatusExt;
///
/// #[derive(Outcome)]
/// #[outcome(402, "the balance is {balance}", type = "https://bank.example/problems/out-of-credit")]
/// struct OutOfCredit { #[outcome(extension)] balance: u32 }
///
/// let status = grpc::status(&OutOfCredit { balance: 30 });
/// assert_eq!(status.code(), tonic::Code::FailedPrecondition);
/// assert_eq!(status.message(), "the balance is 30");
/// let info = status.get_details_error_info().unwrap();
/// assert_eq!((&*info.reason, &*info.domain), ("OUT_OF_CREDIT", "bank.example"));
/// assert_eq!(info.metadata["balance"], "30");
/// ```
pub fn status<O: Outcome + ?Sized>(outcome: &O) -> tonic::Status {
    status_with_code(outcome, code(outcome))
}

/// Returns the same as [`status`] with another code, if that of [`code`] does not fit.
///
/// ```
/// use multistatus::{MultiStatus, Outcome, StatusCode, grpc};
/// use tonic::Code;
///
/// #[derive(Outcome)]
/// #[outcome(409, "order {id} is shipped")]
/// struct Shipped { id: u32 }
///
/// /// A conflict of this service is never an order that exists.
/// fn code(outcome: &impl Outcome) -> Code {
///     if outcome.status() == StatusCode::CONFLICT { Code::FailedPrecondition } else { grpc::code(outcome) }
/// }
///
/// /// In place of `respond(grpc)`.
/// impl From<Shipped> for tonic::Status {
///     fn from(outcome: Shipped) -> Self {
///         grpc::status_with_code(&outcome, code(&outcome))
///     }
/// }
/// assert_eq!(tonic::Status::from(Shipped { id: 7 }).code(), Code::FailedPrecondition);
///
/// let failed = MultiStatus::from_outcomes([Shipped { id: 7 }]).failed_requests_with(|item| code(item));
/// assert_eq!(failed[&0].code, Code::FailedPrecondition as i32);
/// ```
pub fn status_with_code<O: Outcome + ?Sized>(outcome: &O, code: Code) -> tonic::Status {
    let item = logged_item(outcome);
    let metadata = details::metadata(&item);
    with_details(&item, code, metadata)
}

/// Returns the status of an outcome as a message, for a field of a response. It is the same as [`status`], without header
/// fields. Its `code` can be changed.
///
/// [`MultiStatus::failed_requests`](crate::MultiStatus::failed_requests) returns one for each item that failed.
pub fn rpc_status<O: Outcome + ?Sized>(outcome: &O) -> tonic_types::Status {
    let item = logged_item(outcome);
    message(&item, code(&item))
}

fn logged_item<O: Outcome + ?Sized>(outcome: &O) -> Item {
    let item = Item::from_outcome(outcome);
    if item.status().as_u16() >= 500 {
        log_failed_request(item.status(), outcome);
    }
    item
}

/// Returns the status of an item as a message.
fn message(item: &Item, code: Code) -> tonic_types::Status {
    let status = with_details(item, code, MetadataMap::new());
    // The details of a tonic status are this message, encoded.
    let decoded = tonic_types::Status::decode(status.details()).unwrap_or_default();
    tonic_types::Status { code: code as i32, message: status.message().into(), ..decoded }
}

fn with_details(item: &Item, code: Code, metadata: MetadataMap) -> tonic::Status {
    let text = details::message(item);
    match code {
        Code::Ok => tonic::Status::with_metadata(code, text, metadata),
        _ => tonic::Status::with_error_details_and_metadata(code, text, details::details(item), metadata),
    }
}

/// The refusal of a whole batch as the status of the call.
#[cfg(feature = "batch")]
impl From<crate::batch::Refused> for tonic::Status {
    fn from(refused: crate::batch::Refused) -> Self {
        status(&refused)
    }
}
