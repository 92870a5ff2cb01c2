//! The values of properties: how each is written, and that it is read back.

use std::{
    borrow::Cow,
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use multistatus::{
    Key, Outcome, StatusCode, Streamed,
    outcome::FailedCondition,
    webdav::{
        ContentWriter, ETag, FromPropertyValue, HttpDate, InvalidXml, Language, LocalizedText, Properties,
        PropertyFailure, PropertyInfo, PropertyName, PropertyQuery, PropertyValue, PropertyXml, RawXml,
        ResourceOutcome, ResourceType, Rfc3339Date, Serialized, SupportedLock, XmlElement, names,
    },
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// A resource with one property.
pub(crate) struct One<V>(pub(crate) V);

pub(crate) const NAME: PropertyName = PropertyName::declared("urn:x", "p");

impl<V: PropertyValue> Properties for One<V> {
    const PROPERTIES: &'static [PropertyInfo] = &[PropertyInfo::live(NAME)];

    fn write(&self, _: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        self.0.write(content)
    }
}

/// Returns the body that reports the property.
pub(crate) fn body<V: PropertyValue + Send + 'static>(value: V) -> String {
    let members = [("/a", ResourceOutcome::<_, StatusCode>::Properties(One(value)))];
    let response = Streamed::iter(members).respond_with(PropertyXml::new(&PropertyQuery::default()));
    crate::now(crate::text(response))
}

/// Returns the propstats of the property.
fn propstats<V: PropertyValue + Send + 'static>(value: V) -> String {
    let body = body(value);
    let (start, end) = ("</D:href>", "</D:response></D:multistatus>");
    body[body.find(start).unwrap() + start.len()..].strip_suffix(end).unwrap().to_owned()
}

/// Returns the element of the property, which has a value.
fn element<V: PropertyValue + Send + 'static>(value: V) -> String {
    let propstats = propstats(value);
    let prop = propstats.strip_prefix("<D:propstat><D:prop>").unwrap_or_else(|| panic!("{propstats}"));
    let end = "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>";
    prop.strip_suffix(end).unwrap_or_else(|| panic!("{propstats}")).to_owned()
}

/// Returns the content of the element.
fn content<V: PropertyValue + Send + 'static>(value: V) -> String {
    let element = element(value);
    match element.strip_prefix("<A:p>") {
        Some(rest) => rest.strip_suffix("</A:p>").unwrap_or_else(|| panic!("{element}")).to_owned(),
        None if element == "<A:p/>" => String::new(),
        None => panic!("{element}"),
    }
}

/// Returns the element of the property as a client reads it.
fn read_element<V: PropertyValue + Send + 'static>(value: V) -> XmlElement {
    let root = XmlElement::parse(&body(value)).unwrap();
    let propstat = root.children()[0].dav_child("propstat").unwrap();
    assert_eq!(propstat.dav_child("status").unwrap().text(), "HTTP/1.1 200 OK", "{}", root.to_xml());
    let element = propstat.dav_child("prop").unwrap().children()[0].clone();
    assert_eq!(*element.name(), NAME);
    element
}

/// Asserts that the value is read back as it is.
fn assert_round_trip<V>(value: V)
where
    V: PropertyValue + FromPropertyValue + PartialEq + Clone + fmt::Debug + Send + 'static,
{
    let element = read_element(value.clone());
    assert_eq!(V::from_element(&element).as_ref(), Ok(&value), "{}", element.to_xml());
    if let Some(read) = V::from_text(element.text()).filter(|_| element.children().is_empty()) {
        assert_eq!(read.as_ref(), Ok(&value), "{}", element.to_xml());
    }
}

fn parse<V: FromPropertyValue>(content: &str) -> Result<V, String> {
    let element = XmlElement::parse(&format!("<p xmlns='urn:x' xmlns:D='DAV:'>{content}</p>")).unwrap();
    V::from_element(&element).map_err(|error| error.to_string())
}

#[test]
fn each_value_has_its_form() {
    let new_year = UNIX_EPOCH + Duration::from_millis(1_767_225_600_900);
    assert_eq!(content("a < b & c"), "a &lt; b &amp; c");
    assert_eq!(content(Cow::Borrowed("")), "");
    assert_eq!(content(-7_i64), "-7");
    assert_eq!(content(u64::MAX), "18446744073709551615");
    assert_eq!(content(true), "1");
    assert_eq!(content(HttpDate(new_year)), "Thu, 01 Jan 2026 00:00:00 GMT");
    assert_eq!(content(Rfc3339Date(new_year)), "2026-01-01T00:00:00Z");
    assert_eq!(content(HttpDate(UNIX_EPOCH - Duration::from_secs(1))), "Thu, 01 Jan 1970 00:00:00 GMT");
    let year_10_000 = UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    assert_eq!(content(Rfc3339Date(year_10_000)), "9999-12-31T23:59:59Z");
    assert_eq!(content(ETag::strong("a&b").unwrap()), "\"a&amp;b\"");
    assert_eq!(content(ETag::weak("1").unwrap()), "W/\"1\"");
    assert_eq!(content(Key::path("/ü & b/")), "<D:href>/%C3%BC%20&amp;%20b/</D:href>");
    assert_eq!(content(vec![Key::from("/a"), Key::from("/b")]), "<D:href>/a</D:href><D:href>/b</D:href>");
    assert_eq!(content(Language::new("de-CH").unwrap()), "de-CH");
    assert_eq!(content(ResourceType::FILE), "");
    assert_eq!(
        content(ResourceType::CALENDAR),
        "<D:collection/><X:calendar xmlns:X=\"urn:ietf:params:xml:ns:caldav\"/>"
    );
    assert_eq!(content(ResourceType::COLLECTION.and(NAME)), "<D:collection/><A:p/>");
    assert_eq!(
        content(SupportedLock { exclusive: false, shared: true }),
        "<D:lockentry><D:lockscope><D:shared/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>"
    );
    assert_eq!(content(RawXml::new("1<b/><!-- 2 -->").unwrap()), "1<b/><!-- 2 -->");
    let name = LocalizedText { text: "Fotos".into(), language: Some(Language::new("de").unwrap()) };
    assert_eq!(element(name), "<A:p xml:lang=\"de\">Fotos</A:p>");
    assert_eq!(element(String::new()), "<A:p/>");
    assert_eq!(content(std::sync::Arc::<str>::from("a")), "a");
    assert_eq!(content(Some(Box::new(1_u8))), "1");
}

#[test]
fn characters_that_xml_does_not_have_are_replaced() {
    assert_eq!(content("a\0b\u{FFFE}\r\n"), "a\u{FFFD}b\u{FFFD}&#13;\n");
}

#[test]
fn an_element_is_written_whole_if_it_has_the_name_of_the_property() {
    let xml = "<y:p xmlns=\"\" xmlns:y='urn:x' y:a='1' xml:lang='en'>t<q/></y:p>";
    assert_eq!(element(XmlElement::parse(xml).unwrap()), xml);
    // The prefixes of the document do not reach into it.
    let xml = "<D:p xmlns:D='urn:x'><D:b/></D:p>";
    assert_eq!(element(XmlElement::parse(xml).unwrap()), xml);
    let other = propstats(XmlElement::parse("<p xmlns='urn:y'/>").unwrap());
    assert_eq!(
        other,
        "<D:propstat><D:prop><A:p/></D:prop><D:status>HTTP/1.1 500 Internal Server Error</D:status></D:propstat>"
    );
}

#[test]
fn an_element_as_long_as_the_start_tag_that_it_replaces_is_kept() {
    for length in 0..40 {
        let xml = format!("<p xmlns='urn:x'>{}</p>", "1".repeat(length));
        let outcome = ResourceOutcome::<_, StatusCode>::Properties(One(XmlElement::parse(&xml).unwrap()));
        assert_eq!(*multistatus::Item::from_outcome(&outcome).propstats()[0].properties[0].xml, *xml);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Size {
    #[serde(rename = "@unit")]
    unit: String,
    width: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    note: Vec<String>,
}

#[test]
fn a_serialized_value_is_checked() {
    let size = Size { unit: "\"px\"".into(), width: 1, note: vec!["<a>".into(), "b".into()] };
    let xml = element(Serialized::new(size.clone()));
    assert!(xml.contains("<width>1</width><note>&lt;a&gt;</note><note>b</note></"), "{xml}");
    assert_eq!(XmlElement::parse(&xml).unwrap().attribute("unit").as_deref(), Some("\"px\""));
    assert_round_trip(Serialized::new(size.clone()));

    let element = read_element(Serialized::new(size).in_namespace("urn:y"));
    let names: Vec<_> = element.children().iter().map(|child| child.name().to_string()).collect();
    assert_eq!(names, ["{urn:y}width", "{urn:y}note", "{urn:y}note"]);

    assert_eq!(read_element(Serialized::new("a<b")).text(), "a<b");
    // The name of an entry is no name of XML.
    let map = std::collections::BTreeMap::from([("a b", 1)]);
    assert!(propstats(Serialized::new(map)).contains("500 Internal Server Error"));
    assert!(propstats(Serialized::new("\0")).contains("500 Internal Server Error"));
    assert!(propstats(Serialized::new([1, 2])).contains("500 Internal Server Error"));
}

#[test]
fn raw_xml_declares_its_prefixes_and_is_well_formed() {
    for xml in
        ["<a>", "</a>", "a & b", "<x:a/>", "</content><content>", "<D:href/>", "\u{1}", "<!DOCTYPE a>", "<a b=1/>"]
    {
        assert!(RawXml::new(xml).is_err(), "{xml}");
    }
    let error = RawXml::new("ab<x:c/>").unwrap_err();
    assert!(matches!(error, InvalidXml::Malformed { .. }), "{error:?}");
    assert!(error.to_string().contains('x'), "{error}");
    let language = parse::<RawXml>("<b xml:lang='en'/> <c/>").unwrap();
    assert_eq!(language.as_str(), "<b xmlns=\"urn:x\" xml:lang='en'/><c xmlns=\"urn:x\"/>");
}

#[test]
fn a_value_of_the_wrong_form_says_what_was_expected() {
    assert_eq!(parse::<u8>("256").unwrap_err(), "expected a whole number (u8), found `256`");
    assert_eq!(
        parse::<String>("a<b/>").unwrap_err(),
        "expected text without elements, found `<p xmlns='urn:x' xmlns:D='DAV:'>a<b/></p>`"
    );
    assert_eq!(parse::<bool>("yes").unwrap_err(), "expected `1` or `0`, found `yes`");
    let expected = "expected a date such as `Sun, 06 Nov 1994 08:49:37 GMT`, found `yesterday`";
    assert_eq!(parse::<HttpDate>("yesterday").unwrap_err(), expected);
    let expected = "expected a date such as `1994-11-06T08:49:37Z`, found `1994-11-06`";
    assert_eq!(parse::<Rfc3339Date>("1994-11-06").unwrap_err(), expected);
    assert_eq!(parse::<ETag>("a b").unwrap_err(), "expected an entity tag such as `\"5e-1f\"`, found `a b`");
    assert!(parse::<Key>("/a").unwrap_err().starts_with("expected one `href` of `DAV:`"));
    assert!(parse::<Key>("<D:href>/a</D:href><D:href>/b</D:href>").is_err());
    let long = parse::<u64>(&"9".repeat(100)).unwrap_err();
    assert_eq!(long, format!("expected a whole number (u64), found `{}…`", "9".repeat(60)));
}

#[test]
fn values_are_read_in_the_forms_that_servers_send() {
    assert_eq!(parse(" 7\n"), Ok(7_u64));
    assert_eq!(parse("T"), Ok(true));
    assert_eq!(parse("abc"), Ok(ETag::strong("abc").unwrap()));
    let date = Rfc3339Date(UNIX_EPOCH + Duration::from_secs(784_111_777));
    for text in
        ["1994-11-06T08:49:37Z", "1994-11-06T09:49:37+01:00", "1994-11-06t08:49:37z", "1994-11-06T06:19:37-02:30"]
    {
        assert_eq!(parse(text), Ok(date), "{text}");
    }
    let fraction = Rfc3339Date(date.0 + Duration::from_millis(250));
    assert_eq!(parse("1994-11-06T08:49:37.25Z"), Ok(fraction));
    assert_eq!(parse("Sunday, 06-Nov-94 08:49:37 GMT"), Ok(HttpDate(date.0)));
    assert_eq!(parse("<D:collection/><D:x>1</D:x>").map(|kind: ResourceType| kind.is_collection()), Ok(true));
    assert_eq!(parse("1"), Ok(ResourceType::FILE));
    assert_eq!(parse(" <D:href> /a b </D:href> "), Ok(Key::from("/a b")));
    assert_eq!(parse::<Option<u8>>("1"), Ok(Some(1)));
}

/// The outcome of a property.
#[derive(Clone, Outcome)]
enum Quota {
    #[outcome(507, "the disk is full", condition = "sufficient-disk-space")]
    Full,
    #[outcome(403, "not for ada", opaque)]
    Hidden,
}

#[test]
fn an_outcome_of_a_property_has_its_conditions_and_its_description() {
    assert_eq!(content(Ok::<u8, Quota>(1)), "1");
    assert_eq!(
        propstats(Err::<u8, _>(Quota::Full)),
        "<D:propstat><D:prop><A:p/></D:prop><D:status>HTTP/1.1 507 Insufficient Storage</D:status>\
         <D:error><D:sufficient-disk-space/></D:error>\
         <D:responsedescription>the disk is full</D:responsedescription></D:propstat>"
    );
    assert_eq!(
        propstats(Err::<u8, _>(Quota::Hidden)),
        "<D:propstat><D:prop><A:p/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status></D:propstat>"
    );
    // `lock-token-submitted` needs an href: that of the resource.
    let condition = multistatus::Condition::dav("lock-token-submitted").unwrap();
    let locked = PropertyFailure::new(StatusCode::LOCKED).condition(FailedCondition::new(condition, Vec::new()));
    struct Locked(PropertyFailure);
    impl PropertyValue for Locked {
        fn write(&self, _: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
            Err(self.0.clone())
        }
    }
    let lock = propstats(Locked(locked));
    assert!(lock.contains("<D:lock-token-submitted><D:href>/a</D:href></D:lock-token-submitted>"), "{lock}");
    assert_eq!(PropertyFailure::new(StatusCode::OK).status(), 500, "a success is not a failure");
}

/// A value that a closure writes.
struct With<F>(F);

impl<F: Fn(&mut ContentWriter<'_>) -> Result<(), PropertyFailure>> PropertyValue for With<F> {
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        (self.0)(content)
    }
}

fn with<F: Fn(&mut ContentWriter<'_>) -> Result<(), PropertyFailure>>(write: F) -> With<F> {
    With(write)
}

#[test]
fn a_content_writer_declares_namespaces_and_closes_elements() {
    const OTHER: PropertyName = PropertyName::declared("urn:y?a=1&b", "ä");
    const NONE: PropertyName = PropertyName::declared("", "n");
    let nested = with(|content| {
        content.attribute("a", "\"<\t\n&'");
        content.language(&Language::new("en").unwrap());
        content.element_with(&OTHER, |content| {
            content.attribute("b", "2");
            content.empty(&NAME);
            content.empty(&OTHER);
            content.empty(&NONE);
            content.element(&names::DISPLAYNAME, "x")
        })?;
        content.display(format_args!("{}<", 1));
        Ok(())
    });
    assert_eq!(
        element(nested),
        "<A:p a=\"&quot;&lt;&#9;&#10;&amp;'\" xml:lang=\"en\"><X:ä xmlns:X=\"urn:y?a=1&amp;b\" b=\"2\">\
         <X:p xmlns:X=\"urn:x\"/><X:ä/><n/><D:displayname>x</D:displayname></X:ä>1&lt;</A:p>"
    );
}

#[test]
fn a_misuse_of_a_content_writer_is_a_500_of_the_property() {
    struct Broken;
    impl fmt::Display for Broken {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }
    let misuses: [fn(&mut ContentWriter<'_>); 8] = [
        |content| {
            content.text("a");
            content.attribute("b", "");
        },
        |content| {
            content.attribute("b", "");
            content.attribute("b", "");
        },
        |content| content.attribute("a b", ""),
        |content| content.attribute("x:b", ""),
        |content| content.attribute("xmlns", "urn:z"),
        |content| content.display(Broken),
        |content| {
            let whole = XmlElement::parse("<p xmlns='urn:x'/>").unwrap();
            let _ = whole.write(content);
            content.text("a");
        },
        |content| {
            let _ = content.element_with(&names::OWNER, |content| {
                content.attribute("1", "");
                Ok(())
            });
        },
    ];
    for (number, misuse) in misuses.into_iter().enumerate() {
        let propstats = propstats(with(move |content| {
            misuse(content);
            Ok(())
        }));
        let expected =
            "<D:propstat><D:prop><A:p/></D:prop><D:status>HTTP/1.1 500 Internal Server Error</D:status></D:propstat>";
        assert_eq!(propstats, expected, "{number}");
    }
}

fn time() -> impl Strategy<Value = SystemTime> {
    (0..253_402_300_800_u64).prop_map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds))
}

/// Text of characters that XML has.
fn text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| {
        text.replace(|character: char| character < ' ' || ('\u{FFFE}'..='\u{FFFF}').contains(&character), " ")
    })
}

proptest! {
    #[test]
    fn every_value_is_read_back(
        text in text(),
        number in any::<i64>(),
        flag in any::<bool>(),
        time in time(),
        tag in "[!#-~]{0,20}",
        weak in any::<bool>(),
        path in any::<String>(),
        count in 0..4_usize,
        language in "[a-z]{1,8}(-[A-Z0-9]{1,8}){0,2}",
    ) {
        assert_round_trip(text.clone());
        assert_round_trip::<Box<str>>(text.clone().into());
        assert_round_trip(number);
        assert_round_trip(flag);
        assert_round_trip(HttpDate(time));
        assert_round_trip(Rfc3339Date(time));
        assert_round_trip(if weak { ETag::weak(&tag) } else { ETag::strong(&tag) }.unwrap());
        assert_round_trip(Key::path(path.clone()));
        assert_round_trip(vec![Key::path(path); count]);
        let language = Language::new(language).unwrap();
        assert_round_trip(LocalizedText { text: text.clone().into(), language: flag.then_some(language.clone()) });
        assert_round_trip(language);
        assert_round_trip(SupportedLock { exclusive: weak, shared: flag });
        assert_round_trip(ResourceType::COLLECTION.and(PropertyName::new(text.clone(), "kind").unwrap()));
        assert_round_trip(Some(number));
        let element = XmlElement::parse(&format!("<p xmlns='urn:x' a='1'>{number}<b xml:lang='x'/></p>")).unwrap();
        prop_assert_eq!(read_element(element.clone()).to_xml(), element.to_xml());
    }
}
