//! The bodies of requests (RFC 4918 section 14 and its extensions), and why one is refused.

mod body;
mod error;
mod lock_info;
mod mkcol;
mod propfind;
mod proppatch;
mod report;

pub use self::{
    error::RequestError,
    lock_info::LockInfo,
    mkcol::Mkcol,
    propfind::Propfind,
    proppatch::{Instruction, Proppatch},
    report::{ReportRequest, SyncLevel},
};
