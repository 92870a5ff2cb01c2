//! Elasticsearch and OpenSearch: the `_bulk` API.

use http::StatusCode;

use crate::{
    json_shape::{ContextShape, JsonShape, RootMember},
    outcome::{ContextValue, ItemContext},
    summary::Overall,
};

/// The response of the `_bulk` API of Elasticsearch.
///
/// ```json
/// {"took":0,
///  "items":[
///   {"index":{"_index":"orders","result":"created","_id":"1","status":201}},
///   {"index":{"_index":"orders","_id":"2","status":429,
///             "error":{"type":"es_rejected_execution_exception","reason":"busy"}}}],
///  "errors":true}
/// ```
///
/// The action, the index and the result come from the [`ElasticAction`] of an item; its `_id` is its key. `took` is always 0,
/// because it comes before the items. The status is always 200, and the response has the header field
/// `X-Elastic-Product: Elasticsearch`, without which the official clients refuse it. The key of its codes is `elastic`.
///
/// It has no member for header fields, such as `Retry-After`, and for the body of a success.
pub const ELASTIC: ContextShape<ElasticAction> = ContextShape::new(
    bulk()
        .codes("elastic", ELASTIC_CODES)
        .media_types(&["application/json", "application/vnd.elasticsearch+json"])
        .header_fields(PRODUCT)
        .refusal(&ELASTIC_ERROR),
);

/// The response of the `_bulk` API of OpenSearch: that of [`ELASTIC`] with other codes, and without its header field.
pub const OPENSEARCH: ContextShape<ElasticAction> =
    ContextShape::new(bulk().codes("elastic", OPENSEARCH_CODES).refusal(&OPENSEARCH_ERROR));

const fn bulk() -> JsonShape {
    JsonShape::list("items")
        .wrappers("action", &["index", "create", "update", "delete"])
        .context(&[("index", "_index"), ("result", "result")])
        .id("_id")
        .status("status")
        .error_code("error/type")
        .error(&["error/reason"])
        .root_members(&[("took", RootMember::Json("0")), ("errors", RootMember::AnyFailed)])
        .overall(Overall::Always(StatusCode::OK))
}

const PRODUCT: &[(&str, &str)] = &[("X-Elastic-Product", "Elasticsearch")];

const ELASTIC_CODES: &[(u16, &str)] = &[
    (400, "document_parsing_exception"),
    (401, "security_exception"),
    (403, "cluster_block_exception"),
    (404, "document_missing_exception"),
    (409, "version_conflict_engine_exception"),
    (422, "document_parsing_exception"),
    (429, "es_rejected_execution_exception"),
    (503, "unavailable_shards_exception"),
    (4, "illegal_argument_exception"),
    (5, "exception"),
];

const OPENSEARCH_CODES: &[(u16, &str)] = &[
    (400, "mapper_parsing_exception"),
    (401, "security_exception"),
    (403, "cluster_block_exception"),
    (404, "document_missing_exception"),
    (409, "version_conflict_engine_exception"),
    (422, "mapper_parsing_exception"),
    (429, "rejected_execution_exception"),
    (503, "unavailable_shards_exception"),
    (4, "illegal_argument_exception"),
    (5, "exception"),
];

const REFUSAL_CODES: &[(u16, &str)] = &[
    (401, "security_exception"),
    (403, "security_exception"),
    (413, "circuit_breaking_exception"),
    (429, "circuit_breaking_exception"),
    (503, "cluster_block_exception"),
    (4, "illegal_argument_exception"),
    (5, "exception"),
];

/// An error of the whole request: `{"error":{"type","reason"},"status"}`.
const fn error() -> JsonShape {
    JsonShape::alone()
        .error_code("error/type")
        .error(&["error/reason"])
        .status("status")
        .codes("elastic", REFUSAL_CODES)
}

const ELASTIC_ERROR: JsonShape = error().header_fields(PRODUCT);
const OPENSEARCH_ERROR: JsonShape = error();

/// The context of an item of [`ELASTIC`] and [`OPENSEARCH`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElasticAction {
    /// The action.
    pub verb: ElasticVerb,
    /// The index of the document.
    pub index: Box<str>,
}

/// The verb of an action of the `_bulk` API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElasticVerb {
    /// Creates or replaces a document.
    Index,
    /// Creates a document that must not exist.
    Create,
    /// Changes members of a document.
    Update,
    /// Deletes a document.
    Delete,
}

impl ElasticVerb {
    /// Returns the verb of this name; `None` if there is none.
    #[cfg(feature = "batch")]
    pub(crate) fn of(name: &str) -> Option<Self> {
        [Self::Index, Self::Create, Self::Update, Self::Delete].into_iter().find(|verb| verb.name() == name)
    }

    /// Returns the name of the verb, as a request has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl ItemContext for ElasticAction {
    fn member(&self, name: &str, status: StatusCode) -> Option<ContextValue<'_>> {
        match name {
            "action" => Some(ContextValue::Text(self.verb.name())),
            "index" => Some(ContextValue::Text(&self.index)),
            "result" => result(self.verb, status).map(ContextValue::Text),
            _ => None,
        }
    }
}

/// Returns the word for what happened to a document; `None` for a failure that has an error.
fn result(verb: ElasticVerb, status: StatusCode) -> Option<&'static str> {
    match (verb, status) {
        (ElasticVerb::Delete, StatusCode::NOT_FOUND) => Some("not_found"),
        (_, status) if !status.is_success() => None,
        (ElasticVerb::Delete, _) => Some("deleted"),
        (ElasticVerb::Create, _) | (_, StatusCode::CREATED) => Some("created"),
        (ElasticVerb::Index | ElasticVerb::Update, _) => Some("updated"),
    }
}
