//! Microsoft Graph and OData.

use multistatus::{MultiStatus, dialect};

use crate::{Change, body, changes};

#[test]
fn graph_writes_its_error_object() {
    let result: MultiStatus<Change> = changes().into_iter().collect();
    let written = body(&result, &dialect::GRAPH);
    assert!(
        written.starts_with(r#"{"responses":[{"id":"a","status":201,"headers":{"Location":"/orders/17""#),
        "{written}"
    );
    assert!(written.contains(r#""message":"order d already exists"}"#), "{written}");
}
