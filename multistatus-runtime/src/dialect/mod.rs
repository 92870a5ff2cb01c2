//! The conventions of other APIs, each in a file of its own: the shape of its response, its error codes and its limits.

pub(crate) mod azure_search;
pub(crate) mod graph;
pub(crate) mod multipart;
pub(crate) mod openai;
pub(crate) mod salesforce;
pub(crate) mod zalando;

pub use self::{
    azure_search::AZURE_SEARCH,
    graph::GRAPH,
    multipart::{AZURE_BLOB, GOOGLE, Multipart, ODATA_4_0},
    openai::OPENAI_BATCH,
    salesforce::SALESFORCE,
    zalando::ZALANDO,
};
pub use crate::json_shape::ContextShape;
