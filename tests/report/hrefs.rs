//! Keys and hrefs in different percent-encodings: which are the same resource, and which item they match.

use multistatus::{Item, Key, Reader, Report};
use proptest::prelude::*;

use super::status;

/// Each character of a path segment that needs no encoding (RFC 3986 section 3.3), apart from the unreserved ones.
const PCHARS: &str = ":@!$&'()*+,;=";

/// Returns true if an item with this href answers this key, in XML and as an item with a key.
fn answers(asked: impl Into<Key>, href: &str) -> bool {
    let asked = asked.into();
    let xml = href.replace('&', "&amp;").replace('\'', "&apos;");
    let body = format!(
        "<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>{xml}</D:href>\
         <D:status>HTTP/1.1 200 OK</D:status></D:response></D:multistatus>"
    );
    let read = Report::<Item>::new(Reader::new().read(body.as_bytes())).for_keys([&asked]);
    let made = Report::<Item>::from_items([Item::of(href, &status(200))]).for_keys([&asked]);
    assert_eq!(read.check().is_ok(), made.check().is_ok(), "{asked} {href}");
    read.check().is_ok()
}

/// Encodes a character as it is, or in two ways with percent signs.
fn encode(character: char, how: u8) -> String {
    match how {
        0 => character.into(),
        1 => format!("%{:02X}", u32::from(character)),
        _ => format!("%{:02x}", u32::from(character)),
    }
}

#[test]
fn a_character_that_needs_no_encoding_may_be_encoded_in_a_path() {
    for character in PCHARS.chars() {
        for how in [1, 2] {
            let (plain, encoded) = (format!("/d/{character}x/1.ics"), format!("/d/{}x/1.ics", encode(character, how)));
            assert_eq!(Key::from(&plain), Key::from(&encoded));
            assert_eq!(Key::path(&plain), Key::from(&encoded));
            assert!(answers(&plain, &encoded), "{plain} {encoded}");
            assert!(answers(&encoded, &plain), "{encoded} {plain}");
            assert!(answers(Key::path(&plain), &encoded), "{plain} {encoded}");
        }
    }
}

#[test]
fn a_character_with_a_meaning_is_another_one_if_it_is_encoded() {
    for (one, other) in [
        ("/a%2Fb", "/a/b"),
        ("/a%25b", "/a%2525b"),
        ("/a%3Fb", "/a?b"),
        ("/a%23b", "/a#b"),
        ("/%C3%A9", "/e%CC%81"),
        ("/?q=1%262", "/?q=1&2"),
        ("/?q=1%3D2", "/?q=1=2"),
        ("/?q=1%2B2", "/?q=1+2"),
        ("/?q=1%3B2", "/?q=1;2"),
        ("/?q=1%2C2", "/?q=1,2"),
    ] {
        assert_ne!(Key::from(one), Key::from(other));
        assert!(!answers(one, other) && !answers(other, one), "{one} {other}");
    }
    assert!(answers("/?mail=a@b:c", "/?mail=a%40b%3a%63"));
    assert_ne!(Key::path("/a%40b"), Key::from("/a%40b"));
}

#[test]
fn each_answer_goes_to_the_key_with_its_spelling() {
    let asked = ["/a%40b", "/a@b", "/a@b/"];
    let items = [Item::of("/a@b/", &status(404)), Item::of("/a@b", &status(503)), Item::of("/a%40b", &status(201))];
    let report = Report::<Item>::from_items(items).for_keys(asked);
    assert_eq!(report.items().map(|item| item.status().as_u16()).collect::<Vec<_>>(), [201, 503, 404]);
    let twice =
        Report::<Item>::from_items(["/a@b", "/a@b"].map(|key| Item::of(key, &status(200)))).for_keys(["/a@b", "/a@b/"]);
    assert_eq!(
        (twice.duplicates().len(), twice.missing()[0].index),
        (1, 1),
        "another key does not take a second answer"
    );
}

#[test]
fn a_name_that_is_both_an_id_and_an_href_matches_if_only_one_key_is_free() {
    let asked = || [Key::path("/a%40b"), Key::path("/a@b")];
    let report = |keys: &[&str]| {
        Report::<Item>::from_items(keys.iter().map(|key| Item::of(*key, &status(200)))).for_keys(asked())
    };
    let order = |report: &Report<Item>| -> Vec<_> {
        report.items().map(|item| item.item().key().map(|key| key.as_str().to_owned())).collect()
    };
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(order(&report(&["/a%40b", "/a@b"])), [name("/a%40b"), name("/a@b")], "ids");
    assert_eq!(order(&report(&["/a%40b", "/a%2540b"])), [name("/a%2540b"), name("/a%40b")], "hrefs");
    let unclear = report(&["/a%40b"]);
    assert_eq!((unclear.unknown().len(), unclear.missing().len()), (1, 2));
}

#[test]
fn a_path_does_not_choose_between_two_hosts() {
    let report = Report::<Item>::from_items([Item::of("/a", &status(200))]).for_keys(["http://one/a", "http://two/a"]);
    assert_eq!((report.unknown().len(), report.missing().len()), (1, 2));
    assert!(answers("http://one/a", "/a"));
}

fn name() -> impl Strategy<Value = Vec<(char, u8, u8)>> {
    let character = prop::sample::select(format!("aZ9-._~{PCHARS}").chars().collect::<Vec<_>>());
    prop::collection::vec((character, 0..3_u8, 0..3_u8), 1..12)
}

proptest! {
    #[test]
    fn each_encoding_of_the_same_characters_is_equal(name in name()) {
        let one: String = name.iter().map(|(character, how, _)| encode(*character, *how)).collect();
        let other: String = name.iter().map(|(character, _, how)| encode(*character, *how)).collect();
        let raw: String = name.iter().map(|(character, ..)| *character).collect();
        let in_folder = |name: &str| format!("/d/{name}");
        prop_assert_eq!(Key::from(in_folder(&one)), Key::from(in_folder(&other)));
        prop_assert_eq!(Key::path(in_folder(&raw)), Key::from(in_folder(&one)));
        prop_assert!(answers(in_folder(&one), &in_folder(&other)), "{} {}", one, other);
    }

    #[test]
    fn other_characters_are_another_resource(
        one in prop::collection::vec(any::<u8>(), 0..4),
        other in prop::collection::vec(any::<u8>(), 0..4),
        how in prop::collection::vec(1..3_u8, 8),
    ) {
        let spelled = |name: &[u8], how: &[u8]| -> String {
            name.iter().zip(how).map(|(byte, how)| encode(char::from(*byte), *how)).collect()
        };
        let (first, second) = (format!("/d/{}x", spelled(&one, &how)), format!("/d/{}x", spelled(&other, &how[4..])));
        prop_assert_eq!(Key::from(&first) == Key::from(&second), one == other);
        prop_assert_eq!(answers(&first, &second), one == other, "{} {}", first, second);
    }
}
