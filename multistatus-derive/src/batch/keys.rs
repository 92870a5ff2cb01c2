//! The keys of `#[batch(...)]`: what value each takes, and what other crates call it.

use crate::attr::{
    table::{AttributeKey, AttributeTarget, Form, Row},
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

    fn rows() -> &'static [Row<Self>] {
        ROWS
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

static ROWS: &[Row<BatchKey>] = &[
    row(BatchKey::MaxItems, "max_items", Form::Count, "max_items = 1000").alias(&[
        "limit",
        "max",
        "max_len",
        "max_size",
        "max_batch_size",
        "batch_size",
        "size",
    ]),
    row(BatchKey::RefuseEmpty, "refuse_empty", Form::Flag, "refuse_empty").alias(&[
        "not_empty",
        "non_empty",
        "reject_empty",
        "allow_empty",
    ]),
    row(BatchKey::Concurrency, "concurrency", Form::Count, "concurrency = 16").alias(&[
        "concurrent",
        "max_concurrency",
        "parallel",
        "parallelism",
        "threads",
        "workers",
        "jobs",
    ]),
    row(BatchKey::ItemTimeout, "item_timeout", Form::Duration, "item_timeout = \"5s\"")
        .alias(&["timeout", "timeout_per_item"]),
    row(BatchKey::Deadline, "deadline", Form::Duration, "deadline = \"30s\"")
        .alias(&["batch_timeout", "total_timeout"]),
    row(BatchKey::RetryAfter, "retry_after", Form::Duration, "retry_after = \"2s\"")
        .alias(&["retry", "wait", "backoff"]),
    row(BatchKey::Mode, "mode", Form::Word(&MODE), "mode = stop_after(3)").alias(&[
        "policy",
        "on_error",
        "on_failure",
        "fail_fast",
        "stop_on_error",
        "stop_on_failure",
        "transaction",
    ]),
    row(BatchKey::OnDuplicate, "on_duplicate", Form::Word(&DUPLICATE), "on_duplicate = conflict").alias(&[
        "duplicates",
        "dedupe",
        "deduplicate",
    ]),
    row(BatchKey::Buffer, "buffer", Form::Count, "buffer = 100").alias(&["queue", "capacity"]),
    row(BatchKey::OnDisconnect, "on_disconnect", Form::Word(&DISCONNECT), "on_disconnect = cancel")
        .alias(&["disconnect", "on_drop"]),
    row(BatchKey::Crate, "crate", Form::CratePath, "crate = ::multistatus").alias(&["krate"]),
];
