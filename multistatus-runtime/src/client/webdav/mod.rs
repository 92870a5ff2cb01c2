//! The client of WebDAV: lists resources with their properties, and changes them.
//!
//! [`DavClient`] sends the requests. Those that read properties return [`Resources`], one by one as they arrive, or a
//! [`ResourceList`] of all. Those that change resources return a [`Report`](crate::Report), in which a plain answer and a
//! multi-status are the same kind of answer, so that a failure of a member is never taken for a success.

mod body;
mod call;
mod dav_client;
mod error;
mod lock_request;
mod property_call;
mod property_request;
mod proppatch_request;
mod resource;
mod resource_list;
mod resource_property;
mod resources;
mod settings;
mod simple_value;
mod write_request;

pub use self::{
    dav_client::DavClient,
    error::DavError,
    lock_request::{GrantedLock, LockAnswer, LockRequest},
    property_request::PropertyRequest,
    proppatch_request::ProppatchRequest,
    resource::{PropertyError, Resource},
    resource_list::ResourceList,
    resource_property::ResourceProperty,
    resources::Resources,
    write_request::WriteRequest,
};
