//! `_bulk` requests of Elasticsearch and OpenSearch.

use std::fmt::Write;

use http::{HeaderMap, HeaderValue, Method, header::IF_MATCH};
use jsonptr::PointerBuf;
use serde::de::DeserializeOwned;

use super::{BulkRequest, Operation, RequestFormat, document, request_members::RequestMembers};
use crate::{
    batch::{FieldError, Input, NotRun, refused::Refused},
    dialect::{ElasticAction, ElasticVerb},
    key::Key,
};

/// The `_bulk` request of Elasticsearch and OpenSearch: JSON Lines, each action with the line of its source behind it.
///
/// | action | method | body |
/// | --- | --- | --- |
/// | `index` | PUT, or POST without an id | the source |
/// | `create` | POST | the source |
/// | `update` | PATCH, with `If-Match: *` unless `doc_as_upsert` | the member `doc` of the source, or the source without one |
/// | `delete` | DELETE | none |
///
/// The target of an operation is its index and its id, both percent-encoded: `/orders/17`. Other parameters of the action,
/// such as `routing` and `if_seq_no`, are its query. Its id and its key are its `_id`. Without one, the `href` of the outcome is
/// the id.
///
/// A line that is not an action refuses the whole request, as Elasticsearch does: what the lines behind it are is unknown.
///
/// The response is [`dialect::ELASTIC`](crate::dialect::ELASTIC) or [`dialect::OPENSEARCH`](crate::dialect::OPENSEARCH).
#[derive(Clone, Debug, Default)]
pub struct Elastic {
    index: Option<Box<str>>,
}

impl Elastic {
    /// Returns the convention for the path `/_bulk`, where each action names its index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the convention for the path `/INDEX/_bulk`, where an action may name another index.
    pub fn index(index: impl Into<Box<str>>) -> Self {
        Self { index: Some(index.into()) }
    }
}

/// The parameters of an action that are passed on.
const PARAMETERS: [&str; 11] = [
    "routing",
    "if_seq_no",
    "if_primary_term",
    "version",
    "version_type",
    "pipeline",
    "require_alias",
    "require_data_stream",
    "retry_on_conflict",
    "list_executed_pipelines",
    "_source",
];

impl RequestFormat for Elastic {
    type Context = ElasticAction;

    fn decode<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<BulkRequest<T, ElasticAction>, Refused> {
        let mut lines = document::lines(headers, body, None)?.into_iter();
        if body.last().is_some_and(|last| *last != b'\n') {
            return Err(invalid("The bulk request must be terminated by a newline [\\n]"));
        }
        let mut request = BulkRequest::new();
        while let Some((number, line)) = lines.next() {
            let line = line.map_err(|reason| malformed(number, &explained(reason)))?;
            let action = self.action(number, line)?;
            let input = match action.context.verb {
                ElasticVerb::Delete => Input::new(action.operation.with_body(None)),
                verb => {
                    let (_, source) = lines.next().ok_or_else(|| {
                        malformed(number, "expected the line of its source behind it, found the end of the request")
                    })?;
                    source.map_or_else(Input::refused, |source| with_source(verb, action.operation, source))
                }
            };
            request.push(
                match action.id {
                    Some(id) => input.keyed(&*id),
                    None => input,
                },
                action.context,
            );
        }
        if request.is_empty() {
            return Err(Refused::Empty);
        }
        Ok(request)
    }
}

/// One line with an action.
struct ActionLine {
    operation: Operation<()>,
    id: Option<Box<str>>,
    context: ElasticAction,
}

impl Elastic {
    fn action(&self, number: usize, mut line: RequestMembers<'_>) -> Result<ActionLine, Refused> {
        let names: Vec<String> = line.names().map(str::to_owned).collect();
        let [name] = names.as_slice() else {
            return Err(malformed(number, "expected an object with one action"));
        };
        let Some(verb) = ElasticVerb::of(name) else {
            let expected = "expected field [create], [delete], [index] or [update] but found";
            return Err(malformed(number, &format!("{expected} [{name}]")));
        };
        let mut members = line.object(name).ok_or_else(|| malformed(number, "expected an object, found null"))?;
        let known =
            |name: &&str| !PARAMETERS.contains(name) && !matches!(*name, "_index" | "_id" | "dynamic_templates");
        if let Some(unknown) = members.names().find(known) {
            return Err(invalid(format!("Action/metadata line [{number}] contains an unknown parameter [{unknown}]")));
        }
        let index = members.text("_index").map(|index| index.into_owned().into()).or_else(|| self.index.clone());
        let id: Option<Box<str>> = members.id("_id").map(|id| id.into_owned().into());
        let mut target = format!("/{}", segment(index.as_deref().unwrap_or_default()));
        if let Some(id) = &id {
            let _infallible = write!(target, "/{}", segment(id));
        }
        let mut separator = '?';
        for name in PARAMETERS {
            if let Some(value) = members.scalar(name) {
                let _infallible = write!(target, "{separator}{name}={}", segment(&value));
                separator = '&';
            }
        }
        let Some(index) = index else {
            return Err(malformed(number, "expected the member `_index`, because the path names no index"));
        };
        if id.is_none() && matches!(verb, ElasticVerb::Update | ElasticVerb::Delete) {
            return Err(malformed(number, "expected the member `_id`"));
        }
        line.merge(members);
        line.finish().map_err(|refused| malformed(number, &refused.to_string()))?;
        let method = match verb {
            ElasticVerb::Index if id.is_some() => Method::PUT,
            ElasticVerb::Index | ElasticVerb::Create => Method::POST,
            ElasticVerb::Update => Method::PATCH,
            ElasticVerb::Delete => Method::DELETE,
        };
        let operation = Operation { id: id.clone(), ..Operation::new(method, target) };
        Ok(ActionLine { operation, id, context: ElasticAction { verb, index } })
    }
}

fn with_source<T: DeserializeOwned>(
    verb: ElasticVerb,
    mut operation: Operation<()>,
    mut source: RequestMembers<'_>,
) -> Input<Operation<T>> {
    if verb != ElasticVerb::Update {
        return source.into_input(operation);
    }
    if source.boolean("doc_as_upsert") != Some(true) {
        operation.headers.insert(IF_MATCH, HeaderValue::from_static("*"));
    }
    match source.raw("doc") {
        Some(doc) => source.with_body(operation, Some((doc, PointerBuf::from_tokens(["doc"])))),
        None => source.into_input(operation),
    }
}

/// Percent-encodes one segment of a path, or one value of a query.
fn segment(text: &str) -> String {
    Key::path(text).encoded().replace('/', "%2F").replace('&', "%26").replace('+', "%2B")
}

fn invalid(detail: impl Into<String>) -> Refused {
    Refused::Invalid { errors: vec![FieldError::new("", detail)] }
}

fn malformed(number: usize, detail: &str) -> Refused {
    invalid(format!("Malformed action/metadata line [{number}], {detail}"))
}

fn explained(reason: NotRun) -> String {
    match reason {
        NotRun::Undecodable { detail } => detail.into(),
        _ => "expected JSON".to_owned(),
    }
}
