//! What the JSON batches of OData and Kinto repeat of a request.

use http::StatusCode;

use crate::outcome::{ContextValue, ItemContext};

/// The context of an item of OData: the atomicity group of its request, if it is in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtomicityGroup(pub Option<Box<str>>);

impl ItemContext for AtomicityGroup {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        let group = self.0.as_deref().map(ContextValue::Text);
        if name == "atomicity_group" { group } else { None }
    }
}

/// The context of an item of Kinto: the path of its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KintoRequest {
    /// The path.
    pub path: Box<str>,
}

impl ItemContext for KintoRequest {
    fn member(&self, name: &str, _: StatusCode) -> Option<ContextValue<'_>> {
        (name == "path").then_some(ContextValue::Text(&self.path))
    }
}
