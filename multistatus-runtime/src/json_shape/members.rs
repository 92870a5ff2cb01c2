//! The vocabulary of a [`JsonShape`](super::JsonShape): the roles of members, and the values that follow from a status.

use http::StatusCode;

use crate::outcome::reason;

/// The number of [`MemberRole`]s.
pub(super) const ROLES: usize = 16;

/// The role of a member of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberRole {
    Id,
    /// The key of a failed item, if it has another member than that of a success.
    FailureId,
    Index,
    Status,
    Code,
    Headers,
    /// One header field: the members of `fields`.
    Field,
    RetryAfter,
    Body,
    Description,
    Propstats,
    Problem,
    ErrorMessage,
    ErrorCode,
    /// A member that the context of the item supplies: the members of `context`.
    Context,
    /// A member of `values`.
    Value,
}

/// The position of the items in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// Members of the root that hold arrays, or objects keyed by id; with the status of their items if the list implies it.
    Members(&'static [(&'static str, Option<u16>)]),
    /// One such member.
    Member(&'static str),
    /// The root itself, an array or an object keyed by id.
    Root,
    /// One item per line.
    Lines,
    /// The document is one item.
    Alone,
}

/// The JSON type and the spelling of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatusForm {
    /// `201`
    Number,
    /// `"201"`
    Text,
    /// `"201 Created"`
    Line,
    /// `true` for a success.
    Boolean,
    /// A word for each status. The first one of a class stands for every other status of that class.
    Words(&'static [(&'static str, u16)]),
}

/// The unit of a time to wait that has a member of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryAfterUnit {
    Seconds,
    Milliseconds,
}

/// The items that a member is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum When {
    /// Every item.
    Always,
    /// Items that did not fail.
    Success,
    /// Items that failed.
    Failure,
}

/// The value of a member that is only written: a constant, or one that follows from the status of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShapeValue {
    /// A constant, as JSON.
    Json(&'static str),
    /// The status as a number.
    StatusNumber,
    /// The status as text.
    StatusText,
    /// The reason phrase of the status.
    Reason,
    /// `true` if the status is a 4xx: the sender is at fault.
    SenderFault,
}

/// The value of a member of the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootMember {
    /// A constant, as JSON. It is written before the items.
    Json(&'static str),
    /// The number of items.
    Total,
    /// The number of items that succeeded.
    Succeeded,
    /// The number of items that failed.
    Failed,
    /// `true` if an item failed.
    AnyFailed,
}

/// The error codes of a dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Codes {
    /// The key of the dialect in `#[outcome(code(KEY = ".."))]`; empty if it has none.
    pub(crate) dialect: &'static str,
    /// The code of each status. A number below 10 stands for the class of statuses that begins with it.
    pub(crate) defaults: &'static [(u16, &'static str)],
    /// True if a code is a JSON number.
    pub(crate) are_numbers: bool,
}

impl Codes {
    pub(crate) const NONE: Self = Self { dialect: "", defaults: &[], are_numbers: false };

    /// Returns the code of a status; `None` if the dialect has codes, but none for this status.
    pub(crate) fn of(&self, status: StatusCode) -> Option<&'static str> {
        let status = status.as_u16();
        let code = |wanted| self.defaults.iter().find(|(known, _)| *known == wanted).map(|(_, code)| *code);
        // Only failures have codes, and the error code may be all that says so: a status from 600 up has that of a 5xx.
        code(status).or_else(|| code((status / 100).clamp(4, 5)))
    }

    /// Returns the status that a code stands for, if it stands for one. For a class, it is the first of the class. A namespace
    /// in front of a `#`, as AWS writes it, does not matter.
    pub(crate) fn status(&self, code: &str) -> Option<u16> {
        let code = code.rsplit('#').next().unwrap_or(code);
        let (status, _) = self.defaults.iter().find(|(_, known)| *known == code)?;
        Some(if *status < 10 { status * 100 } else { *status })
    }
}

impl StatusForm {
    /// Returns the word of a status; empty if the form has no words.
    pub(crate) fn word(self, status: StatusCode) -> &'static str {
        let Self::Words(words) = self else { return "" };
        let is_exact = |(_, code): &&(&str, u16)| *code == status.as_u16();
        // A redirection is not a success, so it has the word of a failure.
        let is_of_class = |(_, code): &&(&str, u16)| (*code < 300) == (status.as_u16() < 300);
        words.iter().find(is_exact).or_else(|| words.iter().find(is_of_class)).map_or("", |(word, _)| word)
    }

    /// Returns the status that a word stands for.
    pub(crate) fn status(self, word: &str) -> Option<u16> {
        let Self::Words(words) = self else { return None };
        words.iter().find(|(known, _)| *known == word).map(|(_, status)| *status)
    }
}

/// Returns the reason phrase of a status, or its number if it has none.
pub(crate) fn meaning(status: &StatusCode) -> &str {
    Some(reason(*status)).filter(|reason| !reason.is_empty()).unwrap_or(status.as_str())
}
