//! `derive(Outcome)` and `derive(FromItem)`: the effect of each key, and generated code that compiles in any module.

mod both_derives;
mod crate_path;
mod deprecated;
mod error_codes;
mod format_coverage;
mod from_item;
mod generics;
mod hygiene;
mod keys;
mod lints;
mod macro_rules;
mod mappings;
mod markdown;
mod respond;
mod roles;
mod round_trip;

use multistatus::{
    Condition, Outcome,
    outcome::{ConditionVisitor, HeaderVisitor, KeyRef},
};

/// The description of an outcome.
fn text<O: Outcome + ?Sized>(outcome: &O) -> String {
    let mut text = String::new();
    outcome.description(&mut text).expect("text");
    text
}

/// The header fields of an outcome.
fn headers<O: Outcome>(outcome: &O) -> Vec<(String, String)> {
    struct Collect(Vec<(String, String)>);
    impl HeaderVisitor for Collect {
        fn header(&mut self, name: &str, value: &dyn Fn(&mut dyn std::fmt::Write) -> std::fmt::Result) {
            let mut text = String::new();
            value(&mut text).expect("a value");
            self.0.push((name.to_owned(), text));
        }
    }
    let mut collect = Collect(Vec::new());
    outcome.headers(&mut collect);
    collect.0
}

/// The conditions of an outcome, with their hrefs.
fn conditions<O: Outcome>(outcome: &O) -> Vec<(String, Vec<String>)> {
    struct Collect(Vec<(String, Vec<String>)>);
    impl ConditionVisitor for Collect {
        fn condition(&mut self, condition: Condition<'_>, hrefs: &[KeyRef<'_>]) {
            self.0.push((condition.to_string(), hrefs.iter().map(|href| href.to_string()).collect()));
        }
    }
    let mut collect = Collect(Vec::new());
    outcome.conditions(&mut collect);
    collect.0
}

/// The problem of an outcome, as its body in the default JSON.
fn problem<O: Outcome>(outcome: &O) -> serde_json::Value {
    serde_json::to_value(outcome.json()).expect("a serializable outcome")["body"].take()
}
