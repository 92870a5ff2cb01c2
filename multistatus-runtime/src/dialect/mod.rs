//! The conventions of other APIs, each in a file of its own: the shape of its response, its error codes and its limits.

pub(crate) mod anthropic;
mod aws_json;
pub(crate) mod azure_search;
pub(crate) mod bigquery;
pub(crate) mod cosmos;
pub(crate) mod elastic;
pub(crate) mod eventbridge;
pub(crate) mod fhir;
pub(crate) mod firehose;
pub(crate) mod graph;
pub(crate) mod hubspot;
pub(crate) mod json_api;
pub(crate) mod json_batch;
pub(crate) mod json_rpc;
pub(crate) mod kinesis;
pub(crate) mod kinto;
pub(crate) mod lambda;
pub(crate) mod multipart;
pub(crate) mod openai;
pub(crate) mod salesforce;
pub(crate) mod scim;
pub(crate) mod sqs;
pub(crate) mod typesense;
pub(crate) mod zalando;

pub(crate) mod dynamo_db;
pub(crate) mod otlp;
pub(crate) mod s3;
pub(crate) mod sns;
pub(crate) mod xml_shape;

pub use self::{
    anthropic::ANTHROPIC_BATCH,
    azure_search::AZURE_SEARCH,
    bigquery::BIGQUERY,
    cosmos::COSMOS,
    dynamo_db::{DynamoDb, DynamoDbWrite},
    elastic::{ELASTIC, ElasticAction, ElasticVerb, OPENSEARCH},
    eventbridge::EVENTBRIDGE,
    fhir::{FHIR, FHIR_TRANSACTION, FhirEntry},
    firehose::FIREHOSE,
    graph::{GRAPH, ODATA},
    hubspot::HUBSPOT,
    json_api::{JSON_API, JsonApiOperation},
    json_batch::{AtomicityGroup, KintoRequest},
    json_rpc::{JSON_RPC, JSON_RPC_SINGLE, JsonRpcCall},
    kinesis::KINESIS,
    kinto::KINTO,
    lambda::LAMBDA,
    multipart::{AZURE_BLOB, GOOGLE, Multipart, MultipartContext, ODATA_4_0},
    openai::OPENAI_BATCH,
    otlp::Otlp,
    s3::{S3, S3Object},
    salesforce::{SALESFORCE, SALESFORCE_BATCH, SALESFORCE_COLLECTIONS},
    scim::{SCIM, ScimOperation},
    sns::SNS,
    sqs::SQS,
    typesense::TYPESENSE,
    xml_shape::XmlShape,
    zalando::{NAKADI, ZALANDO},
};
