//! The members by which the shapes are detected.

use crate::json_shape::JsonShape;
use crate::tokens::json::{JsonValue, ValueKind, members_of};

/// A shape, and the members of its first item by which it is detected.
#[derive(Debug)]
pub(super) struct ShapeSignature {
    pub(super) shape: JsonShape,
    /// The lists by whose names the shape is detected; empty for all of its lists.
    lists: &'static [&'static str],
    /// Members that the first item has.
    all: &'static [&'static str],
    /// Members of which the first item has at least one; empty if it needs none of them.
    any: &'static [&'static str],
}

impl ShapeSignature {
    /// Creates the signature of a shape whose list has a name that no other body has.
    const fn of(shape: JsonShape) -> Self {
        Self { shape, lists: &[], all: &[], any: &[] }
    }

    /// Creates the signature of a shape whose first item has all members of one list, and one of another list.
    #[cfg(feature = "dialects")]
    const fn by(shape: JsonShape, all: &'static [&'static str], any: &'static [&'static str]) -> Self {
        Self { all, any, ..Self::of(shape) }
    }

    /// True if a member of the root holds items of this shape.
    pub(super) fn has_list(&self, member: &str) -> bool {
        self.shape.items_in(member).is_some() && (self.lists.is_empty() || self.lists.contains(&member))
    }

    /// True if the name of the list is enough to detect the shape.
    pub(super) fn is_certain(&self) -> bool {
        self.all.is_empty() && self.any.is_empty() && self.shape.wrappers.is_empty()
    }

    /// True if an item has the members of this shape.
    pub(super) fn matches(&self, text: &str, item: JsonValue) -> bool {
        let has = |name: &&str| members_of(text, item).any(|member| member.name.is(text, name));
        if !self.shape.wrappers.is_empty() {
            let mut members = members_of(text, item);
            let is_wrapper = members.next().is_some_and(|member| {
                let is_named = self.shape.wrappers.iter().any(|name| member.name.is(text, name));
                is_named && member.value.kind == ValueKind::Object
            });
            return is_wrapper && members.next().is_none();
        }
        self.all.iter().all(has) && (self.any.is_empty() || self.any.iter().any(has))
    }
}

/// Returns the signatures. Of several that match, the first counts.
pub(super) fn all() -> impl Iterator<Item = &'static ShapeSignature> {
    SIGNATURES.iter()
}

/// The default shape also reads what Graph, OData and Kinto write.
#[cfg(not(feature = "dialects"))]
static SIGNATURES: &[ShapeSignature] = &[ShapeSignature::of(JsonShape::MULTISTATUS)];

#[cfg(feature = "dialects")]
static SIGNATURES: &[ShapeSignature] = {
    use crate::dialect::{
        ANTHROPIC_BATCH, AZURE_SEARCH, BIGQUERY, COSMOS, ELASTIC, EVENTBRIDGE, FHIR, FIREHOSE, HUBSPOT, JSON_API,
        JSON_RPC, KINESIS, LAMBDA, NAKADI, OPENAI_BATCH, SALESFORCE, SALESFORCE_BATCH, SALESFORCE_COLLECTIONS, SCIM,
        SQS, ZALANDO,
    };
    &[
        ShapeSignature::of(JsonShape::MULTISTATUS),
        ShapeSignature::of(ZALANDO),
        ShapeSignature::of(SALESFORCE),
        ShapeSignature::of(FIREHOSE),
        ShapeSignature::of(LAMBDA),
        ShapeSignature::of(BIGQUERY),
        ShapeSignature::of(*SCIM.shape()),
        ShapeSignature::of(*ELASTIC.shape()),
        ShapeSignature { lists: &["atomic:results"], ..ShapeSignature::of(*JSON_API.shape()) },
        ShapeSignature::by(SQS, &["Id"], &["MessageId", "Code"]),
        ShapeSignature::by(KINESIS, &[], &["SequenceNumber", "ErrorCode"]),
        ShapeSignature::by(EVENTBRIDGE, &[], &["EventId", "ErrorCode"]),
        ShapeSignature::by(AZURE_SEARCH, &["key", "statusCode"], &[]),
        ShapeSignature::by(SALESFORCE_BATCH, &["statusCode", "result"], &[]),
        ShapeSignature::by(HUBSPOT, &[], &["objectWriteTraceId", "category"]),
        ShapeSignature::by(*FHIR.shape(), &["response"], &[]),
        ShapeSignature::by(*JSON_RPC.shape(), &["jsonrpc"], &["result", "error"]),
        ShapeSignature::by(COSMOS, &["statusCode"], &["requestCharge", "eTag", "resourceBody"]),
        ShapeSignature::by(SALESFORCE_COLLECTIONS, &["success", "errors"], &[]),
        ShapeSignature::by(NAKADI, &["publishing_status"], &[]),
        ShapeSignature::by(ANTHROPIC_BATCH, &["custom_id", "result"], &[]),
        ShapeSignature::by(OPENAI_BATCH, &["custom_id", "response"], &[]),
    ]
};
