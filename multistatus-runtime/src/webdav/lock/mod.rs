//! Locks (RFC 4918 sections 6 and 7): a table of them, the checks of writing methods, and the response to LOCK.

mod check;
mod error;
mod grant;
mod table;

pub use self::{error::LockError, grant::LockGrant, table::LockTable};
