//! The keys of `#[outcome(...)]`: where each may be written, what value it takes, and what other crates call it.

use crate::{
    attr::{
        table::{AttributeKey, AttributeTarget, Form, Row},
        word::{Word, Words},
    },
    diagnostics::closest,
};

/// The kind of item that an `#[outcome(...)]` is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Enum,
    Struct,
    Variant,
    Field,
}

impl AttributeTarget for Target {
    fn noun(self) -> &'static str {
        match self {
            Self::Enum => "an enum",
            Self::Struct => "a struct",
            Self::Variant => "a variant",
            Self::Field => "a field",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutcomeKey {
    Default,
    Display,
    TypeBase,
    Map,
    Bound,
    Crate,
    Transparent,
    With,
    Via,
    Title,
    Type,
    Condition,
    Header,
    Retry,
    Opaque,
    Href,
    Instance,
    Code,
    ErrorCode,
    RetryAfter,
    Body,
    Extension,
    ConditionHref,
    Other,
    SkipParse,
    FieldDefault,
    From,
    Respond,
    Schema,
    Reserved,
}

impl AttributeKey for OutcomeKey {
    type Target = Target;

    fn rows() -> &'static [Row<Self>] {
        ROWS
    }
}

const CONTAINER: &[Target] = &[Target::Enum, Target::Struct];
const VARIANT: &[Target] = &[Target::Variant, Target::Struct];
const FIELD: &[Target] = &[Target::Field];

static RETRY: Words = Words {
    of: "Retry",
    words: &[
        Word::new("never", "Never"),
        Word::new("safe", "Safe"),
        Word::new("if_idempotent", "IfIdempotent"),
        Word::new("with_cause", "WithCause"),
    ],
};

/// The frameworks whose response trait can be implemented. The name of each is that of a feature of the runtime.
static FRAMEWORKS: Words = Words {
    of: "frameworks",
    words: &[
        Word::new("actix", "actix"),
        Word::new("axum", "axum"),
        Word::new("grpc", "grpc"),
        Word::new("poem", "poem"),
        Word::new("rocket", "rocket"),
        Word::new("salvo", "salvo"),
    ],
};

/// The descriptions of types that can be implemented. The name of each is that of a feature of the runtime.
static SCHEMAS: Words =
    Words { of: "schemas", words: &[Word::new("schemars", "schemars"), Word::new("utoipa", "utoipa")] };

static ROWS: &[Row<OutcomeKey>] = &[
    Row::new(OutcomeKey::Default, "default", CONTAINER, Form::Status, "default = 500").alias(&["fallback"]),
    Row::new(OutcomeKey::Display, "display", CONTAINER, Form::Flag, "display"),
    Row::new(OutcomeKey::TypeBase, "type_base", CONTAINER, Form::Text, "type_base = \"https://example.com/problems/\""),
    Row::new(OutcomeKey::Map, "map", CONTAINER, Form::Path, "map = Self::soften"),
    Row::new(OutcomeKey::Bound, "bound", CONTAINER, Form::Predicates, "bound(T: Display)").alias(&["bounds"]),
    Row::new(OutcomeKey::Crate, "crate", CONTAINER, Form::CratePath, "crate = ::multistatus"),
    Row::new(OutcomeKey::Respond, "respond", CONTAINER, Form::WordList(&FRAMEWORKS), "respond(axum)").alias(&[
        "responder",
        "into_response",
        "response",
    ]),
    Row::new(OutcomeKey::Schema, "schema", CONTAINER, Form::WordList(&SCHEMAS), "schema(utoipa)").alias(&[
        "openapi",
        "json_schema",
        "to_schema",
    ]),
    Row::reserved(OutcomeKey::Reserved, "remote", CONTAINER),
    Row::new(OutcomeKey::ErrorCode, "code", VARIANT, Form::Assignments, "code(scim = \"uniqueness\")")
        .repeated()
        .alias(&["codes", "error_code"]),
    Row::new(OutcomeKey::Condition, "condition", VARIANT, CONDITION, "condition = \"lock-token-submitted\"")
        .repeated()
        .alias(&["precondition"]),
    Row::new(OutcomeKey::Header, "header", VARIANT, Form::Pair, "header(\"Location\", \"{path}\")").repeated(),
    Row::new(OutcomeKey::Opaque, "opaque", VARIANT, Form::Flag, "opaque").alias(&[
        "mask",
        "hidden",
        "internal",
        "private",
        "secret",
        "sensitive",
    ]),
    Row::new(OutcomeKey::Other, "other", VARIANT, Form::Flag, "other").alias(&[
        "unknown",
        "unrecognized",
        "fallback",
        "catch_all",
    ]),
    Row::new(OutcomeKey::Retry, "retry", VARIANT, Form::Word(&RETRY), "retry = safe").alias(&["retryable"]),
    Row::new(OutcomeKey::RetryAfter, "retry_after", VARIANT, Form::Duration, "retry_after = \"5s\"")
        .alias(&["delay", "wait", "backoff"]),
    Row::new(OutcomeKey::SkipParse, "skip_parse", &[Target::Variant], Form::Flag, "skip_parse").alias(&[
        "skip",
        "ignore",
        "skip_deserializing",
    ]),
    Row::new(OutcomeKey::Title, "title", VARIANT, Form::Text, "title = \"...\""),
    Row::new(OutcomeKey::Transparent, "transparent", VARIANT, Form::Flag, "transparent")
        .alias(&["forward", "inner", "delegate", "nested"]),
    Row::new(OutcomeKey::Type, "type", VARIANT, Form::Text, "type = \"https://example.com/problems/quota\"").alias(&[
        "problem",
        "problem_type",
        "type_uri",
        "type_url",
    ]),
    Row::new(OutcomeKey::Via, "via", VARIANT, Form::Path, "via = Mapping"),
    Row::new(OutcomeKey::With, "with", VARIANT, Form::Path, "with = pick"),
    Row::new(OutcomeKey::Body, "body", FIELD, Form::Flag, "body").alias(&["content", "json", "payload"]),
    Row::new(OutcomeKey::Code, "code", FIELD, Form::Flag, "code").alias(&["status_code", "status"]),
    Row::new(OutcomeKey::ConditionHref, "condition_href", FIELD, Form::FlagOrText, "condition_href").repeated(),
    Row::new(OutcomeKey::FieldDefault, "default", FIELD, Form::Flag, "default").alias(&["fallback"]),
    Row::new(OutcomeKey::Extension, "extension", FIELD, Form::FlagOrText, "extension = \"limit\"").alias(&["member"]),
    Row::new(OutcomeKey::From, "from", FIELD, Form::Flag, "from"),
    Row::new(OutcomeKey::Header, "header", FIELD, Form::Text, "header = \"ETag\"").repeated(),
    Row::new(OutcomeKey::Href, "href", FIELD, Form::Flag, "href").alias(&["id", "key", "url", "uri", "path"]),
    Row::new(OutcomeKey::Instance, "instance", FIELD, Form::Flag, "instance").alias(&[
        "occurrence",
        "request_id",
        "trace_id",
    ]),
    Row::new(OutcomeKey::RetryAfter, "retry_after", FIELD, Form::Flag, "retry_after").alias(&["delay", "wait"]),
];

const CONDITION: Form = Form::TextOrPair("condition(\"urn:example\", \"name\")");

/// Words of other crates for the description, which has no key: the text follows the status.
static DESCRIPTIONS: &[&str] = &["description", "message", "detail", "error", "reason", "text"];

/// True if `word` is what other crates call the description, or nearly.
pub(crate) fn means_description(word: &str) -> bool {
    closest(word, DESCRIPTIONS.iter().copied()).is_some()
}
