//! Batches of requests to language models: OpenAI and Anthropic.

use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document};
use crate::{
    batch::{Input, refused::Refused},
    dialect,
};

/// The input file of the OpenAI Batch API: JSON Lines of `{"custom_id", "method", "url", "body"}`.
///
/// The target of an operation is its `url`. Its id and its key are its `custom_id`, which no other line may have. A file has at most
/// 50 000 lines.
///
/// The response is [`dialect::OPENAI_BATCH`](crate::dialect::OPENAI_BATCH).
#[derive(Clone, Copy, Debug)]
pub struct OpenAi;

impl RequestFormat for OpenAi {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let lines = document::lines(headers, body, dialect::OPENAI_BATCH.max_items)?;
        document::distinct(lines.iter().map(|(_, line)| line.as_ref().ok()?.peek_text("custom_id")))?;
        let mut request = BulkRequest::new();
        for (_, line) in lines {
            let input = line.map_or_else(Input::refused, |mut members| {
                let id = members.required_text("custom_id");
                let operation = Operation {
                    id: Some(id.as_ref().into()),
                    ..Operation::new(members.method("method"), members.required_text("url"))
                };
                members.into_input_of(operation, "body").keyed(id)
            });
            request.push(input, ());
        }
        Ok(request)
    }
}

/// The message batch of Anthropic: `{"requests": [{"custom_id", "params"}]}`.
///
/// The body of an operation is its `params`. Its id and its key are its `custom_id`, which no other operation may have. The
/// method is POST, and the target `/v1/messages`. A batch has at most 100 000 operations.
///
/// The response is [`dialect::ANTHROPIC_BATCH`](crate::dialect::ANTHROPIC_BATCH).
#[derive(Clone, Copy, Debug)]
pub struct Anthropic;

impl RequestFormat for Anthropic {
    type Context = ();

    fn decode<T: DeserializeOwned>(&self, headers: &HeaderMap, body: &[u8]) -> Result<BulkRequest<T, ()>, Refused> {
        let (root, operations) = document::object(headers, body, "requests", dialect::ANTHROPIC_BATCH.max_items)?;
        let operations = document::identified(root, operations, "custom_id")?;
        let mut request = BulkRequest::new();
        for mut members in operations {
            let id = members.required_text("custom_id");
            members.require("params");
            let operation = Operation { id: Some(id.as_ref().into()), ..Operation::new(Method::POST, "/v1/messages") };
            request.push(members.into_input_of(operation, "params").keyed(id), ());
        }
        Ok(request)
    }
}
