//! Status codes for common errors.

use std::io::ErrorKind;

use http::StatusCode;

/// Returns the status for an I/O error that occurred while a service worked on a file or called a peer.
///
/// | kind | status |
/// | --- | --- |
/// | `NotFound` | 404 |
/// | `PermissionDenied`, `ReadOnlyFilesystem` | 403 |
/// | `AlreadyExists`, `DirectoryNotEmpty`, `IsADirectory`, `NotADirectory`, `CrossesDevices` | 409 |
/// | `ResourceBusy`, `ExecutableFileBusy` | 423 |
/// | `StorageFull`, `QuotaExceeded` | 507 |
/// | `FileTooLarge` | 413 |
/// | `InvalidFilename` | 400 |
/// | `TimedOut` | 504 |
/// | `ConnectionRefused`, `HostUnreachable`, `NetworkUnreachable`, `NetworkDown` | 503 |
/// | `ConnectionReset`, `ConnectionAborted`, `NotConnected`, `BrokenPipe`, `UnexpectedEof` | 502 |
/// | `Unsupported` | 501 |
/// | any other | 500 |
///
/// ```
/// use std::io::ErrorKind;
/// use multistatus::{StatusCode, map};
///
/// assert_eq!(map::io(ErrorKind::NotFound), StatusCode::NOT_FOUND);
/// assert_eq!(map::io(ErrorKind::StorageFull), StatusCode::INSUFFICIENT_STORAGE);
/// ```
pub const fn io(kind: ErrorKind) -> StatusCode {
    use ErrorKind as E;
    match kind {
        E::NotFound => StatusCode::NOT_FOUND,
        E::PermissionDenied | E::ReadOnlyFilesystem => StatusCode::FORBIDDEN,
        E::AlreadyExists | E::DirectoryNotEmpty | E::IsADirectory | E::NotADirectory | E::CrossesDevices => {
            StatusCode::CONFLICT
        }
        E::ResourceBusy | E::ExecutableFileBusy => StatusCode::LOCKED,
        E::StorageFull | E::QuotaExceeded => StatusCode::INSUFFICIENT_STORAGE,
        E::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        E::InvalidFilename => StatusCode::BAD_REQUEST,
        E::TimedOut => StatusCode::GATEWAY_TIMEOUT,
        E::ConnectionRefused | E::HostUnreachable | E::NetworkUnreachable | E::NetworkDown => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        E::ConnectionReset | E::ConnectionAborted | E::NotConnected | E::BrokenPipe | E::UnexpectedEof => {
            StatusCode::BAD_GATEWAY
        }
        E::Unsupported => StatusCode::NOT_IMPLEMENTED,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Returns the status for an error of `serde_json`: 400 if the text is wrong, the status of the I/O error if reading failed.
///
/// ```
/// use multistatus::{StatusCode, map};
///
/// let error = serde_json::from_str::<u8>("300").unwrap_err();
/// assert_eq!(map::json(&error), StatusCode::BAD_REQUEST);
/// ```
pub fn json(error: &serde_json::Error) -> StatusCode {
    match error.classify() {
        serde_json::error::Category::Io => error.io_error_kind().map_or(StatusCode::INTERNAL_SERVER_ERROR, io),
        _ => StatusCode::BAD_REQUEST,
    }
}
