//! A condition that an item owns: its name, its hrefs, and the other content of its element.

use serde::{Deserialize, Serialize};

use super::condition::{Condition, ConditionVisitor, InvalidCondition};
use crate::key::{Key, KeyRef};

/// A precondition or postcondition that failed (RFC 4918 section 16), as an [`Item`](crate::Item) owns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedCondition")]
pub struct FailedCondition {
    namespace: Box<str>,
    name: Box<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hrefs: Vec<Key>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Box<str>>,
}

impl FailedCondition {
    /// Creates a failed condition with its hrefs.
    pub fn new(condition: Condition<'_>, hrefs: Vec<Key>) -> Self {
        Self { namespace: condition.namespace().into(), name: condition.name().into(), hrefs, content: None }
    }

    /// Sets the content of the element besides hrefs: XML that declares each prefix it uses.
    pub fn with_content(mut self, content: impl Into<Box<str>>) -> Self {
        self.content = Some(content.into());
        self
    }

    /// Sets the hrefs.
    #[cfg(feature = "webdav")]
    pub(crate) fn with_hrefs(mut self, hrefs: Vec<Key>) -> Self {
        self.hrefs = hrefs;
        self
    }

    /// Returns the name.
    pub fn condition(&self) -> Condition<'_> {
        Condition::trusted(&self.namespace, &self.name)
    }

    /// Returns the hrefs of the condition.
    pub fn hrefs(&self) -> &[Key] {
        &self.hrefs
    }

    /// Returns the content of the element besides hrefs, as XML that declares each prefix it uses.
    pub fn content(&self) -> Option<&str> {
        self.content.as_deref()
    }

    /// Passes the condition to a visitor.
    pub(crate) fn visit<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        let hrefs: Vec<_> = self.hrefs.iter().map(KeyRef::from).collect();
        match self.content() {
            Some(content) => visitor.condition_with_content(self.condition(), &hrefs, content),
            None => visitor.condition(self.condition(), &hrefs),
        }
    }
}

/// The serde form, whose names are not checked yet.
#[derive(Deserialize)]
struct UncheckedCondition {
    namespace: Box<str>,
    name: Box<str>,
    #[serde(default)]
    hrefs: Vec<Key>,
    #[serde(default)]
    content: Option<Box<str>>,
}

impl TryFrom<UncheckedCondition> for FailedCondition {
    type Error = InvalidCondition;

    fn try_from(unchecked: UncheckedCondition) -> Result<Self, InvalidCondition> {
        let UncheckedCondition { namespace, name, hrefs, content } = unchecked;
        Condition::new(&namespace, &name)?;
        Ok(Self { namespace, name, hrefs, content })
    }
}

/// Collects the conditions of an outcome.
pub(crate) struct CollectConditions(pub(crate) Vec<FailedCondition>);

impl ConditionVisitor for CollectConditions {
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
        self.0.push(FailedCondition::new(condition, hrefs.iter().map(|href| Key::from(*href)).collect()));
    }

    fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
        let hrefs = hrefs.iter().map(|href| Key::from(*href)).collect();
        self.0.push(FailedCondition::new(condition, hrefs).with_content(content));
    }
}
