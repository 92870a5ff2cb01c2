//! The status of properties: what WebDAV says of each of them, where it does not speak of the resource as a whole.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::failed_condition::FailedCondition;
use super::status::StatusClass;
use crate::item::code;

/// Properties that share a status (RFC 4918 section 14.22).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Propstat {
    /// The status; `None` where the sender wrote none that can be read.
    #[serde(with = "code")]
    pub status: Option<StatusCode>,
    /// The properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    /// The conditions that failed for these properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<FailedCondition>,
    /// Text for a person; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A property, or an element that nobody here knows, by its name and what stands inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Property {
    /// The namespace; empty for a name in none.
    pub namespace: Box<str>,
    /// The local name.
    pub name: Box<str>,
    /// The whole element as XML that declares each prefix it uses.
    pub xml: Box<str>,
}

/// Clark notation: `{namespace}name`.
impl std::fmt::Display for Property {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{{{}}}{}", self.namespace, self.name)
    }
}

impl Propstat {
    /// Properties with a status.
    pub fn new(status: Option<StatusCode>) -> Self {
        Self { status, properties: Vec::new(), conditions: Vec::new(), description: String::new() }
    }
}

/// What the statuses of properties say of the item as a whole, where the sender does not say it itself: no failure may
/// hide behind a success, and a 404 beside a success is a property that does not exist, not a missing resource.
pub(crate) fn overall(statuses: impl Iterator<Item = Option<StatusCode>>) -> Option<StatusCode> {
    let mut overall: Option<StatusCode> = None;
    for status in statuses {
        // What nobody can read may be a failure.
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let rank = |status: StatusCode| match (StatusClass::of(status), status.as_u16()) {
            // What failed because of something else is never the cause (RFC 4918 section 11.4).
            (StatusClass::Failure, 424) => 3,
            (StatusClass::Failure, 404) => 0,
            (StatusClass::Failure, _) => 4,
            (StatusClass::Redirection, _) => 2,
            (StatusClass::Success, _) => 1,
        };
        if overall.is_none_or(|known| rank(status) > rank(known)) {
            overall = Some(status);
        }
    }
    overall
}
