//! Bulk requests in the conventions of other APIs. Each is decoded into its operations.
//!
//! A convention is a type that implements [`RequestFormat`]. It gives an [`Operation`] for each part of a request, so that one
//! handler serves all conventions, and the context that the response of the same convention needs.
//!
//! | convention | an operation | response |
//! | --- | --- | --- |
//! | [`Graph`] | one of `requests` | [`GRAPH`](crate::dialect::GRAPH) |
//! | [`OData`] | one of `requests` | [`ODATA`](crate::dialect::ODATA) |
//! | [`Kinto`] | one of `requests` | [`KINTO`](crate::dialect::KINTO) |
//! | [`Scim`] | one of `Operations` | [`SCIM`](crate::dialect::SCIM) |
//! | [`Elastic`] | an action line and its source | [`ELASTIC`](crate::dialect::ELASTIC), [`OPENSEARCH`](crate::dialect::OPENSEARCH) |
//! | [`Fhir`] | one of `entry` | [`FHIR`](crate::dialect::FHIR), [`FHIR_TRANSACTION`](crate::dialect::FHIR_TRANSACTION) |
//! | [`JsonRpc`] | a call | [`JSON_RPC`](crate::dialect::JSON_RPC), [`JSON_RPC_SINGLE`](crate::dialect::JSON_RPC_SINGLE) |
//! | [`JsonApi`] | one of `atomic:operations` | [`JSON_API`](crate::dialect::JSON_API) |
//! | [`Sqs`], [`EventBridge`] | one of `Entries` | [`SQS`](crate::dialect::SQS), [`EVENTBRIDGE`](crate::dialect::EVENTBRIDGE) |
//! | [`Kinesis`], [`Firehose`] | one of `Records` | [`KINESIS`](crate::dialect::KINESIS), [`FIREHOSE`](crate::dialect::FIREHOSE) |
//! | [`DynamoDbBatch`] | a write request | [`DynamoDb`](crate::dialect::DynamoDb) |
//! | [`S3Delete`] | an `Object` | [`S3`](crate::dialect::S3) |
//! | [`SnsPublish`] | an entry | [`SNS`](crate::dialect::SNS) |
//! | [`Multipart`](crate::dialect::Multipart) | a part | [`GOOGLE`](crate::dialect::GOOGLE), [`AZURE_BLOB`](crate::dialect::AZURE_BLOB), [`ODATA_4_0`](crate::dialect::ODATA_4_0) |
//! | [`SalesforceComposite`] | one of `compositeRequest` | [`SALESFORCE`](crate::dialect::SALESFORCE) |
//! | [`SalesforceBatch`] | one of `batchRequests` | [`SALESFORCE_BATCH`](crate::dialect::SALESFORCE_BATCH) |
//! | [`SalesforceCollections`] | one of `records` | [`SALESFORCE_COLLECTIONS`](crate::dialect::SALESFORCE_COLLECTIONS) |
//! | [`HubSpot`] | one of `inputs` | [`HUBSPOT`](crate::dialect::HUBSPOT) |
//! | [`AzureSearch`] | one of `value` | [`AZURE_SEARCH`](crate::dialect::AZURE_SEARCH) |
//! | [`Cosmos`] | an element of the array | [`COSMOS`](crate::dialect::COSMOS) |
//! | [`Nakadi`] | an element of the array | [`NAKADI`](crate::dialect::NAKADI) |
//! | [`Typesense`] | a line | [`TYPESENSE`](crate::dialect::TYPESENSE) |
//! | [`BigQuery`] | one of `rows` | [`BIGQUERY`](crate::dialect::BIGQUERY) |
//! | [`OpenAi`] | a line | [`OPENAI_BATCH`](crate::dialect::OPENAI_BATCH) |
//! | [`Anthropic`] | one of `requests` | [`ANTHROPIC_BATCH`](crate::dialect::ANTHROPIC_BATCH) |

mod ai;
mod aws;
mod bulk_request;
pub(crate) mod document;
mod documents;
mod dynamo_db;
mod elastic;
mod fhir;
mod json_api;
mod json_batch;
mod json_rpc;
mod multipart;
mod operation;
mod request_format;
pub(crate) mod request_members;
mod s3;
mod salesforce;
mod scim;
mod sns;

pub use self::{
    ai::{Anthropic, OpenAi},
    aws::{EventBridge, Firehose, Kinesis, Sqs},
    bulk_request::{BulkOutcome, BulkRequest},
    documents::{AzureSearch, BigQuery, Cosmos, HubSpot, Nakadi, Typesense},
    dynamo_db::DynamoDbBatch,
    elastic::Elastic,
    fhir::Fhir,
    json_api::JsonApi,
    json_batch::{Graph, Kinto, OData},
    json_rpc::JsonRpc,
    operation::Operation,
    request_format::RequestFormat,
    s3::S3Delete,
    salesforce::{SalesforceBatch, SalesforceCollections, SalesforceComposite},
    scim::Scim,
    sns::SnsPublish,
};
