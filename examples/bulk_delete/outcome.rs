//! What can happen to one file, declared once: every format, and the documentation, follow from it.

use std::io;

use multistatus::{Outcome, OutcomeAs, StatusCode, map};

/// What happened to one file of a bulk delete.
#[derive(Debug, Outcome)]
pub(crate) enum Delete {
    /// The file is gone.
    #[outcome(204)]
    Deleted,

    /// There was nothing to delete.
    #[outcome(404, "there is no file {name}")]
    Missing { name: String },

    /// Somebody holds the lock of the file.
    #[outcome(423, "{name} is locked", condition = "lock-token-submitted")]
    Locked { name: String },

    /// Something else than a file has this name.
    #[outcome(409, "{name} is {found}; only files are deleted here")]
    NotAFile { name: String, found: &'static str },

    /// The name leads out of the directory.
    #[outcome(403, "{name} is outside of the directory that is served here")]
    Outside { name: String },

    /// The name, or a directory in it, is a symbolic link, which could lead anywhere.
    #[outcome(403, "{name}: {link} is a symbolic link, and links are not followed")]
    Link { name: String, link: String },

    /// No file can have this name.
    #[outcome(400, "{name:?} is not the name of a file: {reason}")]
    BadName { name: String, reason: &'static str },

    /// The request asks for something that is no name at all.
    #[outcome(400, "expected the name of a file as a string, got {got}")]
    WrongType { got: &'static str },

    /// Whatever else the file system says.
    #[outcome(via = Files)]
    Io(io::Error),
}

/// How this service sees errors that it did not define.
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
