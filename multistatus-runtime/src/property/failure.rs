//! `PropertyFailure`: why a property has no value, or cannot be changed.

use http::StatusCode;

use crate::outcome::{
    Condition, DAV, FailedCondition, Outcome, Propstat, failed_condition::CollectConditions, problem,
    status::final_status,
};

/// The outcome of a property that failed: its status, the conditions that failed, and text for a person.
///
/// ```
/// use multistatus::{StatusCode, webdav::PropertyFailure};
///
/// let failure = PropertyFailure::new(StatusCode::INSUFFICIENT_STORAGE).description("no space for a thumbnail");
/// assert_eq!((failure.status().as_u16(), failure.text()), (507, "no space for a thumbnail"));
/// assert_eq!(PropertyFailure::of(&StatusCode::NOT_FOUND), PropertyFailure::ABSENT);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyFailure {
    status: StatusCode,
    details: Option<Box<Details>>,
}

/// The parts that most failures lack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Details {
    conditions: Vec<FailedCondition>,
    description: String,
    /// Texts for the log.
    causes: Vec<String>,
}

impl PropertyFailure {
    /// Creates a failure with a status alone. A status below 300 is not that of a failure; it becomes 500.
    pub const fn new(status: StatusCode) -> Self {
        match status.as_u16() {
            ..300 => Self { status: StatusCode::INTERNAL_SERVER_ERROR, details: None },
            _ => Self { status, details: None },
        }
    }

    /// The failure of a property that the resource does not have: 404.
    pub const ABSENT: Self = Self::new(StatusCode::NOT_FOUND);

    /// Creates the failure of a change that depends on another one that failed: 424 (RFC 4918 section 9.2.1).
    pub const DEPENDENCY: Self = Self::new(StatusCode::FAILED_DEPENDENCY);

    /// Creates the failure of a change to a protected property: 403 with `cannot-modify-protected-property` (RFC 4918
    /// section 16).
    pub fn protected() -> Self {
        let condition = Condition::trusted(DAV, "cannot-modify-protected-property");
        Self::new(StatusCode::FORBIDDEN).condition(FailedCondition::new(condition, Vec::new()))
    }

    /// Creates the failure that an outcome describes: its status, conditions and description. What only the log gets is
    /// kept for the log.
    #[cold]
    pub fn of<O: Outcome + ?Sized>(outcome: &O) -> Self {
        let mut conditions = CollectConditions(Vec::new());
        outcome.conditions(&mut conditions);
        let description = problem::text(outcome).unwrap_or_default();
        let mut causes = Vec::new();
        outcome.causes(&mut |cause| causes.push(cause.to_string()));
        let details = Details { conditions: conditions.0, description, causes };
        let details = (details != Details::default()).then(|| Box::new(details));
        Self { details, ..Self::new(final_status(outcome.status())) }
    }

    /// Adds a condition that failed.
    pub fn condition(mut self, condition: FailedCondition) -> Self {
        self.details.get_or_insert_default().conditions.push(condition);
        self
    }

    /// Sets the text for a person.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.details.get_or_insert_default().description = description.into();
        self
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the conditions that failed.
    pub fn conditions(&self) -> &[FailedCondition] {
        self.details.as_deref().map_or(&[], |details| &details.conditions)
    }

    /// Returns the text for a person; empty if there is none.
    pub fn text(&self) -> &str {
        self.details.as_deref().map_or("", |details| &details.description)
    }

    /// True if this is a 404 and nothing else.
    #[inline]
    pub(crate) fn is_absence(&self) -> bool {
        self.status == StatusCode::NOT_FOUND && self.details.is_none()
    }

    /// True if both are written alike, so that their properties share a propstat.
    pub(crate) fn shares_propstat(&self, other: &Self) -> bool {
        self.status == other.status && self.conditions() == other.conditions() && self.text() == other.text()
    }

    /// Returns a propstat without properties that reports this failure.
    pub(crate) fn to_propstat(&self) -> Propstat {
        let (conditions, description) = (self.conditions().to_vec(), self.text().to_owned());
        Propstat { conditions, description, ..Propstat::new(Some(self.status)) }
    }

    /// Logs the failure of a property, if the server is at fault.
    #[cold]
    pub(crate) fn log(&self, property: &dyn std::fmt::Display) {
        if self.status.is_server_error() {
            let causes = self.details.as_deref().map(|details| details.causes.join(": "));
            let (status, error) = (self.status.as_u16(), self.text());
            tracing::error!(%property, status, error, causes, "a property failed");
        }
    }
}
