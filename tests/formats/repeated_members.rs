//! Members and header fields that an outcome must not add: names that are taken, and fields that frame a message. They
//! are dropped in every format, and the item keeps its other parts.

use std::{collections::BTreeMap, fmt};

use multistatus::{
    Condition, Item, MultiStatus, Outcome, Reader, StatusCode,
    outcome::{ConditionVisitor, HeaderVisitor},
    read::JsonShape,
};
use serde::{Serialize, ser::SerializeMap};

use crate::{body, dav_response, json_item};

/// A problem that gives its extension members by name.
#[derive(Clone)]
struct Members {
    names: Vec<String>,
    condition: bool,
}

impl Members {
    fn new(names: &[&str]) -> Self {
        Self { names: names.iter().map(|name| (*name).to_owned()).collect(), condition: false }
    }
}

impl Outcome for Members {
    fn status(&self) -> StatusCode {
        StatusCode::CONFLICT
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str("text")
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        if self.condition {
            visitor.condition(Condition::dav("no-conflicting-lock").unwrap(), &[]);
        }
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        self.names.iter().enumerate().try_for_each(|(position, name)| members.serialize_entry(name, &position))
    }
}

/// Returns the members of the problem in the order in which they are written, with repeated ones.
fn written(outcome: impl Outcome) -> Vec<(String, serde_json::Value)> {
    struct Pairs(Vec<(String, serde_json::Value)>);
    impl<'de> serde::Deserialize<'de> for Pairs {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Pairs;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                    let mut pairs = Vec::new();
                    while let Some(pair) = map.next_entry()? {
                        pairs.push(pair);
                    }
                    Ok(Pairs(pairs))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }
    #[derive(serde::Deserialize)]
    struct Written {
        body: Pairs,
    }
    serde_json::from_str::<Written>(&json_item(outcome)).expect("an item with a problem").body.0
}

/// Returns the extension members that are written.
fn extensions(outcome: impl Outcome) -> Vec<(String, u64)> {
    let members = written(outcome).into_iter().skip(4);
    members.filter_map(|(name, value)| Some((name, value.as_u64()?))).collect()
}

fn pairs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

#[test]
fn each_name_is_written_once() {
    let long = "n".repeat(130);
    for (names, expected) in [
        (vec!["type", "title", "status", "detail", "own"], vec![("own", 4)]),
        (vec!["a", "b", "a", "b", "c"], vec![("a", 0), ("b", 1), ("c", 4)]),
        (vec!["", "", "a"], vec![("", 0), ("a", 2)]),
        (vec!["a\"b", "a", "a\"b"], vec![("a\"b", 0), ("a", 1)]),
        (vec![&*long, "a", &*long, "a"], vec![(&*long, 0), ("a", 1)]),
        (vec!["instance", "instance", "conditions"], vec![("instance", 0), ("conditions", 2)]),
    ] {
        let outcome = Members::new(&names);
        let names: Vec<_> = written(outcome.clone()).into_iter().map(|(name, _)| name).take(4).collect();
        assert_eq!(names, ["type", "title", "status", "detail"]);
        assert_eq!(extensions(outcome.clone()), pairs(&expected));
        assert_eq!(extensions(Item::from_outcome(&outcome)).len(), expected.len());
        assert_eq!(Item::from_outcome(&outcome).extensions().get(expected[0].0), Some(&expected[0].1.into()));
    }
}

#[test]
fn many_names_are_written_once_too() {
    let names: Vec<String> = (0..2_000).map(|number| format!("member-{}", number % 1_000)).collect();
    let outcome = Members { names, condition: false };
    let extensions = extensions(outcome);
    assert_eq!(extensions.len(), 1_000);
    assert!(extensions.iter().all(|(name, value)| *name == format!("member-{value}")));
}

#[test]
fn conditions_take_the_name_only_if_there_are_any() {
    let outcome = Members { condition: true, ..Members::new(&["conditions", "own"]) };
    assert_eq!(extensions(outcome.clone()), pairs(&[("own", 1)]));
    assert_eq!(written(outcome).iter().filter(|(name, _)| name == "conditions").count(), 1);
}

#[test]
fn every_format_drops_the_same_members() {
    let outcome = Members { condition: true, ..Members::new(&["status", "own", "own", "title", "conditions"]) };
    let dav = dav_response(outcome.clone());
    assert!(dav.contains("<problem xmlns=\"urn:ietf:rfc:7807\"><own>1</own></problem>"), "{dav}");
    let only_taken = dav_response(Members::new(&["status", "detail"]));
    assert!(!only_taken.contains("problem"), "{only_taken}");
    let view = serde_json::to_string(&outcome.json()).unwrap();
    assert_eq!((view.matches("\"status\":").count(), view.matches("\"own\":").count()), (2, 1), "{view}");
    let result: MultiStatus<_> = [("/k", outcome)].into_iter().collect();
    for shape in [JsonShape::MULTISTATUS, JsonShape::JSON_LINES] {
        let text = body(&result, &shape);
        assert_eq!((text.matches("\"own\":").count(), text.matches("\"title\":").count()), (1, 1), "{text}");
    }
}

#[test]
fn a_derived_outcome_drops_the_members_of_a_map() {
    #[derive(Outcome)]
    #[outcome(transparent)]
    struct Wrapper(Members);
    assert_eq!(extensions(Wrapper(Members::new(&["type", "own"]))), pairs(&[("own", 1)]));
}

/// A key that is not text fails as before, so that the members are left out.
#[test]
fn a_name_that_is_not_text_leaves_out_the_members() {
    struct Numbers(BTreeMap<u8, u8>);
    impl Outcome for Numbers {
        fn status(&self) -> StatusCode {
            StatusCode::CONFLICT
        }
        fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
            self.0.iter().try_for_each(|(name, value)| members.serialize_entry(name, value))
        }
    }
    assert_eq!(extensions(Numbers([(1, 1)].into())), []);
}

#[test]
fn a_name_may_be_any_value_with_a_text() {
    #[derive(Serialize)]
    enum Name {
        #[serde(rename = "status")]
        Status,
        #[serde(rename = "own")]
        Own,
    }
    struct Named;
    impl Outcome for Named {
        fn status(&self) -> StatusCode {
            StatusCode::CONFLICT
        }
        fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
            members.serialize_entry(&Name::Status, &0)?;
            members.serialize_entry(&'t', &1)?;
            members.serialize_entry(&Name::Own, &2)?;
            members.serialize_entry("own", &3)
        }
    }
    let members = written(Named);
    assert_eq!(members.len(), 3 + 2, "{members:?}");
    assert_eq!(members.last(), Some(&("own".to_owned(), 2.into())));
}

#[test]
fn what_a_reader_accepted_is_written_without_repeated_members() {
    let members: String = (0..100).map(|number| format!(",\"m{}\":{number}", number % 99)).collect();
    let text = format!(
        r#"{{"responses":[{{"id":"/k","index":0,"status":409,"headers":{{"Content-Type":"application/problem+json"}},
            "body":{{"type":"urn:x","title":"T","status":409{members}}}}}]}}"#
    );
    let mut reading = Reader::new().whole(text.as_bytes());
    let item = reading.next_item().expect("an item");
    let names: Vec<_> = written(item).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 3 + 99);
}

/// An outcome with header fields by name.
struct Fields(&'static [&'static str]);

impl Outcome for Fields {
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        self.0.iter().for_each(|name| visitor.header(name, &|value| value.write_str("1")));
    }
}

#[test]
fn fields_that_frame_a_message_are_dropped() {
    for name in [
        "Connection",
        "Content-Length",
        "content-length",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
    ] {
        let fields: &'static [&'static str] = vec![name, "ETag"].leak();
        let expected = json_item(Fields(&["ETag"]));
        assert_eq!(json_item(Fields(fields)), expected, "{name}");
        assert_eq!(json_item(Item::from_outcome(&Fields(fields))), expected, "{name}");
        let shape = JsonShape::list("responses").id("id").status("status").fields(vec![(name, "field")].leak());
        let result: MultiStatus<_> = [("/k", Fields(fields))].into_iter().collect();
        assert!(!body(&result, &shape).contains("field"), "{name}");
    }
    let kept = json_item(Fields(&["Content-Language", "Age", "Warning", "Cache-Control"]));
    assert_eq!(kept.matches(":\"1\"").count(), 4, "{kept}");
}
