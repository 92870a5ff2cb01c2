//! Outcomes and keys with strings that tend to break encoders.

use multistatus::{Key, Outcome};
use proptest::prelude::*;

/// A failure with text in every part.
#[derive(Debug, Outcome)]
#[outcome(409, "{description}", condition = "lock-token-submitted", type = "urn:example:x")]
pub(crate) struct Hostile {
    pub(crate) description: String,
    #[outcome(extension)]
    pub(crate) member: String,
    #[outcome(header = "Location")]
    pub(crate) location: String,
    #[outcome(condition_href)]
    pub(crate) lock: Option<String>,
}

/// Generates strings that tend to break encoders: markup, quotes, controls, noncharacters, astral characters, percent
/// signs.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "<", ">", "&", "\"", "'", "]]>", "\r", "\n", "\t", "\0", "\u{b}", "\u{1f}", "\u{7f}", "\u{85}", "\u{2028}",
        "\u{FFFE}", "\u{FFFF}", "\u{F8FF}", "🦀", "ü", "%", "%2", "%20", "#", "?", " ", "\\", "{", "[", "|", "&amp;",
    ]);
    prop::collection::vec(
        prop_oneof![special.prop_map(String::from), "\\PC{0,20}", any::<char>().prop_map(String::from)],
        0..8,
    )
    .prop_map(|parts| parts.concat())
}

pub(crate) fn key() -> impl Strategy<Value = Key> {
    prop_oneof![text().prop_map(Key::from), text().prop_map(Key::path)]
}

pub(crate) fn hostile() -> impl Strategy<Value = Hostile> {
    (text(), text(), text(), prop::option::of(text())).prop_map(|(description, member, location, lock)| Hostile {
        description,
        member,
        location,
        lock,
    })
}
