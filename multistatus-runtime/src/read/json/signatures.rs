//! The members by which the shapes are detected.

use crate::json_shape::JsonShape;
use crate::tokens::json::{JsonValue, ValueKind, members_of};

/// A shape, and the members of its first item by which it is detected.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) shape: JsonShape,
    /// Members that the first item has.
    all: &'static [&'static str],
    /// Members of which the first item has at least one; empty if it needs none of them.
    any: &'static [&'static str],
}

impl Signature {
    /// Creates the signature of a shape whose list has a name that no other body has.
    const fn of(shape: JsonShape) -> Self {
        Self { shape, all: &[], any: &[] }
    }

    /// True if a member of the root holds items of this shape.
    pub(super) fn has_list(&self, member: &str) -> bool {
        self.shape.items_in(member).is_some()
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
pub(super) fn all() -> impl Iterator<Item = &'static Signature> {
    SIGNATURES.iter()
}

/// The default shape also reads what Graph, OData and Kinto write.
#[cfg(not(feature = "dialects"))]
static SIGNATURES: &[Signature] = &[Signature::of(JsonShape::MULTISTATUS)];

#[cfg(feature = "dialects")]
static SIGNATURES: &[Signature] = {
    use crate::dialect::{
        AZURE_SEARCH, COSMOS, EVENTBRIDGE, FIREHOSE, HUBSPOT, KINESIS, LAMBDA, OPENAI_BATCH, SALESFORCE,
        SALESFORCE_BATCH, SALESFORCE_COLLECTIONS, SQS, ZALANDO,
    };
    &[
        Signature::of(JsonShape::MULTISTATUS),
        Signature::of(ZALANDO),
        Signature::of(SALESFORCE),
        Signature::of(FIREHOSE),
        Signature::of(LAMBDA),
        Signature { shape: SQS, all: &["Id"], any: &["MessageId", "Code"] },
        Signature { shape: KINESIS, all: &[], any: &["SequenceNumber", "ErrorCode"] },
        Signature { shape: EVENTBRIDGE, all: &[], any: &["EventId", "ErrorCode"] },
        Signature { shape: AZURE_SEARCH, all: &["key", "statusCode"], any: &[] },
        Signature { shape: SALESFORCE_BATCH, all: &["statusCode", "result"], any: &[] },
        Signature { shape: HUBSPOT, all: &[], any: &["objectWriteTraceId", "category"] },
        Signature { shape: COSMOS, all: &["statusCode"], any: &["requestCharge", "eTag", "resourceBody"] },
        Signature { shape: SALESFORCE_COLLECTIONS, all: &["success", "errors"], any: &[] },
        Signature { shape: OPENAI_BATCH, all: &["custom_id", "response"], any: &[] },
    ]
};
