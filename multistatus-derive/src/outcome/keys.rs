//! The keys of `#[outcome(...)]`: where each may be written, what value it takes, and what other crates call it.

use crate::{
    attr::table::{AttributeKey, AttributeTarget, Form, Row, Table, Word, Words},
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

const fn row(
    key: OutcomeKey,
    name: &'static str,
    targets: &'static [Target],
    form: Form,
    example: &'static str,
) -> Row<OutcomeKey> {
    Row::new(key, name, targets, form, example)
}

const fn reserved(name: &'static str, targets: &'static [Target]) -> Row<OutcomeKey> {
    row(OutcomeKey::Reserved, name, targets, Form::Reserved, name)
}

pub(crate) static TABLE: Table<OutcomeKey> = Table { rows: ROWS, aliases: ALIASES };

static ROWS: &[Row<OutcomeKey>] = &[
    row(OutcomeKey::Default, "default", CONTAINER, Form::Status, "default = 500"),
    row(OutcomeKey::Display, "display", CONTAINER, Form::Flag, "display"),
    row(OutcomeKey::TypeBase, "type_base", CONTAINER, Form::Text, "type_base = \"https://example.com/problems/\""),
    row(OutcomeKey::Map, "map", CONTAINER, Form::Path, "map = Self::soften"),
    row(OutcomeKey::Bound, "bound", CONTAINER, Form::Predicates, "bound(T: Display)"),
    row(OutcomeKey::Crate, "crate", CONTAINER, Form::CratePath, "crate = ::multistatus"),
    reserved("remote", CONTAINER),
    row(OutcomeKey::Condition, "condition", VARIANT, CONDITION, "condition = \"lock-token-submitted\"").repeated(),
    row(OutcomeKey::Header, "header", VARIANT, Form::Pair, "header(\"Location\", \"{path}\")").repeated(),
    row(OutcomeKey::Opaque, "opaque", VARIANT, Form::Flag, "opaque"),
    row(OutcomeKey::Other, "other", VARIANT, Form::Flag, "other"),
    row(OutcomeKey::Retry, "retry", VARIANT, Form::Word(&RETRY), "retry = safe"),
    row(OutcomeKey::SkipParse, "skip_parse", &[Target::Variant], Form::Flag, "skip_parse"),
    row(OutcomeKey::Title, "title", VARIANT, Form::Text, "title = \"...\""),
    row(OutcomeKey::Transparent, "transparent", VARIANT, Form::Flag, "transparent"),
    row(OutcomeKey::Type, "type", VARIANT, Form::Text, "type = \"https://example.com/problems/quota\""),
    row(OutcomeKey::Via, "via", VARIANT, Form::Path, "via = Mapping"),
    row(OutcomeKey::With, "with", VARIANT, Form::Path, "with = pick"),
    row(OutcomeKey::Body, "body", FIELD, Form::Flag, "body"),
    row(OutcomeKey::Code, "code", FIELD, Form::Flag, "code"),
    row(OutcomeKey::ConditionHref, "condition_href", FIELD, Form::FlagOrText, "condition_href").repeated(),
    row(OutcomeKey::FieldDefault, "default", FIELD, Form::Flag, "default"),
    row(OutcomeKey::Extension, "extension", FIELD, Form::FlagOrText, "extension = \"limit\""),
    row(OutcomeKey::Header, "header", FIELD, Form::Text, "header = \"ETag\"").repeated(),
    row(OutcomeKey::Href, "href", FIELD, Form::Flag, "href"),
    row(OutcomeKey::RetryAfter, "retry_after", FIELD, Form::Flag, "retry_after"),
];

const CONDITION: Form = Form::TextOrPair("condition(\"urn:example\", \"name\")");

static ALIASES: &[(&str, &str)] = &[
    ("id", "href"),
    ("key", "href"),
    ("url", "href"),
    ("uri", "href"),
    ("path", "href"),
    ("status_code", "code"),
    ("status", "code"),
    ("retryable", "retry"),
    ("problem", "type"),
    ("problem_type", "type"),
    ("precondition", "condition"),
    ("mask", "opaque"),
    ("hidden", "opaque"),
    ("delay", "retry_after"),
    ("wait", "retry_after"),
    ("member", "extension"),
    ("content", "body"),
    ("json", "body"),
    ("payload", "body"),
    ("forward", "transparent"),
    ("fallback", "default"),
    ("bounds", "bound"),
];

/// Words of other crates for the description, which has no key: the text follows the status.
static DESCRIPTIONS: &[&str] = &["description", "message", "detail", "error", "reason", "text"];

/// True if `word` is what other crates call the description, or nearly.
pub(crate) fn means_description(word: &str) -> bool {
    closest(word, DESCRIPTIONS.iter().copied()).is_some()
}
