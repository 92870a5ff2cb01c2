//! `Discrepancy`: parts of a response that do not agree.

use std::fmt;

use http::StatusCode;

use crate::outcome::reason;

/// Parts of a response that do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Discrepancy {
    /// The items have neither keys nor indices, and their number differs from that of the keys, so that they cannot be
    /// matched.
    Count {
        /// The number of keys of the request.
        asked: usize,
        /// The number of items of the response.
        answered: usize,
    },
    /// The summary of the sender has another number of items.
    Total {
        /// The number of items of the request, or else of the response.
        expected: usize,
        /// The number in the summary.
        total: usize,
    },
    /// The summary of the sender has more failures than the items, or another count of it differs. Another item than those that
    /// are known failed, or one of them did not succeed.
    Failed {
        /// The number of items that failed.
        listed: usize,
        /// The number that the sender gives.
        failed: usize,
    },
    /// Items have an id or an index that cannot be read or is out of range, or an index that is not that of their key. They are
    /// not matched.
    Name {
        /// The number of these items.
        items: usize,
    },
    /// There are many more items than were asked for. The report has only some of them: see
    /// [`Report::for_keys`](crate::Report::for_keys).
    Surplus {
        /// The number of items that the report does not have.
        items: usize,
    },
    /// The response as a whole did not succeed, and items in it did. It is unknown which of the two is true.
    Status {
        /// The status of the whole.
        status: StatusCode,
        /// The number of items that succeeded.
        succeeded: usize,
    },
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { asked, answered } => {
                write!(f, "{asked} items were sent, {answered} came back without keys")
            }
            Self::Total { expected, total } => {
                write!(f, "there are {expected} items, and the summary counts {total}")
            }
            Self::Failed { listed, failed } => {
                write!(f, "{listed} items failed, and the sender counts {failed}")
            }
            Self::Name { items } => {
                write!(f, "{items} items are not matched, because their id or index is wrong or the two do not agree")
            }
            Self::Surplus { items } => write!(f, "{items} more items came back than the report has"),
            Self::Status { status, succeeded } => {
                let (code, reason) = (status.as_u16(), reason(*status));
                let space = if reason.is_empty() { "" } else { " " };
                write!(f, "the status of the whole is {code}{space}{reason}, and {succeeded} items succeeded")
            }
        }
    }
}
