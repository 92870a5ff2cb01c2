//! The problem of a failed item (RFC 9457) and the item itself, as views that serde can serialize.
//!
//! The streaming JSON writer has its own, faster code for the same shape; a test holds the two together.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use super::{
    Outcome,
    condition::{Condition, ConditionVisitor},
    header::{self, HeaderVisitor},
    status::{StatusClass, final_status, reason},
};
use crate::{
    item::shown::{Propstats, ShownCondition},
    key::KeyRef,
};

/// The problem type of an outcome that names none (RFC 9457 section 4.2.1).
pub(crate) const ABOUT_BLANK: &str = "about:blank";

/// The media type of a problem.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// The serializable view of one outcome on its own: what [`Outcome::json`] returns.
///
/// A failing part (a `Display` or `Serialize` that returns an error) fails the serialization.
#[derive(Debug)]
pub struct JsonView<'a, O: ?Sized> {
    outcome: &'a O,
}

impl<'a, O: ?Sized> JsonView<'a, O> {
    pub(crate) fn new(outcome: &'a O) -> Self {
        Self { outcome }
    }
}

impl<O: Outcome + ?Sized> Serialize for JsonView<'_, O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let status = final_status(self.outcome.status());
        let failed = StatusClass::of(status) == StatusClass::Failure;
        let body = if may_have_body(status.as_u16()) {
            self.outcome.body(serde_json::value::Serializer).map_err(serde::ser::Error::custom)?
        } else {
            None
        };
        let mut headers = header_fields(self.outcome);
        if let Some(wait) = self.outcome.retry_after() {
            headers.insert(0, ("Retry-After".into(), header::retry_after_seconds(wait).to_string()));
        }
        let content_type = match (&body, failed) {
            (Some(_), _) => Some("application/json"),
            (None, true) => Some(PROBLEM_JSON),
            (None, false) => None,
        };
        if let Some(content_type) = content_type
            && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            headers.push(("Content-Type".into(), content_type.into()));
        }

        let mut item = serializer.serialize_map(None)?;
        item.serialize_entry("status", &status.as_u16())?;
        if !failed {
            let description = text(self.outcome).map_err(serde::ser::Error::custom)?;
            if !description.is_empty() {
                item.serialize_entry("description", &description)?;
            }
        }
        if !headers.is_empty() {
            item.serialize_entry("headers", &Pairs(&headers))?;
        }
        match body {
            Some(body) => item.serialize_entry("body", &body)?,
            None if failed => item.serialize_entry("body", &Problem(self.outcome))?,
            None => {}
        }
        let propstats = self.outcome.propstats();
        if !propstats.is_empty() {
            let own = self.outcome.href();
            item.serialize_entry("propstats", &Propstats { propstats: &propstats, own })?;
        }
        item.end()
    }
}

/// Whether a response with this status can have a body (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5).
pub(crate) const fn may_have_body(status: u16) -> bool {
    !matches!(status, 204 | 205 | 304)
}

/// The description, whole.
pub(crate) fn text<O: Outcome + ?Sized>(outcome: &O) -> Result<String, fmt::Error> {
    let mut text = String::new();
    outcome.description(&mut text)?;
    Ok(text)
}

/// The header fields that may travel, without `Retry-After`.
pub(crate) fn header_fields<O: Outcome + ?Sized>(outcome: &O) -> Vec<(String, String)> {
    struct Collect(Vec<(String, String)>);
    impl HeaderVisitor for Collect {
        fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
            let mut text = String::new();
            let twice = self.0.iter().any(|(seen, _)| seen.eq_ignore_ascii_case(name));
            if header::is_name(name) && value(&mut text).is_ok() && header::is_value(text.as_bytes()) && !twice {
                self.0.push((name.into(), text));
            } else {
                header::log_dropped(name);
            }
        }
    }
    let mut fields = Collect(Vec::new());
    outcome.headers(&mut fields);
    fields.0
}

/// A map of pairs, in their order.
struct Pairs<'a>(&'a [(String, String)]);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The problem of a failed outcome.
pub(crate) struct Problem<'a, O: ?Sized>(pub(crate) &'a O);

impl<O: Outcome + ?Sized> Serialize for Problem<'_, O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcome = self.0;
        let status = final_status(outcome.status());
        let problem_type = outcome.problem_type();
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("type", problem_type.unwrap_or(ABOUT_BLANK))?;
        let title = outcome
            .title()
            .filter(|title| !title.is_empty())
            .or_else(|| problem_type.is_none().then(|| reason(status)));
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            members.serialize_entry("title", title)?;
        }
        members.serialize_entry("status", &status.as_u16())?;
        let detail = text(outcome).map_err(serde::ser::Error::custom)?;
        if !detail.is_empty() {
            members.serialize_entry("detail", &detail)?;
        }
        outcome.extensions(&mut members)?;
        if any_condition(outcome) {
            members.serialize_entry("conditions", &Conditions { outcome, own: outcome.href() })?;
        }
        members.end()
    }
}

fn any_condition<O: Outcome + ?Sized>(outcome: &O) -> bool {
    struct Any(bool);
    impl ConditionVisitor for Any {
        fn condition(&mut self, _: Condition<'_>, _: &[KeyRef<'_>]) {
            self.0 = true;
        }
    }
    let mut any = Any(false);
    outcome.conditions(&mut any);
    any.0
}

/// The conditions of an outcome as the problem's member `conditions`: `[{"name": "{DAV:}...", "hrefs": [...]}]`.
struct Conditions<'a, O: ?Sized> {
    outcome: &'a O,
    /// The item's own key, for a condition that requires an href and has none.
    own: Option<KeyRef<'a>>,
}

impl<O: Outcome + ?Sized> Serialize for Conditions<'_, O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Collect<'a, S: SerializeSeq> {
            list: S,
            own: Option<KeyRef<'a>>,
            failure: Option<S::Error>,
        }
        impl<S: SerializeSeq> Collect<'_, S> {
            fn member(&mut self, member: &ShownCondition<'_>) {
                if let Err(error) = self.list.serialize_element(member) {
                    self.failure = Some(error);
                }
            }
        }
        impl<S: SerializeSeq> ConditionVisitor for Collect<'_, S> {
            fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
                self.member(&ShownCondition::new(condition, self.own, hrefs, None));
            }

            fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
                self.member(&ShownCondition::new(condition, self.own, hrefs, Some(content)));
            }
        }
        let list = serializer.serialize_seq(None)?;
        let mut collect = Collect { list, own: self.own, failure: None };
        self.outcome.conditions(&mut collect);
        match collect.failure {
            Some(error) => Err(error),
            None => collect.list.end(),
        }
    }
}
