//! The workloads: batches of outcomes that are the same in every run.

use http::StatusCode;
use multistatus::{Key, Outcome};

/// The numbers of items to measure.
pub const SIZES: [usize; 3] = [10, 1_000, 100_000];

/// The outcome of one file. Of ten files, seven succeed, two are missing and one is locked.
#[derive(Clone, Debug, Outcome)]
pub enum Change {
    #[outcome(200)]
    Replaced,
    #[outcome(201)]
    Created,
    #[outcome(404, "{detail}")]
    Missing { detail: String },
    #[outcome(423, condition = "lock-token-submitted")]
    Locked,
}

impl Change {
    /// Returns the status line, for candidates that do not write one themselves.
    pub fn status_line(&self) -> &'static str {
        match self {
            Self::Replaced => "HTTP/1.1 200 OK",
            Self::Created => "HTTP/1.1 201 Created",
            Self::Missing { .. } => "HTTP/1.1 404 Not Found",
            Self::Locked => "HTTP/1.1 423 Locked",
        }
    }

    /// Returns the description, if there is one.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Missing { detail } => Some(detail),
            _ => None,
        }
    }

    /// True if the file is locked.
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Locked)
    }
}

/// The items. They live for the whole run, so an iterator over them allocates nothing.
pub type Items<O> = &'static [(Key, O)];

/// Returns the mixed workload: about 157 bytes per item in DAV XML.
pub fn mixed(count: usize) -> Items<Change> {
    let mut order: Vec<_> = (0..count).collect();
    shuffle(&mut order);
    // Keys and outcomes are allocated in the order of the body, as in a batch.
    let item = |(position, number)| (Key::from(format!("{}{}", folder(position), name(position))), outcome(number));
    order.into_iter().enumerate().map(item).collect::<Vec<_>>().leak()
}

fn outcome(number: usize) -> Change {
    match number % 10 {
        0..=6 if number.is_multiple_of(2) => Change::Replaced,
        0..=6 => Change::Created,
        7 | 8 => Change::Missing { detail: format!("no such file: <report-{number:08}> is in Q&A -> archive, R&D") },
        _ => Change::Locked,
    }
}

/// Returns a folder of 17 bytes, percent-encoded.
pub fn folder(number: usize) -> String {
    format!("/files/team%20{:02}/", number % 100)
}

/// Returns a file name of 21 to 29 bytes.
pub fn name(number: usize) -> String {
    format!("report-{number:08}-{}.pdf", &"quarterly"[..1 + number % 9])
}

/// Returns the status-only workload: no file of the folder can be deleted.
pub fn refused(count: usize) -> Items<StatusCode> {
    let item = |number| (Key::from(format!("{}{}", folder(0), name(number))), refusal(number));
    (0..count).map(item).collect::<Vec<_>>().leak()
}

/// Returns the reason why the file with this number is not deleted.
pub fn refusal(number: usize) -> StatusCode {
    [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, StatusCode::INSUFFICIENT_STORAGE][number % 3]
}

/// Shuffles by Fisher-Yates, the same way in every run.
fn shuffle<T>(items: &mut [T]) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for last in (1..items.len()).rev() {
        // xorshift64 is random enough that a branch predictor does not learn the order.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        items.swap(last, (state % (last as u64 + 1)) as usize);
    }
}
