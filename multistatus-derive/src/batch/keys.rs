//! The table of the keys of `#[batch(...)]`: what value each takes, and what others call it.
//!
//! Parser, suggestions and the test of the docs page all read it; nothing else knows the keys.

/// What is written after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    Flag,
    /// `= 16`, or the path of a constant.
    Count,
    /// `= "5s"`, or the path of a constant.
    Duration,
    /// `= best_effort`, and the other modes.
    Mode,
    /// One of our words.
    Word(&'static Words),
    /// `= path::to::something`.
    Path,
}

/// The words that a key takes: each as it is written, and the variant that it stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The enum of the runtime.
    pub(crate) of: &'static str,
    pub(crate) words: &'static [(&'static str, &'static str)],
}

static DUPLICATE: Words =
    Words { of: "OnDuplicate", words: &[("run", "Run"), ("conflict", "Conflict"), ("share", "Share")] };
static DISCONNECT: Words =
    Words { of: "OnDisconnect", words: &[("detach", "Detach"), ("stop", "Stop"), ("cancel", "Cancel")] };

pub(crate) struct Row {
    /// Also the name of the method of `Batch` that takes the value.
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// The key as somebody would write it.
    pub(crate) example: &'static str,
}

const fn row(name: &'static str, form: Form, example: &'static str) -> Row {
    Row { name, form, example }
}

pub(crate) static ROWS: &[Row] = &[
    row("max_items", Form::Count, "max_items = 1000"),
    row("refuse_empty", Form::Flag, "refuse_empty"),
    row("concurrency", Form::Count, "concurrency = 16"),
    row("item_timeout", Form::Duration, "item_timeout = \"5s\""),
    row("deadline", Form::Duration, "deadline = \"30s\""),
    row("retry_after", Form::Duration, "retry_after = \"2s\""),
    row("mode", Form::Mode, "mode = stop_after(3)"),
    row("on_duplicate", Form::Word(&DUPLICATE), "on_duplicate = conflict"),
    row("buffer", Form::Count, "buffer = 100"),
    row("on_disconnect", Form::Word(&DISCONNECT), "on_disconnect = cancel"),
    row("crate", Form::Path, "crate = ::multistatus"),
];

/// What other crates call our keys.
static ALIASES: &[(&str, &str)] = &[
    ("limit", "max_items"),
    ("max", "max_items"),
    ("max_len", "max_items"),
    ("max_size", "max_items"),
    ("max_batch_size", "max_items"),
    ("batch_size", "max_items"),
    ("size", "max_items"),
    ("not_empty", "refuse_empty"),
    ("non_empty", "refuse_empty"),
    ("reject_empty", "refuse_empty"),
    ("allow_empty", "refuse_empty"),
    ("concurrent", "concurrency"),
    ("max_concurrency", "concurrency"),
    ("parallel", "concurrency"),
    ("parallelism", "concurrency"),
    ("threads", "concurrency"),
    ("workers", "concurrency"),
    ("jobs", "concurrency"),
    ("timeout", "item_timeout"),
    ("timeout_per_item", "item_timeout"),
    ("batch_timeout", "deadline"),
    ("total_timeout", "deadline"),
    ("retry", "retry_after"),
    ("wait", "retry_after"),
    ("backoff", "retry_after"),
    ("policy", "mode"),
    ("on_error", "mode"),
    ("on_failure", "mode"),
    ("duplicates", "on_duplicate"),
    ("dedupe", "on_duplicate"),
    ("deduplicate", "on_duplicate"),
    ("disconnect", "on_disconnect"),
    ("on_drop", "on_disconnect"),
    ("queue", "buffer"),
    ("capacity", "buffer"),
    ("krate", "crate"),
];

/// The row of `name`.
pub(crate) fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

/// The names in the order of the table.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.name)
}

/// What another crate's word is called here.
pub(crate) fn alias(word: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(other, _)| *other == word).map(|(_, name)| *name)
}

/// The key that takes `word` as its value.
pub(crate) fn whose(word: &str) -> Option<&'static str> {
    let takes = |row: &&Row| match row.form {
        Form::Word(words) => words.words.iter().any(|(written, _)| *written == word),
        _ => false,
    };
    ROWS.iter().find(takes).map(|row| row.name)
}
