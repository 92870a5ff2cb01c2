//! `Failure`: everything that a request, or one member of a collection, can fail with.

use std::io;

use multistatus::{
    Outcome, OutcomeAs, StatusCode,
    webdav::{LockError, SyncError, header::HeaderError, request::RequestError},
};

/// The failure of a request, or of one member of a collection.
#[derive(Debug, Outcome)]
pub(crate) enum Failure {
    #[outcome(400, "not the path of a resource")]
    InvalidPath,

    #[outcome(400, "the body ends too early")]
    Incomplete,

    #[outcome(400, "a part of a file cannot be written")]
    PartialPut,

    #[outcome(400, "UNLOCK needs the field Lock-Token")]
    NoLockToken,

    #[outcome(403, "names that start with `.davprops` are reserved")]
    Reserved,

    #[outcome(403, "the server does not answer this report", condition = "supported-report")]
    UnknownReport,

    #[outcome(403, "{0}")]
    Forbidden(&'static str),

    #[outcome(404)]
    NotFound,

    #[outcome(405, "{0}")]
    NotAllowed(&'static str),

    #[outcome(409, "the collection that would contain the resource does not exist")]
    NoParent,

    #[outcome(409, "a collection that could not be removed is in the way")]
    InTheWay,

    #[outcome(412)]
    PreconditionFailed,

    #[outcome(412, "the destination exists")]
    DestinationExists,

    #[outcome(413)]
    TooLarge,

    #[outcome(transparent)]
    Lock(#[outcome(from)] LockError),

    #[outcome(transparent)]
    Header(#[outcome(from)] HeaderError),

    #[outcome(transparent)]
    Sync(#[outcome(from)] SyncError),

    #[outcome(transparent)]
    Request(#[outcome(from)] RequestError),

    #[outcome(500)]
    Internal,

    #[outcome(via = FileSystem)]
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // A symbolic link is not followed, so it is not a resource.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => Self::NotFound,
            _ => Self::Io(error),
        }
    }
}

impl From<rustix::io::Errno> for Failure {
    fn from(error: rustix::io::Errno) -> Self {
        io::Error::from(error).into()
    }
}

/// Says which outcome an error of the file system is. The text of the error is not sent: it may name a path of the server.
struct FileSystem;

impl OutcomeAs<io::Error> for FileSystem {
    fn status(error: &io::Error) -> StatusCode {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StatusCode::FORBIDDEN,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StatusCode::INSUFFICIENT_STORAGE,
            io::ErrorKind::InvalidFilename | io::ErrorKind::FileTooLarge => StatusCode::FORBIDDEN,
            io::ErrorKind::IsADirectory | io::ErrorKind::AlreadyExists => StatusCode::METHOD_NOT_ALLOWED,
            io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::ResourceBusy => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
