//! Propstats and conditions as members of the default JSON, for both of its writers.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::outcome::{FailedCondition, Property, Propstat};
use crate::{key::KeyRef, outcome::Condition};

/// The member `propstats` of an item.
pub(crate) struct Propstats<'a> {
    pub(crate) propstats: &'a [Propstat],
    /// The item's own key, for a condition that requires an href and has none.
    pub(crate) own: Option<KeyRef<'a>>,
}

impl Serialize for Propstats<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.propstats.iter().map(|propstat| ShownPropstat::new(propstat, self.own)))
    }
}

#[derive(Serialize)]
struct ShownPropstat<'a> {
    status: Option<u16>,
    properties: Vec<ShownProperty<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<ShownCondition<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
}

impl<'a> ShownPropstat<'a> {
    fn new(propstat: &'a Propstat, own: Option<KeyRef<'a>>) -> Self {
        let condition = |failed: &'a FailedCondition| {
            let hrefs: Vec<_> = failed.hrefs().iter().map(KeyRef::from).collect();
            ShownCondition::new(failed.condition(), own, &hrefs, failed.content())
        };
        Self {
            status: propstat.status.map(|status| status.as_u16()),
            properties: propstat.properties.iter().map(ShownProperty::new).collect(),
            conditions: propstat.conditions.iter().map(condition).collect(),
            description: &propstat.description,
        }
    }
}

#[derive(Serialize)]
struct ShownProperty<'a> {
    name: String,
    xml: &'a str,
}

impl<'a> ShownProperty<'a> {
    fn new(property: &'a Property) -> Self {
        Self { name: property.to_string(), xml: &property.xml }
    }
}

/// A condition: `{"name":"{DAV:}...","hrefs":["..."],"content":"..."}`.
#[derive(Serialize)]
pub(crate) struct ShownCondition<'a> {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hrefs: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
}

impl<'a> ShownCondition<'a> {
    pub(crate) fn new<'h: 'a>(
        condition: Condition<'_>,
        own: Option<KeyRef<'a>>,
        hrefs: &[KeyRef<'h>],
        content: Option<&'a str>,
    ) -> Self {
        let own = condition.own_href(own, hrefs);
        let hrefs = own.iter().chain(hrefs).map(|href| href.encoded()).collect();
        Self { name: condition.to_string(), hrefs, content }
    }
}
