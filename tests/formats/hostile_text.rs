//! Arbitrary strings in every part of an outcome: each body stays well-formed, and JSON keeps every string.

use multistatus::{DavXml, Json, JsonLines, MultiStatus};
use proptest::prelude::*;
use quick_xml::{XmlVersion, events::Event, reader::NsReader};

use crate::{
    body,
    support::{hostile, key, text},
};

/// Replaces the characters that XML 1.0 forbids by U+FFFD, as the writer does.
fn in_xml(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\t' | '\n' | '\r' => char,
            '\0'..='\u{1f}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
            _ => char,
        })
        .collect()
}

/// Returns the text of each element with this local name.
fn texts(xml: &str, local: &str) -> Vec<String> {
    let mut reader = NsReader::from_str(xml);
    let (mut texts, mut open) = (Vec::new(), None::<String>);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) if start.local_name().as_ref() == local => open = Some(String::new()),
            Event::End(end) if end.local_name().as_ref() == local => texts.extend(open.take()),
            Event::Text(text) => {
                if let Some(open) = &mut open {
                    open.push_str(&text.xml_content(XmlVersion::Explicit1_0));
                }
            }
            Event::GeneralRef(reference) => {
                let resolved = reference.resolve_char_ref().expect("a character reference").or_else(|| {
                    let name = reference.xml_content(XmlVersion::Explicit1_0);
                    quick_xml::escape::resolve_xml_entity(&name).and_then(|text| text.chars().next())
                });
                if let Some(open) = &mut open {
                    open.push(resolved.expect("one of the five entities of XML"));
                }
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

fn is_uri_reference(href: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=/:@?#%".contains(&byte);
    let escapes = |(at, _): (usize, _)| {
        href.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    };
    href.bytes().all(allowed) && href.match_indices('%').all(escapes) && href.matches('#').count() < 2
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn dav_xml_stays_well_formed(key in key(), outcome in hostile(), whole in text()) {
        let description = outcome.description.clone();
        let mut result = MultiStatus::new().description(&whole);
        result.push(key, outcome);
        for format in [DavXml::new(), DavXml::new().default_namespace()] {
            let xml = body(&result, &format);
            let hrefs = texts(&xml, "href");
            prop_assert!(hrefs.iter().all(|href| is_uri_reference(href)), "{hrefs:?}");
            let own = if description.is_empty() { vec![] } else { vec![in_xml(&description)] };
            let expected: Vec<_> = own.into_iter().chain([in_xml(&whole)]).collect();
            prop_assert_eq!(texts(&xml, "responsedescription"), expected);
            prop_assert_eq!(texts(&xml, "member"), [in_xml(&result.get(0).unwrap().outcome().unwrap().member)]);
        }
    }

    #[test]
    fn json_keeps_every_string(key in key(), outcome in hostile()) {
        let mut result = MultiStatus::new();
        result.push(&key, outcome);
        let outcome = result.get(0).unwrap().outcome().unwrap();
        let json: serde_json::Value = serde_json::from_str(&body(&result, &Json)).unwrap();
        let lines = body(&result, &JsonLines);
        let line: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        prop_assert_eq!(&json["responses"][0], &line);
        prop_assert_eq!(lines.lines().count(), 2);
        prop_assert_eq!(&line["id"], key.as_str());
        let problem = &line["body"];
        prop_assert_eq!(problem["detail"].as_str().unwrap_or_default(), &outcome.description);
        prop_assert_eq!(&problem["member"], &outcome.member);
        let sendable = outcome.location.chars().all(|char| char == '\t' || char >= ' ' && char != '\u{7f}');
        prop_assert_eq!(line["headers"].get("Location").is_some(), sendable);
    }
}
