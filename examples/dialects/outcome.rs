//! The possible outcomes of one operation, declared once for all conventions.

use multistatus::Outcome;
use serde_json::Value;

/// Outcome of writing one record.
#[derive(Debug, Outcome)]
pub(crate) enum Write {
    /// The record was created.
    #[outcome(201, header("Location", "/records/{key}"))]
    Created {
        key: String,
        #[outcome(body)]
        record: Option<Value>,
    },

    /// The record was replaced.
    #[outcome(200)]
    Updated {
        #[outcome(body)]
        record: Option<Value>,
    },

    /// The record was deleted.
    #[outcome(204)]
    Deleted,

    /// There is no such record.
    #[outcome(404, "there is no record {key}")]
    Missing { key: String },

    /// There is such a record.
    #[outcome(
        409,
        "there is a record {key}",
        code(graph = "nameAlreadyExists", scim = "uniqueness", fhir = "duplicate", salesforce = "DUPLICATE_VALUE")
    )]
    Taken { key: String },

    /// The record is not valid.
    #[outcome(400, "the record {key} is not valid")]
    Invalid { key: String },

    /// The client sends too many records. The record may be sent again.
    #[outcome(429, "too many records; send {key} again", retry_after = "1s")]
    Throttled { key: String },

    /// The store is busy. The record may be sent again.
    #[outcome(503, "the store is busy; send {key} again", retry_after = "1s")]
    Busy { key: String },

    /// The record depends on one that failed.
    #[outcome(424, "{key} depends on a record that failed")]
    Dependent { key: String },
}
