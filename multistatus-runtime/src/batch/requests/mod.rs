//! Bulk requests in the conventions of other APIs, each decoded into the operations that it stands for.
//!
//! A convention is a type that implements [`RequestFormat`]. It gives an [`Operation`] for each part of the request, so that
//! one handler serves all conventions, and a context for each, which the response of the same convention needs.
//!
//! | convention | an operation | response |
//! | --- | --- | --- |
//! | [`Graph`] | one of `requests` | [`dialect::GRAPH`](crate::dialect::GRAPH) |

mod bulk_request;
pub(crate) mod document;
mod graph;
mod operation;
mod request_format;
pub(crate) mod request_members;

pub use self::{bulk_request::BulkRequest, graph::Graph, operation::Operation, request_format::RequestFormat};
