//! The error codes of an item, by the key of the dialect that each belongs to.

use std::collections::BTreeMap;

use crate::outcome::{Outcome, OutcomeInfo};

/// The keys of the dialects of this crate. A test of the derive compares them with its table.
const DIALECTS: &[&str] = &[
    "anthropic",
    "bigquery",
    "elastic",
    "eventbridge",
    "fhir",
    "firehose",
    "google",
    "graph",
    "grpc",
    "hubspot",
    "json_api",
    "json_rpc",
    "kinesis",
    "kinto",
    "odata",
    "openai",
    "s3",
    "salesforce",
    "scim",
    "sns",
    "sqs",
];

/// Returns the codes of an outcome. It is asked for each dialect of this crate, and for those that its type declares.
pub(super) fn of<O: Outcome + ?Sized>(outcome: &O) -> BTreeMap<String, String> {
    let mut codes = BTreeMap::new();
    let mut ask = |dialect: &str| {
        if let Some(code) = outcome.error_code(dialect)
            && !codes.contains_key(dialect)
        {
            codes.insert(dialect.to_owned(), code.to_owned());
        }
    };
    DIALECTS.iter().for_each(|dialect| ask(dialect));
    each_declared(O::OUTCOMES, &mut Vec::new(), &mut ask);
    codes
}

/// Calls `ask` with each dialect that an outcome or its inner outcomes declare. `outer` are the lists that contain this one,
/// because a type may contain itself in a `Box`.
fn each_declared(outcomes: &'static [OutcomeInfo], outer: &mut Vec<&'static [OutcomeInfo]>, ask: &mut dyn FnMut(&str)) {
    // One list may have several addresses, so a repetition can be missed once.
    if outer.iter().any(|list| std::ptr::eq(*list, outcomes)) {
        return;
    }
    outer.push(outcomes);
    for info in outcomes {
        info.codes.iter().for_each(|(dialect, _)| ask(dialect));
        each_declared(info.inner(), outer, ask);
    }
    outer.pop();
}
