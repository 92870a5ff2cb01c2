//! The keys of `#[batch(...)]`: what value each takes, and what other crates call it.

use crate::attr::{
    table::{AttributeKey, AttributeTarget, Form, Row, Table},
    word::{Argument, Word, Words},
};

/// A function is the only target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FunctionTarget;

impl AttributeTarget for FunctionTarget {
    fn noun(self) -> &'static str {
        "`#[batch]`"
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchKey {
    MaxItems,
    RefuseEmpty,
    Concurrency,
    ItemTimeout,
    Deadline,
    RetryAfter,
    Mode,
    OnDuplicate,
    Buffer,
    OnDisconnect,
    Crate,
}

impl AttributeKey for BatchKey {
    type Target = FunctionTarget;

    fn table() -> &'static Table<Self> {
        &TABLE
    }
}

static MODE: Words = Words {
    of: "Mode",
    words: &[
        Word::new("best_effort", "BestEffort"),
        Word {
            written: "stop_after",
            variant: "StopAfter",
            argument: Some(Argument { noun: "a number of failures", example: "stop_after(3)" }),
        },
        Word::new("atomic", "Atomic"),
    ],
};
static DUPLICATE: Words = Words {
    of: "OnDuplicate",
    words: &[Word::new("run", "Run"), Word::new("conflict", "Conflict"), Word::new("share", "Share")],
};
static DISCONNECT: Words = Words {
    of: "OnDisconnect",
    words: &[Word::new("detach", "Detach"), Word::new("stop", "Stop"), Word::new("cancel", "Cancel")],
};

/// The name of a key is also the name of the method of `Batch` that takes the value.
const fn row(key: BatchKey, name: &'static str, form: Form, example: &'static str) -> Row<BatchKey> {
    Row::new(key, name, &[FunctionTarget], form, example)
}

pub(crate) static TABLE: Table<BatchKey> = Table { rows: ROWS, aliases: ALIASES };

static ROWS: &[Row<BatchKey>] = &[
    row(BatchKey::MaxItems, "max_items", Form::Count, "max_items = 1000"),
    row(BatchKey::RefuseEmpty, "refuse_empty", Form::Flag, "refuse_empty"),
    row(BatchKey::Concurrency, "concurrency", Form::Count, "concurrency = 16"),
    row(BatchKey::ItemTimeout, "item_timeout", Form::Duration, "item_timeout = \"5s\""),
    row(BatchKey::Deadline, "deadline", Form::Duration, "deadline = \"30s\""),
    row(BatchKey::RetryAfter, "retry_after", Form::Duration, "retry_after = \"2s\""),
    row(BatchKey::Mode, "mode", Form::Word(&MODE), "mode = stop_after(3)"),
    row(BatchKey::OnDuplicate, "on_duplicate", Form::Word(&DUPLICATE), "on_duplicate = conflict"),
    row(BatchKey::Buffer, "buffer", Form::Count, "buffer = 100"),
    row(BatchKey::OnDisconnect, "on_disconnect", Form::Word(&DISCONNECT), "on_disconnect = cancel"),
    row(BatchKey::Crate, "crate", Form::CratePath, "crate = ::multistatus"),
];

static ALIASES: &[(&str, &[&str])] = &[
    ("max_items", &["limit", "max", "max_len", "max_size", "max_batch_size", "batch_size", "size"]),
    ("refuse_empty", &["not_empty", "non_empty", "reject_empty", "allow_empty"]),
    ("concurrency", &["concurrent", "max_concurrency", "parallel", "parallelism", "threads", "workers", "jobs"]),
    ("item_timeout", &["timeout", "timeout_per_item"]),
    ("deadline", &["batch_timeout", "total_timeout"]),
    ("retry_after", &["retry", "wait", "backoff"]),
    ("mode", &["policy", "on_error", "on_failure"]),
    ("on_duplicate", &["duplicates", "dedupe", "deduplicate"]),
    ("on_disconnect", &["disconnect", "on_drop"]),
    ("buffer", &["queue", "capacity"]),
    ("crate", &["krate"]),
];
