//! The outcome that owns and describes itself: what a store keeps, a proxy passes on, and a reader yields.

use std::{fmt, time::Duration};

use http::StatusCode;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    ser::{Error, SerializeMap},
};
use serde_json::{Map, Value};

use crate::{
    Condition, ConditionVisitor, HeaderVisitor, InvalidCondition, Key, KeyRef, Outcome, Retry, problem, status::settle,
};

/// Everything that one item of a batch said, independent of the enum that said it.
///
/// It is an [`Outcome`] itself, so items can be written again in any format. Its serde form keeps all of it.
///
/// ```
/// use multistatus::{Item, MultiStatus, Outcome};
///
/// #[derive(Outcome)]
/// #[outcome(404, "no order {id}")]
/// struct NoOrder { id: u32 }
///
/// let item = Item::of("order-7", &NoOrder { id: 7 });
/// let stored = serde_json::to_string(&item)?;
/// assert_eq!(stored, r#"{"key":"order-7","status":404,"description":"no order 7"}"#);
///
/// let replayed: Item = serde_json::from_str(&stored)?;
/// let result = MultiStatus::from_outcomes([replayed]);
/// assert_eq!(result.get(0).unwrap().key().unwrap().as_str(), "order-7");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
    #[serde(with = "code")]
    status: StatusCode,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<ItemCondition>,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    problem_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    extensions: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    body: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry: Option<Retry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<Duration>,
}

impl Item {
    /// An item that says nothing but its status. An interim status (1xx) becomes a 500.
    pub fn new(status: StatusCode) -> Self {
        Self {
            key: None,
            status: settle(status),
            description: String::new(),
            headers: Vec::new(),
            conditions: Vec::new(),
            problem_type: None,
            title: None,
            extensions: Map::new(),
            body: None,
            retry: None,
            retry_after: None,
        }
    }

    /// What `outcome` says, under `key`. A part whose `Display` or `Serialize` fails is left out whole, and logged.
    pub fn of<O: Outcome + ?Sized>(key: impl Into<Key>, outcome: &O) -> Self {
        Self { key: Some(key.into()), ..Self::from_outcome(outcome) }
    }

    /// What `outcome` says, under its own `href`.
    pub fn from_outcome<O: Outcome + ?Sized>(outcome: &O) -> Self {
        let mut conditions = Collect(Vec::new());
        outcome.conditions(&mut conditions);
        Self {
            key: outcome.href().map(Key::from),
            status: settle(outcome.status()),
            description: problem::text(outcome).unwrap_or_else(|error| left_out("description", &error)),
            headers: problem::header_fields(outcome),
            conditions: conditions.0,
            problem_type: outcome.problem_type().map(Into::into),
            title: outcome.title().map(Into::into),
            extensions: extensions(outcome).unwrap_or_else(|error| left_out("extensions", &error)),
            body: outcome.body(serde_json::value::Serializer).unwrap_or_else(|error| left_out("body", &error)),
            retry: outcome.retry(),
            retry_after: outcome.retry_after(),
        }
    }

    /// The same item under another key.
    pub fn with_key(mut self, key: impl Into<Key>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The key, where the item has one.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The text for a person; empty where there is none.
    pub fn text(&self) -> &str {
        &self.description
    }

    /// The value of a header field, its name compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// The extension members of the problem.
    pub fn members(&self) -> &Map<String, Value> {
        &self.extensions
    }
}

impl Outcome for Item {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn href(&self) -> Option<KeyRef<'_>> {
        self.key.as_ref().map(KeyRef::from)
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str(&self.description)
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        for (name, value) in &self.headers {
            visitor.header(name, &|out| out.write_str(value));
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        for ItemCondition { namespace, name, hrefs } in &self.conditions {
            if let Ok(condition) = Condition::new(namespace, name) {
                let hrefs: Vec<_> = hrefs.iter().map(KeyRef::from).collect();
                visitor.condition(condition, &hrefs);
            }
        }
    }

    fn problem_type(&self) -> Option<&str> {
        self.problem_type.as_deref()
    }

    fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        self.extensions.iter().try_for_each(|(name, value)| members.serialize_entry(name, value))
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.body.as_ref().map(|body| body.serialize(serializer)).transpose()
    }

    fn retry(&self) -> Option<Retry> {
        self.retry
    }

    fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

/// A condition that owns its name and hrefs; only valid names get past serde.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "AnyCondition")]
struct ItemCondition {
    namespace: Box<str>,
    name: Box<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hrefs: Vec<Key>,
}

#[derive(Deserialize)]
struct AnyCondition {
    namespace: Box<str>,
    name: Box<str>,
    #[serde(default)]
    hrefs: Vec<Key>,
}

impl TryFrom<AnyCondition> for ItemCondition {
    type Error = InvalidCondition;

    fn try_from(AnyCondition { namespace, name, hrefs }: AnyCondition) -> Result<Self, InvalidCondition> {
        Condition::new(&namespace, &name)?;
        Ok(Self { namespace, name, hrefs })
    }
}

struct Collect(Vec<ItemCondition>);

impl ConditionVisitor for Collect {
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
        let hrefs = hrefs.iter().map(|href| Key::from(*href)).collect();
        self.0.push(ItemCondition { namespace: condition.namespace().into(), name: condition.name().into(), hrefs });
    }
}

/// The extension members as JSON.
pub(crate) fn extensions<O: Outcome + ?Sized>(outcome: &O) -> Result<Map<String, Value>, serde_json::Error> {
    let mut members = serde_json::value::Serializer.serialize_map(None)?;
    outcome.extensions(&mut members)?;
    match members.end()? {
        Value::Object(members) => Ok(members),
        _ => Err(serde_json::Error::custom("the extension members are no object")),
    }
}

fn left_out<T: Default>(part: &'static str, error: &dyn fmt::Display) -> T {
    crate::format::log_left_out(part, error);
    T::default()
}

/// A body that is there and null is another thing than no body.
fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A status as its number.
mod code {
    use super::*;

    pub(super) fn serialize<S: Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
        status.as_u16().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusCode, D::Error> {
        use serde::de::{Error, Unexpected};
        let code = u16::deserialize(deserializer)?;
        StatusCode::from_u16(code)
            .ok()
            .filter(|status| status.as_u16() >= 200)
            .ok_or_else(|| D::Error::invalid_value(Unexpected::Unsigned(code.into()), &"a final status, from 200 up"))
    }
}
