//! The conventions of other APIs: their shapes, and their requests.

use multistatus::{
    batch::requests::{
        Anthropic, AzureSearch, BigQuery, Cosmos, DynamoDbBatch, Elastic, EventBridge, Fhir, Firehose, Graph, HubSpot,
        JsonApi, JsonRpc, Kinesis, Kinto, Nakadi, OData, OpenAi, RequestFormat, S3Delete, SalesforceBatch,
        SalesforceCollections, SalesforceComposite, Scim, SnsPublish, Sqs,
    },
    dialect,
    http::{HeaderMap, HeaderValue, Method, header::CONTENT_TYPE},
    read::JsonShape,
};
use serde_json::Value;

/// Returns the shapes of the conventions. A reader detects the conventions that are not described by a shape.
pub fn shapes() -> Vec<JsonShape> {
    vec![
        dialect::ANTHROPIC_BATCH,
        dialect::AZURE_SEARCH,
        dialect::BIGQUERY,
        dialect::COSMOS,
        dialect::ELASTIC.into(),
        dialect::EVENTBRIDGE,
        dialect::FHIR.into(),
        dialect::FIREHOSE,
        dialect::GRAPH,
        dialect::HUBSPOT,
        dialect::JSON_API.into(),
        dialect::JSON_RPC.into(),
        dialect::KINESIS,
        dialect::KINTO.into(),
        dialect::LAMBDA,
        dialect::NAKADI,
        dialect::ODATA.into(),
        dialect::OPENAI_BATCH,
        dialect::SALESFORCE,
        dialect::SALESFORCE_BATCH,
        dialect::SALESFORCE_COLLECTIONS,
        dialect::SCIM.into(),
        dialect::SQS,
        dialect::TYPESENSE,
        dialect::ZALANDO,
        dialect::Otlp::Logs.into(),
    ]
}

/// Asserts that no request format panics.
pub fn assert_requests_decode(body: &[u8]) {
    decode(&Graph, body);
    decode(&OData, body);
    decode(&Kinto, body);
    decode(&Fhir, body);
    decode(&JsonRpc, body);
    decode(&JsonApi, body);
    decode(&Sqs, body);
    decode(&Kinesis, body);
    decode(&Firehose, body);
    decode(&EventBridge, body);
    decode(&DynamoDbBatch, body);
    decode(&S3Delete, body);
    decode(&SnsPublish, body);
    decode(&SalesforceComposite, body);
    decode(&SalesforceBatch, body);
    decode(&BigQuery, body);
    decode(&Cosmos, body);
    decode(&Nakadi, body);
    decode(&OpenAi, body);
    decode(&Anthropic, body);
    decode(&Scim::at("https://example.com"), body);
    decode(&Elastic::new(), body);
    decode(&HubSpot::create(), body);
    decode(&AzureSearch::keyed_by("id"), body);
    decode(&SalesforceCollections::new(Method::POST), body);
    decode(&dialect::GOOGLE, body);
}

fn decode(format: &impl RequestFormat, body: &[u8]) {
    let boundary = HeaderValue::from_static("multipart/mixed; boundary=x");
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, boundary)]);
    for headers in [HeaderMap::new(), headers] {
        let _decoded = format.decode::<Value>(&headers, body);
    }
}
