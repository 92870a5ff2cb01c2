//! `TotalFailure`: the answer to a request that changed nothing.

use std::{collections::HashSet, fmt};

use http::StatusCode;

use crate::{
    key::Key,
    outcome::{
        ConditionVisitor, FailedCondition, Outcome, failed_condition::CollectConditions, problem, status::final_status,
    },
};

/// The number of failures that the description names.
const NAMED: usize = 10;

/// The failures of a request that changed nothing, as one outcome: their status, their conditions, and their descriptions.
pub(crate) struct TotalFailure {
    status: StatusCode,
    conditions: Vec<FailedCondition>,
    description: String,
}

impl TotalFailure {
    /// Joins failures. The status is 409 if theirs differ.
    pub(crate) fn of<O: Outcome>(failures: &[(Key, O)]) -> Self {
        let mut statuses = failures.iter().map(|(_, outcome)| final_status(outcome.status()));
        let first = statuses.next().unwrap_or(StatusCode::CONFLICT);
        let status = if statuses.all(|status| status == first) { first } else { StatusCode::CONFLICT };
        let mut conditions = JoinedConditions::default();
        for (href, outcome) in failures {
            let mut own = CollectConditions(Vec::new());
            outcome.conditions(&mut own);
            own.0.into_iter().for_each(|condition| conditions.add(condition, href));
        }
        let conditions = conditions.into_list();
        let named: Vec<String> = failures.iter().take(NAMED).map(|(href, outcome)| describe(href, outcome)).collect();
        let mut description = named.join("; ");
        if failures.len() > NAMED {
            description.push_str(&format!("; and {} more", failures.len() - NAMED));
        }
        Self { status, conditions, description }
    }
}

/// Conditions, of which those of one name and content share an element with the hrefs of all.
#[derive(Default)]
struct JoinedConditions {
    conditions: Vec<(FailedCondition, Vec<Key>)>,
    /// The hrefs that a condition, by its position, has.
    seen: HashSet<(usize, Key)>,
}

impl JoinedConditions {
    /// Adds a condition of the resource at `href`.
    fn add(&mut self, condition: FailedCondition, href: &Key) {
        let same = |(known, _): &(FailedCondition, Vec<Key>)| {
            known.condition() == condition.condition() && known.content() == condition.content()
        };
        let mut hrefs = condition.hrefs().to_vec();
        if hrefs.is_empty() && condition.condition().requires_href() {
            hrefs.push(href.clone());
        }
        let position = self.conditions.iter().position(same).unwrap_or_else(|| {
            self.conditions.push((condition, Vec::new()));
            self.conditions.len() - 1
        });
        for href in hrefs {
            if self.seen.insert((position, href.clone())) {
                self.conditions[position].1.push(href);
            }
        }
    }

    fn into_list(self) -> Vec<FailedCondition> {
        self.conditions.into_iter().map(|(condition, hrefs)| condition.with_hrefs(hrefs)).collect()
    }
}

fn describe<O: Outcome>(href: &Key, outcome: &O) -> String {
    match problem::text(outcome) {
        Ok(text) if !text.is_empty() => format!("{}: {text}", href.encoded()),
        _ => href.encoded().to_owned(),
    }
}

impl Outcome for TotalFailure {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(&self.description)
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        self.conditions.iter().for_each(|condition| condition.visit(visitor));
    }
}
