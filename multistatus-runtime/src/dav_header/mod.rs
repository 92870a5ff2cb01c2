//! Header fields of WebDAV (RFC 4918 section 10). Each is read from the fields of a message, and writes itself.

mod depth;
mod destination;
mod error;
mod field;
mod if_field;
mod if_parser;
mod lock_timeout;
mod lock_token;
mod overwrite;
mod preferences;
mod resource_ref;

pub use self::{
    depth::Depth,
    destination::Destination,
    error::HeaderError,
    if_field::{IfCondition, IfHeader, IfList, IfTest, ResourceState},
    lock_timeout::LockTimeout,
    lock_token::LockToken,
    overwrite::Overwrite,
    preferences::DavPreferences,
    resource_ref::{InvalidResourceRef, ResourceRef, authority},
};
