//! `Item`: an outcome that owns its parts. Readers produce it, stores keep it, and proxies pass it on.

mod accessors;
#[cfg(any(feature = "json", feature = "xml"))]
mod borrowed;
#[cfg(all(feature = "webdav", feature = "reqwest"))]
mod borrowed_properties;
pub(crate) mod defect;
mod error_codes;
pub(crate) mod extension_member;
pub(crate) mod from_item;
#[cfg(any(feature = "json", feature = "xml"))]
mod property_ref;
#[cfg(any(feature = "json", feature = "xml"))]
pub(crate) mod spans;

use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

use http::StatusCode;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    ser::{Error, SerializeMap},
};
use serde_json::{Map, Value};

use self::defect::Defect;
pub use self::from_item::FromItem;
#[cfg(all(feature = "webdav", feature = "reqwest"))]
pub(crate) use self::property_ref::PropertyRef;
#[cfg(any(feature = "json", feature = "xml"))]
pub use self::{borrowed::ItemRef, defect::DefectKind};
use crate::{
    key::{Key, KeyRef},
    outcome::{
        ConditionVisitor, FailedCondition, HeaderVisitor, Outcome, Property, Propstat, Retry, failed_condition,
        logging::log_left_out, members::DistinctMembers, problem, status::final_status,
    },
};

/// All parts of the outcome of one item, independent of the type that produced it.
///
/// An item is an [`Outcome`] itself, so it can be written again in any format. Its serde form has all of its parts. To read it,
/// import nothing: the accessors are methods of its own.
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
/// assert_eq!(result.get(0).unwrap().key().unwrap().text(), "order-7");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<Key>,
    /// Further keys of the item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) other_keys: Vec<Key>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) index: Option<usize>,
    #[serde(default, with = "code", skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<StatusCode>,
    /// True if the sender wrote a status that cannot be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unreadable_status: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) conditions: Vec<FailedCondition>,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub(crate) problem_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) instance: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) extensions: Map<String, Value>,
    /// True if the extension members come from XML or gRPC, which have text instead of numbers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) untyped: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub(crate) body: Option<Value>,
    /// The error code of each dialect.
    #[serde(rename = "codes", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) error_codes: BTreeMap<String, String>,
    /// True if the sender wrote no status, and an error code that stands for none, so that the status is a 500.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unlisted_code: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry: Option<Retry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<Duration>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) propstats: Vec<Propstat>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) elements: Vec<Property>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) defects: Vec<Defect>,
    /// The number of defects that were not kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) omitted_defects: usize,
}

impl Item {
    /// Creates an item with a status. A status that an item cannot have (1xx, 207) becomes a 500.
    pub fn new(status: StatusCode) -> Self {
        Self { status: Some(final_status(status)), ..Self::empty() }
    }

    /// Creates an item without a status.
    pub(crate) fn empty() -> Self {
        Self {
            key: None,
            other_keys: Vec::new(),
            index: None,
            status: None,
            unreadable_status: false,
            description: String::new(),
            language: None,
            headers: Vec::new(),
            conditions: Vec::new(),
            problem_type: None,
            title: None,
            instance: None,
            extensions: Map::new(),
            untyped: false,
            body: None,
            error_codes: BTreeMap::new(),
            unlisted_code: false,
            retry: None,
            retry_after: None,
            propstats: Vec::new(),
            elements: Vec::new(),
            defects: Vec::new(),
            omitted_defects: 0,
        }
    }

    /// Creates an item from an outcome and its key. A part whose `Display` or `Serialize` fails is omitted and logged.
    pub fn of<O: Outcome + ?Sized>(key: impl Into<Key>, outcome: &O) -> Self {
        Self { key: Some(key.into()), ..Self::from_outcome(outcome) }
    }

    /// Creates an item from an outcome, whose `href` becomes the key.
    pub fn from_outcome<O: Outcome + ?Sized>(outcome: &O) -> Self {
        let mut conditions = failed_condition::CollectConditions(Vec::new());
        outcome.conditions(&mut conditions);
        Self {
            key: outcome.href().map(Key::from),
            description: problem::text(outcome).unwrap_or_else(|error| left_out("description", &error)),
            headers: problem::header_fields(outcome),
            conditions: conditions.0,
            problem_type: outcome.problem_type().map(Into::into),
            title: outcome.title().map(Into::into),
            instance: outcome.instance().map(|uri| uri.encoded().into_owned()).filter(|uri| !uri.is_empty()),
            extensions: extensions(outcome).unwrap_or_else(|error| left_out("extensions", &error)),
            body: outcome.body(serde_json::value::Serializer).unwrap_or_else(|error| left_out("body", &error)),
            error_codes: error_codes::of(outcome),
            retry: outcome.retry(),
            retry_after: outcome.retry_after(),
            propstats: outcome.propstats().into_owned(),
            elements: outcome.elements().into_owned(),
            language: outcome.language().map(Into::into),
            ..Self::new(outcome.status())
        }
    }

    /// Replaces the key.
    pub fn with_key(mut self, key: impl Into<Key>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Returns one item for each key. DAV XML may report several hrefs in one response (RFC 4918 section 14.24).
    pub fn for_each_key(mut self) -> impl Iterator<Item = Self> {
        let others = std::mem::take(&mut self.other_keys);
        let copies: Vec<_> = others.into_iter().map(|key| self.clone().with_key(key)).collect();
        std::iter::once(self).chain(copies)
    }
}

impl Outcome for Item {
    fn status(&self) -> StatusCode {
        Item::status(self)
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
        self.conditions.iter().for_each(|condition| condition.visit(visitor));
    }

    fn problem_type(&self) -> Option<&str> {
        Item::problem_type(self)
    }

    fn title(&self) -> Option<&str> {
        Item::title(self)
    }

    fn instance(&self) -> Option<KeyRef<'_>> {
        Item::instance(self).map(KeyRef::from)
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        self.extensions.iter().try_for_each(|(name, value)| members.serialize_entry(name, value))
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        self.body.as_ref().map(|body| body.serialize(serializer)).transpose()
    }

    fn error_code(&self, dialect: &str) -> Option<&str> {
        self.error_codes.get(dialect).map(String::as_str)
    }

    fn retry(&self) -> Option<Retry> {
        Item::retry(self)
    }

    fn retry_after(&self) -> Option<Duration> {
        Item::retry_after(self)
    }

    fn propstats(&self) -> Cow<'_, [Propstat]> {
        Cow::Borrowed(&self.propstats)
    }

    fn elements(&self) -> Cow<'_, [Property]> {
        Cow::Borrowed(&self.elements)
    }

    fn language(&self) -> Option<&str> {
        Item::language(self)
    }
}

/// Returns the extension members as JSON.
pub(crate) fn extensions<O: Outcome + ?Sized>(outcome: &O) -> Result<Map<String, Value>, serde_json::Error> {
    let mut members = DistinctMembers::new(outcome, serde_json::value::Serializer.serialize_map(None)?);
    outcome.extensions(&mut members)?;
    match members.end()? {
        Value::Object(members) => Ok(members),
        _ => Err(serde_json::Error::custom("the extension members are not an object")),
    }
}

fn left_out<T: Default>(part: &'static str, error: &dyn fmt::Display) -> T {
    log_left_out(part, error);
    T::default()
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Keeps a body that is `null` apart from no body.
fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// The serde form of a status: its number.
pub(crate) mod code {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(status: &Option<StatusCode>, serializer: S) -> Result<S::Ok, S::Error> {
        status.map(|status| status.as_u16()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<StatusCode>, D::Error> {
        use serde::de::{Error, Unexpected};
        let Some(code) = Option::<u16>::deserialize(deserializer)? else { return Ok(None) };
        match StatusCode::from_u16(code) {
            Ok(status) => Ok(Some(status)),
            Err(_) => {
                Err(D::Error::invalid_value(Unexpected::Unsigned(code.into()), &"a status code, from 100 to 999"))
            }
        }
    }
}
