//! A condition that an item keeps: its name, what it is about, and whatever else stood inside of it.

use serde::{Deserialize, Serialize};

use super::condition::{Condition, ConditionVisitor, InvalidCondition};
use crate::key::{Key, KeyRef};

/// A precondition or postcondition that failed (RFC 4918 section 16), as an [`Item`](crate::Item) keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "AnyCondition")]
pub struct FailedCondition {
    namespace: Box<str>,
    name: Box<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hrefs: Vec<Key>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Box<str>>,
}

impl FailedCondition {
    /// A condition, and the hrefs that it is about.
    pub fn new(condition: Condition<'_>, hrefs: Vec<Key>) -> Self {
        Self { namespace: condition.namespace().into(), name: condition.name().into(), hrefs, content: None }
    }

    /// Keeps what stood inside of the element besides hrefs, as XML that declares each prefix it uses.
    pub fn with_content(mut self, content: impl Into<Box<str>>) -> Self {
        self.content = Some(content.into());
        self
    }

    /// The name.
    pub fn condition(&self) -> Condition<'_> {
        Condition::trusted(&self.namespace, &self.name)
    }

    /// The hrefs that the condition is about.
    pub fn hrefs(&self) -> &[Key] {
        &self.hrefs
    }

    /// What stood inside of the element, as XML that declares each prefix it uses; `None` where that was nothing but
    /// hrefs.
    pub fn content(&self) -> Option<&str> {
        self.content.as_deref()
    }

    /// Shows the condition to a visitor.
    pub(crate) fn show<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        let hrefs: Vec<_> = self.hrefs.iter().map(KeyRef::from).collect();
        match self.content() {
            Some(content) => visitor.condition_with_content(self.condition(), &hrefs, content),
            None => visitor.condition(self.condition(), &hrefs),
        }
    }
}

/// What serde reads: only valid names get past it.
#[derive(Deserialize)]
struct AnyCondition {
    namespace: Box<str>,
    name: Box<str>,
    #[serde(default)]
    hrefs: Vec<Key>,
    #[serde(default)]
    content: Option<Box<str>>,
}

impl TryFrom<AnyCondition> for FailedCondition {
    type Error = InvalidCondition;

    fn try_from(any: AnyCondition) -> Result<Self, InvalidCondition> {
        let AnyCondition { namespace, name, hrefs, content } = any;
        Condition::new(&namespace, &name)?;
        Ok(Self { namespace, name, hrefs, content })
    }
}

/// Keeps each condition that it is shown.
pub(crate) struct Collect(pub(crate) Vec<FailedCondition>);

impl ConditionVisitor for Collect {
    fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
        self.0.push(FailedCondition::new(condition, hrefs.iter().map(|href| Key::from(*href)).collect()));
    }

    fn condition_with_content(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>], content: &str) {
        let hrefs = hrefs.iter().map(|href| Key::from(*href)).collect();
        self.0.push(FailedCondition::new(condition, hrefs).with_content(content));
    }
}
