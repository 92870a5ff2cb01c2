//! The outcomes of a batch: those of its handler, the reasons why there is none, and the refusals of the whole.

use http::StatusCode;
use serde_json::{Value, json};

use super::variants::{MemberSchema, OutcomeSchema, Variants};
use crate::{
    batch::{NotRun, refused::Refused, settled::Settled},
    outcome::OutcomeInfo,
};

impl<G> OutcomeSchema<G> for Refused {
    fn variants(variants: &mut Variants<'_, G>) {
        for info in REFUSED {
            variants.own(info);
            match info.status.map(|status| status.as_u16()) {
                Some(400) => variants.member("line", count()).member("column", count()),
                Some(413) => variants.member("max_items", count()).member("max_bytes", count()),
                _ => variants,
            };
        }
    }
}

impl<G> OutcomeSchema<G> for NotRun {
    fn variants(variants: &mut Variants<'_, G>) {
        Refused::variants(variants);
        for info in NOT_RUN {
            variants.own(info);
            match info.status.map(|status| status.as_u16()) {
                Some(422) => variants.member("errors", errors()),
                Some(424) => variants.member("cause", cause()),
                _ => variants,
            };
        }
    }
}

/// What is replayed is an earlier outcome of the same handler.
impl<G, O: OutcomeSchema<G>> OutcomeSchema<G> for Settled<O> {
    fn variants(variants: &mut Variants<'_, G>) {
        O::variants(variants);
        NotRun::variants(variants);
    }
}

static REFUSED: &[OutcomeInfo] = &[
    info("Unreadable", StatusCode::BAD_REQUEST, "The request is not a valid batch.", &[]),
    info("InFlight", StatusCode::CONFLICT, "A request with the same idempotency key still runs.", RETRY_AFTER),
    info("TooLarge", StatusCode::PAYLOAD_TOO_LARGE, "There are more items or bytes than the limit.", &[]),
    info(
        "UnsupportedMediaType",
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The content type or the content encoding of the request is not supported.",
        &["Accept", "Accept-Encoding"],
    ),
    info("KeyReused", StatusCode::UNPROCESSABLE_ENTITY, "The idempotency key was sent before with other inputs.", &[]),
    info("Unavailable", StatusCode::SERVICE_UNAVAILABLE, "The batch could not start; retry later.", RETRY_AFTER),
];

static NOT_RUN: &[OutcomeInfo] = &[
    info("NotAccepted", StatusCode::BAD_REQUEST, "The item cannot be decoded, or its dependencies are not valid.", &[]),
    info(
        "Duplicate",
        StatusCode::CONFLICT,
        "An earlier item has the same key, or an item with the same idempotency key still runs.",
        RETRY_AFTER,
    ),
    info(
        "Invalid",
        StatusCode::UNPROCESSABLE_ENTITY,
        "The item is not valid, or its idempotency key was sent with another item.",
        &[],
    ),
    info("NotAttempted", StatusCode::FAILED_DEPENDENCY, "The item was not applied because another one failed.", &[]),
    info("Failed", StatusCode::INTERNAL_SERVER_ERROR, "The service failed while it handled the item.", &[]),
    info(
        "NotCompleted",
        StatusCode::SERVICE_UNAVAILABLE,
        "The batch ended before the item was completed; retry later.",
        RETRY_AFTER,
    ),
    info(
        "TimedOut",
        StatusCode::GATEWAY_TIMEOUT,
        "The item took longer than the limit. It may have been applied.",
        &[],
    ),
];

const RETRY_AFTER: &[&str] = &["Retry-After"];

const fn info(
    name: &'static str,
    status: StatusCode,
    docs: &'static str,
    headers: &'static [&'static str],
) -> OutcomeInfo {
    let mut info = OutcomeInfo::new(name);
    info.status = Some(status);
    info.docs = docs;
    info.headers = headers;
    info
}

fn optional(schema: Value) -> MemberSchema {
    MemberSchema { schema, example: None, required: false }
}

fn count() -> MemberSchema {
    optional(json!({"type": "integer", "minimum": 0}))
}

fn cause() -> MemberSchema {
    let schema = json!({"type": "string", "description": "The key of the item that failed."});
    MemberSchema { schema, example: Some("1".into()), required: true }
}

/// Returns the schema of the errors of an input: see [`FieldError`](crate::batch::FieldError).
fn errors() -> MemberSchema {
    optional(json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "pointer": {"type": "string", "description": "The JSON pointer (RFC 6901) of the field."},
                "detail": {"type": "string"},
            },
            "required": ["pointer", "detail"],
        },
    }))
}
