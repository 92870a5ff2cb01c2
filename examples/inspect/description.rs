//! Describes a multi-status as one JSON object. It contains every part that the sender sent, and no defaults.

use multistatus::{
    Item, StatusCode,
    client::NextAction,
    outcome::{FailedCondition, Propstat},
    read::{Ending, ItemRef},
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, value::RawValue};

/// A description in progress. Items are serialized as they are read, because the verdict comes first in the object and is
/// known last.
#[derive(Default)]
pub(crate) struct Description {
    responses: Vec<u8>,
}

impl Description {
    pub(crate) fn push(&mut self, item: ItemRef<'_>) -> Result<(), serde_json::Error> {
        if !self.responses.is_empty() {
            self.responses.push(b',');
        }
        serde_json::to_writer(&mut self.responses, &Response { item, owned: item.to_item() }.describe())
    }

    /// Returns the whole object, with a line end.
    pub(crate) fn finish(self, ending: &Ending) -> Result<Vec<u8>, serde_json::Error> {
        let mut head = serde_json::to_vec(&Head {
            verdict: ending.verdict.name(),
            detail: ending.verdict.to_string(),
            description: ending.description.as_deref(),
            sync_token: ending.sync_token.as_deref(),
            defects: ending.defects.iter().map(ToString::to_string).collect(),
        })?;
        // Reopens the object to append the items.
        head.pop();
        Ok([&head, &b",\"responses\":["[..], &self.responses, b"]}\n"].concat())
    }
}

#[derive(Serialize)]
struct Head<'a> {
    verdict: &'static str,
    detail: String,
    description: Option<&'a str>,
    sync_token: Option<&'a str>,
    /// The defects outside of the items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    defects: Vec<String>,
}

/// One item, borrowed from the reader and owned. Each form gives access to parts that the other lacks.
struct Response<'a> {
    item: ItemRef<'a>,
    owned: Item,
}

#[derive(Serialize)]
struct ItemDescription<'a> {
    hrefs: Vec<&'a str>,
    id: Option<&'a str>,
    index: Option<usize>,
    status: Option<u16>,
    propstats: Vec<PropstatDescription<'a>>,
    conditions: Vec<String>,
    location: Option<&'a str>,
    description: Option<&'a str>,
    #[serde(serialize_with = "in_order")]
    headers: Vec<(&'a str, &'a str)>,
    body: Option<Body<'a>>,
    next: &'static str,
    defects: Vec<String>,
    /// The number of defects that are not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    omitted_defects: Option<usize>,
}

#[derive(Serialize)]
struct PropstatDescription<'a> {
    status: Option<u16>,
    props: Vec<String>,
    conditions: Vec<String>,
    description: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    /// A body in JSON, unchanged.
    Sent(&'a RawValue),
    /// The members of a problem in DAV XML (RFC 9457 appendix B).
    Problem(Map<String, Value>),
}

impl Response<'_> {
    fn describe(&self) -> ItemDescription<'_> {
        let Self { item, owned } = self;
        let (hrefs, id) = if item.is_dav() { (item.keys().collect(), None) } else { (Vec::new(), item.key()) };
        ItemDescription {
            hrefs,
            id,
            index: item.index(),
            status: number(item.sent_status()),
            propstats: owned.propstats().iter().map(propstat).collect(),
            conditions: names(owned.conditions()),
            location: item.header("Location"),
            description: text(item.description()),
            headers: item.sent_headers().collect(),
            body: self.body(),
            next: NextAction::of(owned).name(),
            defects: item.defects().iter().map(ToString::to_string).collect(),
            omitted_defects: Some(item.omitted_defects()).filter(|count| *count > 0),
        }
    }

    fn body(&self) -> Option<Body<'_>> {
        let sent = self.item.sent_body().and_then(|body| serde_json::from_str(body).ok());
        let mut problem = Map::new();
        let named = [("type", self.owned.problem_type()), ("title", self.owned.title())];
        problem.extend(named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        problem.extend(self.owned.extensions().clone());
        sent.map(Body::Sent).or_else(|| (!problem.is_empty()).then_some(Body::Problem(problem)))
    }
}

fn propstat(propstat: &Propstat) -> PropstatDescription<'_> {
    PropstatDescription {
        status: number(propstat.status),
        props: propstat.properties.iter().map(ToString::to_string).collect(),
        conditions: names(&propstat.conditions),
        description: text(&propstat.description),
    }
}

fn number(status: Option<StatusCode>) -> Option<u16> {
    status.map(|status| status.as_u16())
}

/// Returns the names of conditions in Clark notation.
fn names(conditions: &[FailedCondition]) -> Vec<String> {
    conditions.iter().map(|failed| failed.condition().to_string()).collect()
}

fn text(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn in_order<S: Serializer>(fields: &[(&str, &str)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().copied())
}
