//! What the tests ask of an outcome.

#![allow(clippy::unwrap_used, dead_code, reason = "each test uses a part of it")]

use std::fmt;

use multistatus::{Condition, ConditionVisitor, HeaderVisitor, KeyRef, Outcome};

/// The description.
pub(crate) fn text(outcome: &(impl Outcome + ?Sized)) -> String {
    let mut text = String::new();
    outcome.description(&mut text).unwrap();
    text
}

/// The headers, each as `Name: value`.
pub(crate) fn headers(outcome: &impl Outcome) -> Vec<String> {
    struct Seen(Vec<String>);
    impl HeaderVisitor for Seen {
        fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn fmt::Write) -> fmt::Result) {
            let mut line = format!("{name}: ");
            value(&mut line).unwrap();
            self.0.push(line);
        }
    }
    let mut seen = Seen(Vec::new());
    outcome.headers(&mut seen);
    seen.0
}

/// The conditions, each as `{namespace}name href href`.
pub(crate) fn conditions(outcome: &impl Outcome) -> Vec<String> {
    struct Seen(Vec<String>);
    impl ConditionVisitor for Seen {
        fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
            let hrefs: String = hrefs.iter().map(|href| format!(" {}", href.encoded())).collect();
            self.0.push(format!("{condition}{hrefs}"));
        }
    }
    let mut seen = Seen(Vec::new());
    outcome.conditions(&mut seen);
    seen.0
}

/// The extension members, as a JSON object.
pub(crate) fn extensions(outcome: &impl Outcome) -> String {
    use serde::{Serializer as _, ser::SerializeMap as _};
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut json);
    let mut members = serializer.serialize_map(None).unwrap();
    outcome.extensions(&mut members).unwrap();
    members.end().unwrap();
    String::from_utf8(json).unwrap()
}

/// The body, as JSON.
pub(crate) fn body(outcome: &impl Outcome) -> Option<String> {
    outcome.body(serde_json::value::Serializer).unwrap().map(|body| body.to_string())
}
