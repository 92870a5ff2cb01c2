//! `PropertyFailure`: why a property has no value, or cannot be changed.

use http::StatusCode;

use crate::outcome::{
    Condition, FailedCondition, Outcome, failed_condition::CollectConditions, problem, status::final_status,
};

/// The outcome of a property that failed: its status, the conditions that failed, and text for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyFailure {
    pub(crate) status: StatusCode,
    details: Option<Box<Details>>,
}

/// The parts that most failures lack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Details {
    conditions: Vec<FailedCondition>,
    description: String,
}

impl PropertyFailure {
    /// Creates a failure with a status alone.
    pub const fn new(status: StatusCode) -> Self {
        Self { status, details: None }
    }

    /// The failure of a property that the resource does not have: 404.
    pub const ABSENT: Self = Self::new(StatusCode::NOT_FOUND);

    /// Creates the failure of a change that depends on another one that failed: 424 (RFC 4918 section 9.2.1).
    pub const DEPENDENCY: Self = Self::new(StatusCode::FAILED_DEPENDENCY);

    /// Creates the failure of a change to a protected property: 403 with `cannot-modify-protected-property` (RFC 4918
    /// section 16).
    pub fn protected() -> Self {
        let condition = Condition::trusted(crate::outcome::DAV, "cannot-modify-protected-property");
        Self::new(StatusCode::FORBIDDEN).condition(FailedCondition::new(condition, Vec::new()))
    }

    /// Creates the failure that an outcome describes: its status, conditions and description.
    pub fn of<O: Outcome + ?Sized>(outcome: &O) -> Self {
        let mut conditions = CollectConditions(Vec::new());
        outcome.conditions(&mut conditions);
        let description = problem::text(outcome).unwrap_or_default();
        let details = Details { conditions: conditions.0, description };
        let details = (details != Details::default()).then(|| Box::new(details));
        Self { status: final_status(outcome.status()), details }
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
}
