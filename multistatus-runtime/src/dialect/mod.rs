//! The conventions of other APIs, each in a file of its own: the shape of its response, its error codes and its limits.

mod aws_error;
pub(crate) mod azure_search;
pub(crate) mod cosmos;
pub(crate) mod eventbridge;
pub(crate) mod firehose;
pub(crate) mod graph;
pub(crate) mod hubspot;
pub(crate) mod kinesis;
pub(crate) mod lambda;
pub(crate) mod openai;
pub(crate) mod salesforce;
pub(crate) mod sqs;
pub(crate) mod zalando;

pub use self::{
    azure_search::AZURE_SEARCH,
    cosmos::COSMOS,
    eventbridge::EVENTBRIDGE,
    firehose::FIREHOSE,
    graph::GRAPH,
    hubspot::HUBSPOT,
    kinesis::KINESIS,
    lambda::LAMBDA,
    openai::OPENAI_BATCH,
    salesforce::{SALESFORCE, SALESFORCE_BATCH, SALESFORCE_COLLECTIONS},
    sqs::SQS,
    zalando::ZALANDO,
};
pub use crate::json_shape::ContextShape;
