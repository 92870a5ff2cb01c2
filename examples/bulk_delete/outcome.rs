//! The possible outcomes of one file, declared once. Every format and the documentation are derived from it.

use std::io;

use multistatus::{Outcome, OutcomeAs, StatusCode, map};

/// Outcome of one file.
#[derive(Debug, Outcome)]
pub(crate) enum Delete {
    /// The file was deleted.
    #[outcome(204)]
    Deleted,

    /// The file does not exist.
    #[outcome(404, "{name} does not exist")]
    Missing { name: String },

    /// Another process has locked the file.
    #[outcome(423, "{name} is locked", condition = "lock-token-submitted")]
    Locked { name: String },

    /// The name belongs to something other than a file.
    #[outcome(409, "{name} is {found}; only files can be deleted")]
    NotAFile { name: String, found: &'static str },

    /// The name points outside of the directory.
    #[outcome(403, "{name} is outside of the served directory")]
    Outside { name: String },

    /// A part of the name is a symbolic link, which could point anywhere.
    #[outcome(403, "{name}: {link} is a symbolic link, which is not followed")]
    Link { name: String, link: String },

    /// The name is not a valid file name.
    #[outcome(400, "{name:?} is not a valid file name: {reason}")]
    BadName { name: String, reason: &'static str },

    /// The element of the array is not a string.
    #[outcome(400, "expected a file name as a string, got {got}")]
    WrongType { got: &'static str },

    /// Any other error of the file system.
    #[outcome(via = Files)]
    Io(io::Error),
}

/// Maps I/O errors to statuses and descriptions.
pub(crate) struct Files;

impl OutcomeAs<io::Error> for Files {
    fn status(error: &io::Error) -> StatusCode {
        map::io(error.kind())
    }

    fn description<W: std::fmt::Write + ?Sized>(error: &io::Error, out: &mut W) -> std::fmt::Result {
        write!(out, "{error}")
    }
}

impl From<io::Error> for Delete {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
