//! The keys of `#[outcome(...)]`: where each may be written, what value it takes, and what other crates call it.

use crate::{
    attr::{
        table::{AttributeKey, AttributeTarget, Form, Row, Table},
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
    Code,
    RetryAfter,
    Body,
    Extension,
    ConditionHref,
    Other,
    SkipParse,
    FieldDefault,
    Reserved,
}

impl AttributeKey for OutcomeKey {
    type Target = Target;

    fn table() -> &'static Table<Self> {
        &TABLE
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

pub(crate) static TABLE: Table<OutcomeKey> = Table { rows: ROWS, aliases: ALIASES };

static ROWS: &[Row<OutcomeKey>] = &[
    Row::new(OutcomeKey::Default, "default", CONTAINER, Form::Status, "default = 500"),
    Row::new(OutcomeKey::Display, "display", CONTAINER, Form::Flag, "display"),
    Row::new(OutcomeKey::TypeBase, "type_base", CONTAINER, Form::Text, "type_base = \"https://example.com/problems/\""),
    Row::new(OutcomeKey::Map, "map", CONTAINER, Form::Path, "map = Self::soften"),
    Row::new(OutcomeKey::Bound, "bound", CONTAINER, Form::Predicates, "bound(T: Display)"),
    Row::new(OutcomeKey::Crate, "crate", CONTAINER, Form::CratePath, "crate = ::multistatus"),
    Row::reserved(OutcomeKey::Reserved, "remote", CONTAINER),
    Row::new(OutcomeKey::Condition, "condition", VARIANT, CONDITION, "condition = \"lock-token-submitted\"").repeated(),
    Row::new(OutcomeKey::Header, "header", VARIANT, Form::Pair, "header(\"Location\", \"{path}\")").repeated(),
    Row::new(OutcomeKey::Opaque, "opaque", VARIANT, Form::Flag, "opaque"),
    Row::new(OutcomeKey::Other, "other", VARIANT, Form::Flag, "other"),
    Row::new(OutcomeKey::Retry, "retry", VARIANT, Form::Word(&RETRY), "retry = safe"),
    Row::new(OutcomeKey::SkipParse, "skip_parse", &[Target::Variant], Form::Flag, "skip_parse"),
    Row::new(OutcomeKey::Title, "title", VARIANT, Form::Text, "title = \"...\""),
    Row::new(OutcomeKey::Transparent, "transparent", VARIANT, Form::Flag, "transparent"),
    Row::new(OutcomeKey::Type, "type", VARIANT, Form::Text, "type = \"https://example.com/problems/quota\""),
    Row::new(OutcomeKey::Via, "via", VARIANT, Form::Path, "via = Mapping"),
    Row::new(OutcomeKey::With, "with", VARIANT, Form::Path, "with = pick"),
    Row::new(OutcomeKey::Body, "body", FIELD, Form::Flag, "body"),
    Row::new(OutcomeKey::Code, "code", FIELD, Form::Flag, "code"),
    Row::new(OutcomeKey::ConditionHref, "condition_href", FIELD, Form::FlagOrText, "condition_href").repeated(),
    Row::new(OutcomeKey::FieldDefault, "default", FIELD, Form::Flag, "default"),
    Row::new(OutcomeKey::Extension, "extension", FIELD, Form::FlagOrText, "extension = \"limit\""),
    Row::new(OutcomeKey::Header, "header", FIELD, Form::Text, "header = \"ETag\"").repeated(),
    Row::new(OutcomeKey::Href, "href", FIELD, Form::Flag, "href"),
    Row::new(OutcomeKey::RetryAfter, "retry_after", FIELD, Form::Flag, "retry_after"),
];

const CONDITION: Form = Form::TextOrPair("condition(\"urn:example\", \"name\")");

static ALIASES: &[(&str, &[&str])] = &[
    ("href", &["id", "key", "url", "uri", "path"]),
    ("code", &["status_code", "status"]),
    ("retry", &["retryable"]),
    ("type", &["problem", "problem_type"]),
    ("condition", &["precondition"]),
    ("opaque", &["mask", "hidden"]),
    ("retry_after", &["delay", "wait"]),
    ("extension", &["member"]),
    ("body", &["content", "json", "payload"]),
    ("transparent", &["forward"]),
    ("default", &["fallback"]),
    ("bound", &["bounds"]),
];

/// Words of other crates for the description, which has no key: the text follows the status.
static DESCRIPTIONS: &[&str] = &["description", "message", "detail", "error", "reason", "text"];

/// True if `word` is what other crates call the description, or nearly.
pub(crate) fn means_description(word: &str) -> bool {
    closest(word, DESCRIPTIONS.iter().copied()).is_some()
}
