//! The tables of gRPC codes and HTTP statuses.

use http::StatusCode;
use tonic::Code;

use crate::outcome::{Outcome, Retry, StatusClass, status::final_status};

/// The key of the error codes.
pub(super) const DIALECT: &str = "grpc";

/// Returns the code of an outcome.
///
/// | status | code |
/// | --- | --- |
/// | 2xx, 304 | `Ok` |
/// | 400, 406, 411, 413, 414, 415, 417, 422, 431 | `InvalidArgument` |
/// | 401, 407, 511 | `Unauthenticated` |
/// | 403, 451 | `PermissionDenied` |
/// | 404, 410 | `NotFound` |
/// | 405, 501, 505 | `Unimplemented` |
/// | 408, 425, 503 | `Unavailable`; `FailedPrecondition` if the retry class is `Never` |
/// | 409 | `AlreadyExists`; `Aborted` if it may be sent again, for example with `Retry-After` |
/// | 416 | `OutOfRange` |
/// | 424 | `Aborted` |
/// | 429, 507 | `ResourceExhausted` |
/// | 499 | `Cancelled` |
/// | 504 | `DeadlineExceeded` |
/// | any other 3xx and 4xx | `FailedPrecondition` |
/// | any other 5xx | `Internal` |
/// | 600 and up | `Unknown` |
///
/// A gRPC client decides by the code if it repeats a call. So `Unavailable`, which most clients repeat, and `Aborted`, which
/// asks to repeat the sequence of calls that failed, are only the codes of what may be sent again.
///
/// An outcome that failed may name another code: `#[outcome(409, code(grpc = "FAILED_PRECONDITION"))]`. To choose one at run
/// time, use [`status_with_code`](super::status_with_code) and
/// [`MultiStatus::failed_requests_with`](crate::MultiStatus::failed_requests_with).
///
/// ```
/// use multistatus::{Outcome, grpc};
///
/// #[derive(Outcome)]
/// #[outcome(409, "the order is shipped", code(grpc = "FAILED_PRECONDITION"))]
/// struct Shipped;
///
/// assert_eq!(grpc::code(&Shipped), tonic::Code::FailedPrecondition);
/// ```
///
/// Source: the HTTP mapping of each code in `google/rpc/code.proto`, read from right to left, and the meaning of the codes
/// there for other statuses.
pub fn code<O: Outcome + ?Sized>(outcome: &O) -> Code {
    let status = final_status(outcome.status());
    let own = || outcome.error_code(DIALECT).and_then(of_name);
    if let Some(code) = own().filter(|_| StatusClass::of(status) == StatusClass::Failure) {
        return code;
    }
    let class = || outcome.retry().unwrap_or_else(|| Retry::of(status, outcome.retry_after()));
    match status.as_u16() {
        200..=299 | 304 => Code::Ok,
        400 | 406 | 411 | 413..=415 | 417 | 422 | 431 => Code::InvalidArgument,
        401 | 407 | 511 => Code::Unauthenticated,
        403 | 451 => Code::PermissionDenied,
        404 | 410 => Code::NotFound,
        405 | 501 | 505 => Code::Unimplemented,
        408 | 425 | 503 if class() != Retry::Never => Code::Unavailable,
        409 if class() == Retry::Never => Code::AlreadyExists,
        409 | 424 => Code::Aborted,
        416 => Code::OutOfRange,
        429 | 507 => Code::ResourceExhausted,
        499 => Code::Cancelled,
        504 => Code::DeadlineExceeded,
        300..=499 | 503 => Code::FailedPrecondition,
        500..=599 => Code::Internal,
        _ => Code::Unknown,
    }
}

/// Returns the HTTP status of a code, as `google/rpc/code.proto` maps it.
///
/// ```
/// use multistatus::{StatusCode, grpc};
///
/// assert_eq!(grpc::http_status(tonic::Code::AlreadyExists), StatusCode::CONFLICT);
/// ```
pub fn http_status(code: Code) -> StatusCode {
    let status = match code {
        Code::Ok => 200,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => 400,
        Code::Unauthenticated => 401,
        Code::PermissionDenied => 403,
        Code::NotFound => 404,
        Code::AlreadyExists | Code::Aborted => 409,
        Code::ResourceExhausted => 429,
        Code::Cancelled => 499,
        Code::Unknown | Code::Internal | Code::DataLoss => 500,
        Code::Unimplemented => 501,
        Code::Unavailable => 503,
        Code::DeadlineExceeded => 504,
    };
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Returns the name of a code in `google/rpc/code.proto`.
pub(super) fn name(code: Code) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// Returns the code of an error with this name.
fn of_name(name: &str) -> Option<Code> {
    NAMES.iter().find(|(_, known)| *known == name).map(|(code, _)| *code)
}

/// The codes of errors: every code but `Ok`.
static NAMES: [(Code, &str); 16] = [
    (Code::Cancelled, "CANCELLED"),
    (Code::Unknown, "UNKNOWN"),
    (Code::InvalidArgument, "INVALID_ARGUMENT"),
    (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"),
    (Code::NotFound, "NOT_FOUND"),
    (Code::AlreadyExists, "ALREADY_EXISTS"),
    (Code::PermissionDenied, "PERMISSION_DENIED"),
    (Code::ResourceExhausted, "RESOURCE_EXHAUSTED"),
    (Code::FailedPrecondition, "FAILED_PRECONDITION"),
    (Code::Aborted, "ABORTED"),
    (Code::OutOfRange, "OUT_OF_RANGE"),
    (Code::Unimplemented, "UNIMPLEMENTED"),
    (Code::Internal, "INTERNAL"),
    (Code::Unavailable, "UNAVAILABLE"),
    (Code::DataLoss, "DATA_LOSS"),
    (Code::Unauthenticated, "UNAUTHENTICATED"),
];

/// Returns the retry class of a code, if it is not that of its HTTP status.
pub(super) fn retry_class(code: Code) -> Option<Retry> {
    match code {
        // `code.proto`: "It is not always safe to retry non-idempotent operations." A lost connection has this code too.
        Code::Unavailable => Some(Retry::IfIdempotent),
        Code::DataLoss => Some(Retry::Never),
        _ => None,
    }
}
