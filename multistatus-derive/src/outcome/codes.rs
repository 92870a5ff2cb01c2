//! The error codes of dialects: the key of each dialect, and the codes of those whose vocabulary is closed.

use crate::diagnostics::{closest, closest_within, list};

/// A dialect with error codes.
struct Dialect {
    key: &'static str,
    vocabulary: Vocabulary,
    /// Other names of the convention.
    aliases: &'static [&'static str],
}

/// The codes that a dialect has.
enum Vocabulary {
    /// Any text.
    Open,
    /// One of these words. Words that stand for no error are listed apart.
    Closed { errors: &'static [&'static str], others: &'static [&'static str] },
    /// An integer, such as this one.
    Integer(&'static str),
}

const fn open(key: &'static str, aliases: &'static [&'static str]) -> Dialect {
    Dialect { key, vocabulary: Vocabulary::Open, aliases }
}

static DIALECTS: &[Dialect] = &[
    open("anthropic", &["claude"]),
    open("bigquery", &["big_query"]),
    open("elastic", &["elasticsearch", "opensearch", "es"]),
    open("eventbridge", &["event_bridge"]),
    Dialect { key: "fhir", vocabulary: Vocabulary::Closed { errors: FHIR, others: FHIR_OTHERS }, aliases: &["hl7"] },
    open("firehose", &[]),
    open("google", &[]),
    open("graph", &["msgraph", "ms_graph", "microsoft_graph"]),
    Dialect { key: "grpc", vocabulary: Vocabulary::Closed { errors: GRPC, others: &["OK"] }, aliases: &[] },
    open("hubspot", &["hub_spot"]),
    open("json_api", &["jsonapi"]),
    Dialect { key: "json_rpc", vocabulary: Vocabulary::Integer("-32001"), aliases: &["jsonrpc", "rpc"] },
    open("kinesis", &[]),
    Dialect { key: "kinto", vocabulary: Vocabulary::Integer("110"), aliases: &[] },
    open("odata", &["odata4"]),
    open("openai", &["open_ai"]),
    open("s3", &["aws_s3"]),
    open("salesforce", &["sales_force", "sfdc"]),
    Dialect { key: "scim", vocabulary: Vocabulary::Closed { errors: SCIM, others: &[] }, aliases: &["scim2"] },
    open("sns", &["aws_sns"]),
    open("sqs", &["aws_sqs"]),
];

/// RFC 7644 section 3.12, table 9.
static SCIM: &[&str] = &[
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
];

/// The code system `http://hl7.org/fhir/issue-type` of FHIR R5.
static FHIR: &[&str] = &[
    "invalid",
    "structure",
    "required",
    "value",
    "invariant",
    "security",
    "login",
    "unknown",
    "expired",
    "forbidden",
    "suppressed",
    "processing",
    "not-supported",
    "duplicate",
    "multiple-matches",
    "not-found",
    "deleted",
    "too-long",
    "code-invalid",
    "extension",
    "too-costly",
    "business-rule",
    "conflict",
    "limited-filter",
    "transient",
    "lock-error",
    "no-store",
    "exception",
    "timeout",
    "incomplete",
    "throttled",
];

static FHIR_OTHERS: &[&str] = &["informational", "success"];

/// The enum `google.rpc.Code`.
static GRPC: &[&str] = &[
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// Returns the keys of the dialects.
#[cfg(test)]
pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
    DIALECTS.iter().map(|dialect| dialect.key)
}

/// Checks the key of a dialect that is written as a word. Any word that is not nearly a known key is a dialect of the user.
pub(crate) fn check_word(word: &str) -> Result<(), String> {
    if find(word).is_some() {
        return Ok(());
    }
    let lower = word.to_lowercase();
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    // Letters that are swapped, such as `scmi`, are near as well.
    let is_meant = |dialect: &&Dialect| {
        letters(dialect.key) == letters(&lower) || dialect.aliases.iter().any(|alias| *alias == lower)
    };
    let meant = DIALECTS.iter().find(is_meant).map(|dialect| dialect.key);
    // A word of few letters is near to many others.
    let limit = (word.chars().count() / 4).max(1);
    let near = || closest_within(limit, &lower, DIALECTS.iter().map(|dialect| dialect.key));
    match meant.or_else(near) {
        None => Ok(()),
        Some(near) => Err(format!(
            "unknown dialect `{word}`; did you mean `{near}`? for a dialect of your own write `\"{word}\" = \"...\"`"
        )),
    }
}

/// Checks the code of a dialect. `is_text` is false if it is written as an integer.
pub(crate) fn check_code(dialect: &str, code: &str, is_text: bool) -> Result<(), String> {
    let vocabulary = find(dialect).map(|dialect| &dialect.vocabulary);
    if let Some(Vocabulary::Integer(example)) = vocabulary {
        let number = code.parse::<i64>().ok().filter(|number| number.to_string() == code);
        return match number {
            Some(number) if dialect == "json_rpc" => check_json_rpc(number),
            Some(_) => Ok(()),
            None => Err(format!("`{dialect}` is an integer; write `{dialect} = {example}`")),
        };
    }
    if code.is_empty() {
        return Err(format!("the code for `{dialect}` is empty; write one, or remove `{dialect}`"));
    }
    if let Some(Vocabulary::Closed { errors, others }) = vocabulary {
        return check_closed(dialect, code, errors, others);
    }
    // The codes of a dialect of the user may be numbers.
    if !is_text && vocabulary.is_some() {
        return Err(format!("`{dialect}` is text; write `{dialect} = \"{code}\"`"));
    }
    match code.chars().find(|character| character.is_control()) {
        None => Ok(()),
        Some(control) => Err(format!("`{}` is not allowed in an error code; remove it", control.escape_default())),
    }
}

fn check_closed(dialect: &str, code: &str, errors: &[&str], others: &[&str]) -> Result<(), String> {
    if errors.contains(&code) {
        return Ok(());
    }
    let all = || list(errors.iter().copied(), "or");
    if others.contains(&code) {
        return Err(format!("`{code}` of `{dialect}` is not an error; write {}", all()));
    }
    // `NOT_FOUND`, `notFound` and `not-found` are the same words.
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let plain_code = plain(code);
    let find = |is_meant: &dyn Fn(&str) -> bool| errors.iter().copied().find(|known| is_meant(&plain(known)));
    let same = find(&|known| known == plain_code);
    let near = same.or_else(|| closest(code, errors.iter().copied()));
    match near.or_else(|| find(&|known| plain_code.starts_with(known))) {
        Some(near) => Err(format!("`{dialect}` has no code `{code}`; did you mean `{near}`?")),
        None => Err(format!("`{dialect}` has no code `{code}`; write {}", all())),
    }
}

/// Checks an error code of JSON-RPC 2.0 (section 5.1): the codes from -32768 to -32000 are reserved.
fn check_json_rpc(code: i64) -> Result<(), String> {
    match code {
        -32700 | -32603..=-32600 | -32099..=-32000 => Ok(()),
        -32768..=-32000 => Err(format!(
            "`{code}` is reserved by JSON-RPC; write a code from `-32099` to `-32000`, or one outside of `-32768` to \
             `-32000`"
        )),
        _ => Ok(()),
    }
}

fn find(key: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| dialect.key == key)
}
