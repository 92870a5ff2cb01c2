//! The table of attribute keys: where each may stand, what value it takes and what it means.
//!
//! Parser, suggestions, placement errors and the test of the docs page all read it; nothing else knows the keys.

use crate::diagnostics::closest;

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Enum,
    Struct,
    Variant,
    Field,
}

impl Place {
    /// With its article, as a message needs it.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Enum => "an enum",
            Self::Struct => "a struct",
            Self::Variant => "a variant",
            Self::Field => "a field",
        }
    }
}

/// What is written after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    Flag,
    /// `= "text"`.
    Text,
    /// Nothing, or `= "text"`.
    FlagOrText,
    /// `= path::to::something`.
    Path,
    /// `= 404`, `= NOT_FOUND` or `= path::to::CONST`.
    Code,
    /// `= never`, and the other classes.
    Retry,
    /// `("text", "text")`.
    Pair,
    /// `= "text"` or `("text", "text")`.
    TextOrPair,
    /// `(T: Bound, U: Bound)`.
    Predicates,
    /// Not built yet.
    Reserved,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
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

pub(crate) struct Row {
    pub(crate) key: Key,
    pub(crate) name: &'static str,
    pub(crate) places: &'static [Place],
    pub(crate) form: Form,
    /// Whether it may be given more than once in one place.
    pub(crate) repeats: bool,
    /// The key as somebody would write it.
    pub(crate) example: &'static str,
}

const CONTAINER: &[Place] = &[Place::Enum, Place::Struct];
const VARIANT: &[Place] = &[Place::Variant, Place::Struct];
const FIELD: &[Place] = &[Place::Field];

const fn row(key: Key, name: &'static str, places: &'static [Place], form: Form, example: &'static str) -> Row {
    Row { key, name, places, form, repeats: false, example }
}

impl Row {
    const fn repeated(mut self) -> Self {
        self.repeats = true;
        self
    }
}

const fn reserved(name: &'static str, places: &'static [Place]) -> Row {
    row(Key::Reserved, name, places, Form::Reserved, name)
}

pub(crate) static ROWS: &[Row] = &[
    row(Key::Default, "default", CONTAINER, Form::Code, "default = 500"),
    row(Key::Display, "display", CONTAINER, Form::Flag, "display"),
    row(Key::TypeBase, "type_base", CONTAINER, Form::Text, "type_base = \"https://example.com/problems/\""),
    row(Key::Map, "map", CONTAINER, Form::Path, "map = Self::soften"),
    row(Key::Bound, "bound", CONTAINER, Form::Predicates, "bound(T: Display)"),
    row(Key::Crate, "crate", CONTAINER, Form::Path, "crate = ::multistatus"),
    reserved("remote", CONTAINER),
    row(Key::Condition, "condition", VARIANT, Form::TextOrPair, "condition = \"lock-token-submitted\"").repeated(),
    row(Key::Header, "header", VARIANT, Form::Pair, "header(\"Location\", \"{path}\")").repeated(),
    row(Key::Opaque, "opaque", VARIANT, Form::Flag, "opaque"),
    row(Key::Other, "other", VARIANT, Form::Flag, "other"),
    row(Key::Retry, "retry", VARIANT, Form::Retry, "retry = safe"),
    row(Key::SkipParse, "skip_parse", &[Place::Variant], Form::Flag, "skip_parse"),
    row(Key::Title, "title", VARIANT, Form::Text, "title = \"...\""),
    row(Key::Transparent, "transparent", VARIANT, Form::Flag, "transparent"),
    row(Key::Type, "type", VARIANT, Form::Text, "type = \"https://example.com/problems/quota\""),
    row(Key::Via, "via", VARIANT, Form::Path, "via = Mapping"),
    row(Key::With, "with", VARIANT, Form::Path, "with = pick"),
    row(Key::Body, "body", FIELD, Form::Flag, "body"),
    row(Key::Code, "code", FIELD, Form::Flag, "code"),
    row(Key::ConditionHref, "condition_href", FIELD, Form::FlagOrText, "condition_href").repeated(),
    row(Key::FieldDefault, "default", FIELD, Form::Flag, "default"),
    row(Key::Extension, "extension", FIELD, Form::FlagOrText, "extension = \"limit\""),
    row(Key::Header, "header", FIELD, Form::Text, "header = \"ETag\"").repeated(),
    row(Key::Href, "href", FIELD, Form::Flag, "href"),
    row(Key::RetryAfter, "retry_after", FIELD, Form::Flag, "retry_after"),
];

/// What other crates and other drafts call our keys.
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

/// Words for what is no key here: the text that stands right after the status.
static DESCRIPTIONS: &[&str] = &["description", "message", "detail", "error", "reason", "text"];

/// The row of `name` in `place`.
pub(crate) fn find(name: &str, place: Place) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name && row.places.contains(&place))
}

/// The row of `name` anywhere, to say where it goes. A reserved row of the same name is the worse answer.
pub(crate) fn find_elsewhere(name: &str) -> Option<&'static Row> {
    ROWS.iter().filter(|row| row.name == name).min_by_key(|row| row.key == Key::Reserved)
}

/// The names that `place` takes, in the order of the table.
pub(crate) fn names(place: Place) -> impl Iterator<Item = &'static str> {
    ROWS.iter().filter(move |row| row.key != Key::Reserved && row.places.contains(&place)).map(|row| row.name)
}

/// What another crate's word is called here.
pub(crate) fn alias(word: &str, place: Place) -> Option<&'static str> {
    ALIASES.iter().find(|(other, name)| *other == word && find(name, place).is_some()).map(|(_, name)| *name)
}

/// Whether `word` is what other crates call the description, or nearly.
pub(crate) fn means_description(word: &str) -> bool {
    closest(word, DESCRIPTIONS.iter().copied()).is_some()
}
