//! A part of an outcome that fails, or must not be sent, is left out. The item keeps its status and its other parts.

use std::fmt;

use multistatus::{
    Condition, DavXml, Item, Json, MultiStatus, Outcome, StatusCode,
    outcome::{ConditionVisitor, HeaderVisitor, KeyRef},
};
use serde::{
    Serializer,
    ser::{Error, SerializeMap},
};

use crate::{body, dav_response, json_item};

/// An outcome with one part that fails or is invalid.
#[derive(Clone, Copy, PartialEq)]
enum Failing {
    Description,
    Extensions,
    Body,
    Header,
    HeaderName,
    HeaderLine,
    HeaderTwice,
}

impl Outcome for Failing {
    fn status(&self) -> StatusCode {
        StatusCode::CONFLICT
    }

    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        out.write_str("half")?;
        if *self == Self::Description { Err(fmt::Error) } else { Ok(()) }
    }

    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        match self {
            Self::Header => visitor.header("Location", &|value| value.write_str("/half").and(Err(fmt::Error))),
            Self::HeaderName => visitor.header("Loca tion", &|value| value.write_str("/x")),
            Self::HeaderLine => visitor.header("Location", &|value| value.write_str("/x\r\nSet-Cookie: a=b")),
            Self::HeaderTwice => {
                visitor.header("ETag", &|value| value.write_str("\"1\""));
                visitor.header("etag", &|value| value.write_str("\"2\""));
            }
            _ => {}
        }
    }

    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        visitor.condition(Condition::dav("no-conflicting-lock").unwrap(), &[KeyRef::from("/a b")]);
    }

    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        members.serialize_entry("first", &1)?;
        if *self == Self::Extensions { Err(M::Error::custom("no second")) } else { Ok(()) }
    }

    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        match self {
            Self::Body => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("first", &1)?;
                Err(S::Error::custom("no second"))
            }
            _ => Ok(None),
        }
    }
}

fn expected(headers: &str, detail: &str, members: &str) -> String {
    format!(
        concat!(
            r#"{{"id":"/k","index":0,"status":409,"headers":{{{}"Content-Type":"application/problem+json"}},"#,
            r#""body":{{"type":"about:blank","title":"Conflict","status":409{}{},"#,
            r#""conditions":[{{"name":"{{DAV:}}no-conflicting-lock","hrefs":["/a%20b"]}}]}}}}"#,
        ),
        headers, detail, members
    )
}

#[test]
fn json_leaves_out_a_failing_part_completely() {
    let (detail, members) = (r#","detail":"half""#, r#","first":1"#);
    assert_eq!(json_item(Failing::Description), expected("", "", members));
    assert_eq!(json_item(Failing::Extensions), expected("", detail, ""));
    assert_eq!(json_item(Failing::Body), expected("", detail, members), "a failing body leaves the problem");
    for header in [Failing::Header, Failing::HeaderName, Failing::HeaderLine] {
        assert_eq!(json_item(header), expected("", detail, members));
    }
    assert_eq!(json_item(Failing::HeaderTwice), expected(r#""ETag":"\"1\"","#, detail, members));
}

#[test]
fn dav_xml_leaves_out_a_failing_part_completely() {
    assert!(!dav_response(Failing::Description).contains("responsedescription"));
    assert!(!dav_response(Failing::Extensions).contains("problem"));
    assert!(dav_response(Failing::Extensions).contains("<D:no-conflicting-lock><D:href>/a%20b</D:href>"));
    for header in [Failing::Header, Failing::HeaderLine] {
        assert!(!dav_response(header).contains("location"));
    }
}

#[test]
fn an_item_made_from_an_outcome_leaves_out_the_same_parts() {
    for failing in [Failing::Description, Failing::Extensions, Failing::Body, Failing::Header, Failing::HeaderTwice] {
        assert_eq!(json_item(Item::from_outcome(&failing)), json_item(failing));
        assert_eq!(dav_response(Item::from_outcome(&failing)), dav_response(failing));
    }
}

#[test]
fn an_item_whose_outcome_was_never_set_is_reported_as_500() {
    let mut result = MultiStatus::for_keys(["a", "b"]);
    result.set(1, StatusCode::OK).unwrap();
    let json = body(&result, &Json);
    assert!(json.contains(r#"{"id":"a","index":0,"status":500,"#), "{json}");
    assert!(json.contains(r#""detail":"not reported""#), "{json}");
    let xml = body(&result, &DavXml::new());
    assert!(xml.contains("<D:responsedescription>not reported</D:responsedescription>"), "{xml}");
}
