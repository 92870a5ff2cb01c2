//! `NextAction`: the decision for one item, from its status, conditions and header fields.

use std::{fmt, time::Duration};

use http::StatusCode;

use crate::{
    key::KeyRef,
    outcome::{
        Condition, ConditionVisitor, DAV, HeaderVisitor, Outcome, Retry, StatusClass, reason, status::final_status,
    },
};

/// The action that a client takes next for an item.
///
/// ```
/// use multistatus::{StatusCode, client::NextAction};
///
/// assert_eq!(NextAction::of(&StatusCode::NO_CONTENT), NextAction::Done);
/// assert_eq!(NextAction::of(&StatusCode::UNPROCESSABLE_ENTITY), NextAction::Fix);
/// assert_eq!(NextAction::of(&StatusCode::SERVICE_UNAVAILABLE).name(), "retry");
/// assert_eq!(NextAction::of(&StatusCode::from_u16(799).unwrap()), NextAction::GiveUp);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextAction {
    /// No action: the item succeeded, or has not changed (304).
    Done,
    /// Ask for the result later: the item was accepted and is not finished (202). Sending it again would apply it twice.
    Pending {
        /// The time to wait before asking.
        after: Option<Duration>,
        /// The URI to ask at.
        location: Option<String>,
    },
    /// Send the same item again.
    Retry {
        /// The time that the sender asks to wait.
        after: Option<Duration>,
        /// The terms: [`Retry::Safe`] or [`Retry::IfIdempotent`].
        class: Retry,
    },
    /// Send the item to another URI.
    Redirect {
        /// The URI. `None` if the sender wrote none, which RFC 4918 section 13.2 forbids.
        location: Option<String>,
    },
    /// Change the item: it cannot succeed as it is.
    Fix,
    /// Send other credentials.
    Authenticate,
    /// Handle the item that caused this failure (RFC 4918 section 11.4).
    Dependency,
    /// No action of a client can help, or it is unknown what happened.
    GiveUp,
}

impl NextAction {
    /// Returns the action for an outcome, for example an [`Item`](crate::Item).
    ///
    /// | outcome | action |
    /// | --- | --- |
    /// | 202 | `Pending` |
    /// | 207, whose own results are not read | `GiveUp` |
    /// | any other 2xx, 304 | `Done` |
    /// | any other 3xx | `Redirect` |
    /// | a retry class other than `Never`, its own or that of the status | `Retry`, or `Dependency` for `WithCause` |
    /// | 401, 407, 511; a 4xx with `WWW-Authenticate`, or with the condition `need-privileges` | `Authenticate` |
    /// | a 4xx with any other condition | `Fix` |
    /// | 400, 405, 406, 409, 411 to 417, 421 to 423, 426, 428, 431 | `Fix` |
    /// | anything else: 404, 410, 501, 507, unknown codes | `GiveUp` |
    ///
    /// To decide by problem type, use [`Report::classify`](crate::Report::classify).
    ///
    /// Sources: RFC 9110 section 15, RFC 4918 sections 11, 13 and 16, RFC 3744 section 7.1.1.
    pub fn of<O: Outcome + ?Sized>(outcome: &O) -> Self {
        Self::on_terms(outcome, outcome.retry())
    }

    /// Returns the action for a known retry class. `None` leaves the class to the status.
    pub(crate) fn on_terms<O: Outcome + ?Sized>(outcome: &O, retry: Option<Retry>) -> Self {
        // A server that sends it must not get the item again: what it did is in the part that is not read.
        if outcome.status() == StatusCode::MULTI_STATUS {
            return Self::GiveUp;
        }
        let status = final_status(outcome.status());
        let after = outcome.retry_after();
        match (StatusClass::of(status), status.as_u16()) {
            (StatusClass::Success, 202) => Self::Pending { after, location: RelevantHeaders::of(outcome).location },
            (StatusClass::Success, _) | (_, 304) => Self::Done,
            (StatusClass::Redirection, _) => Self::Redirect { location: RelevantHeaders::of(outcome).location },
            (StatusClass::Failure, _) => match retry.unwrap_or_else(|| Retry::of(status, after)) {
                Retry::Never => Self::without_retry(status, outcome),
                Retry::WithCause => Self::Dependency,
                class @ (Retry::Safe | Retry::IfIdempotent) => Self::Retry { after, class },
            },
        }
    }

    /// Returns the action for a failure that must not be sent again unchanged.
    fn without_retry<O: Outcome + ?Sized>(status: StatusCode, outcome: &O) -> Self {
        let code = status.as_u16();
        if matches!(code, 401 | 407 | 511) {
            return Self::Authenticate;
        }
        if (400..500).contains(&code) && !reason(status).is_empty() {
            let conditions = RelevantConditions::of(outcome);
            // RFC 9110 section 11.6.1: other credentials may succeed.
            if conditions.privileges || RelevantHeaders::of(outcome).challenged {
                return Self::Authenticate;
            }
            if conditions.any {
                return Self::Fix;
            }
        }
        match code {
            400 | 405 | 406 | 409 | 411..=417 | 421..=423 | 426 | 428 | 431 => Self::Fix,
            _ => Self::GiveUp,
        }
    }

    /// Returns the name of the action: `done`, `retry`, `redirect`, `fix`, `authenticate`, `dependency` or `give-up`. The name
    /// of a pending item is `done`, because there is nothing to send.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done | Self::Pending { .. } => "done",
            Self::Retry { .. } => "retry",
            Self::Redirect { .. } => "redirect",
            Self::Fix => "fix",
            Self::Authenticate => "authenticate",
            Self::Dependency => "dependency",
            Self::GiveUp => "give-up",
        }
    }

    /// True if the item failed.
    pub fn is_failure(&self) -> bool {
        !matches!(self, Self::Done | Self::Pending { .. } | Self::Redirect { .. })
    }

    /// True if the item failed and may be sent again, on any terms.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Retry { .. } | Self::Dependency)
    }
}

/// Writes the action with its details: `retry in 7s if idempotent`.
impl fmt::Display for NextAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending { location: Some(location), .. } => write!(f, "pending at {location}"),
            Self::Pending { location: None, .. } => f.write_str("pending"),
            Self::Redirect { location: Some(location) } => write!(f, "redirect to {location}"),
            Self::Retry { after, class } => {
                f.write_str("retry")?;
                if let Some(after) = after {
                    write!(f, " in {after:?}")?;
                }
                if *class == Retry::IfIdempotent { f.write_str(" if idempotent") } else { Ok(()) }
            }
            _ => f.write_str(self.name()),
        }
    }
}

/// The header fields that the action depends on.
#[derive(Default)]
struct RelevantHeaders {
    location: Option<String>,
    challenged: bool,
}

impl RelevantHeaders {
    fn of<O: Outcome + ?Sized>(outcome: &O) -> Self {
        let mut fields = Self::default();
        outcome.headers(&mut fields);
        fields
    }
}

impl HeaderVisitor for RelevantHeaders {
    fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
        self.challenged |= name.eq_ignore_ascii_case("www-authenticate");
        if name.eq_ignore_ascii_case("location") && self.location.is_none() {
            let mut text = String::new();
            self.location = value(&mut text).is_ok().then_some(text);
        }
    }
}

/// The conditions that the action depends on.
#[derive(Default)]
struct RelevantConditions {
    any: bool,
    privileges: bool,
}

impl RelevantConditions {
    fn of<O: Outcome + ?Sized>(outcome: &O) -> Self {
        let mut conditions = Self::default();
        outcome.conditions(&mut conditions);
        conditions
    }
}

impl ConditionVisitor for RelevantConditions {
    fn condition(&mut self, condition: Condition<'_>, _: &[KeyRef<'_>]) {
        self.any = true;
        self.privileges |= condition.namespace() == DAV && condition.name() == "need-privileges";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{item::Item, outcome::FailedCondition};

    fn status(code: u16) -> NextAction {
        NextAction::of(&Item::new(StatusCode::from_u16(code).unwrap()))
    }

    fn with(code: u16, change: impl FnOnce(&mut Item)) -> NextAction {
        let mut item = Item::new(StatusCode::from_u16(code).unwrap());
        change(&mut item);
        NextAction::of(&item)
    }

    #[test]
    fn the_action_follows_from_the_status() {
        for (codes, next) in [
            (&[200, 201, 204, 208, 299, 304][..], NextAction::Done),
            (&[202], NextAction::Pending { after: None, location: None }),
            (&[300, 301, 302, 307, 308, 399], NextAction::Redirect { location: None }),
            (&[408, 425, 429, 503], NextAction::Retry { after: None, class: Retry::Safe }),
            (&[500, 502, 504], NextAction::Retry { after: None, class: Retry::IfIdempotent }),
            (&[400, 405, 409, 412, 413, 415, 422, 423, 428], NextAction::Fix),
            (&[401, 407, 511], NextAction::Authenticate),
            (&[424], NextAction::Dependency),
            (&[402, 403, 404, 410, 451, 418, 499, 501, 505, 507, 508, 599, 799], NextAction::GiveUp),
        ] {
            for &code in codes {
                assert_eq!(status(code), next, "{code}");
            }
        }
        let nested = Item { status: Some(StatusCode::MULTI_STATUS), ..Item::empty() };
        assert_eq!(NextAction::of(&nested), NextAction::GiveUp, "as read from another server");
    }

    #[test]
    fn an_item_without_a_status_is_given_up() {
        assert_eq!(NextAction::of(&Item::empty()), NextAction::GiveUp);
    }

    #[test]
    fn header_fields_and_conditions_change_the_action() {
        let condition = |namespace, name| FailedCondition::new(Condition::new(namespace, name).unwrap(), Vec::new());
        assert_eq!(
            with(403, |item| item.conditions = vec![condition(DAV, "need-privileges")]),
            NextAction::Authenticate
        );
        assert_eq!(with(403, |item| item.conditions = vec![condition(DAV, "valid-sync-token")]), NextAction::Fix);
        assert_eq!(
            with(404, |item| item.headers = vec![("www-authenticate".into(), "Basic".into())]),
            NextAction::Authenticate
        );
        let elsewhere = with(301, |item| item.headers = vec![("location".into(), "/b".into())]);
        assert_eq!(elsewhere, NextAction::Redirect { location: Some("/b".into()) });
        let wait = Duration::from_secs(5);
        let locked = with(423, |item| item.retry_after = Some(wait));
        assert_eq!(locked, NextAction::Retry { after: Some(wait), class: Retry::Safe }, "it asks to be sent again");
    }

    #[test]
    fn the_class_of_an_outcome_takes_precedence_over_its_status() {
        assert_eq!(with(503, |item| item.retry = Some(Retry::Never)), NextAction::GiveUp);
        let conflict = with(409, |item| item.retry = Some(Retry::IfIdempotent));
        assert_eq!(conflict, NextAction::Retry { after: None, class: Retry::IfIdempotent });
    }
}
