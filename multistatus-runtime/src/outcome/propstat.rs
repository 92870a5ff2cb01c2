//! The status of properties, which WebDAV reports instead of one status for the whole resource.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::failed_condition::FailedCondition;
use super::status::{StatusClass, is_item_status};
use crate::item::code;

/// Properties that share a status (RFC 4918 section 14.22).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Propstat {
    /// The status; `None` if the sender wrote no readable one.
    #[serde(with = "code")]
    pub status: Option<StatusCode>,
    /// The properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    /// The conditions that failed for these properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<FailedCondition>,
    /// Text for a person; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A property or another element that this crate does not interpret: its name and its XML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Property {
    /// The namespace; empty for a name without one.
    pub namespace: Box<str>,
    /// The local name.
    pub name: Box<str>,
    /// The whole element as XML that declares each prefix it uses.
    pub xml: Box<str>,
}

/// Writes the name in Clark notation: `{namespace}name`.
impl std::fmt::Display for Property {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{{{}}}{}", self.namespace, self.name)
    }
}

impl Propstat {
    /// Creates a propstat without properties.
    pub fn new(status: Option<StatusCode>) -> Self {
        Self { status, properties: Vec::new(), conditions: Vec::new(), description: String::new() }
    }
}

/// Returns the status of an item by its own one and by those of its properties. A failure takes precedence over a success.
pub(crate) fn status_of_item(
    own: Option<StatusCode>,
    own_is_unreadable: bool,
    propstats: impl Iterator<Item = Option<StatusCode>>,
) -> StatusCode {
    match own {
        None if own_is_unreadable => None,
        None => overall(propstats),
        Some(status) if status.is_success() => overall(std::iter::once(own).chain(propstats)),
        failure => failure,
    }
    .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Returns the status of the item that the statuses of its properties amount to. A failure takes precedence over a success.
/// A 404 beside a success means a property that does not exist, not a missing resource.
pub(crate) fn overall(statuses: impl Iterator<Item = Option<StatusCode>>) -> Option<StatusCode> {
    let mut overall: Option<StatusCode> = None;
    for status in statuses {
        // An unreadable status may be a failure.
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let rank = |status: StatusCode| match (StatusClass::of(status), status.as_u16()) {
            // A 424 is never the cause (RFC 4918 section 11.4).
            (StatusClass::Failure, 424) => 3,
            (StatusClass::Failure, 404) => 0,
            (StatusClass::Failure, _) => 4,
            _ if !is_item_status(status) => 4,
            (StatusClass::Redirection, _) => 2,
            (StatusClass::Success, _) => 1,
        };
        if overall.is_none_or(|known| rank(status) > rank(known)) {
            overall = Some(status);
        }
    }
    overall
}
