//! The keys of `#[property(...)]`: where each may be written, what value it takes, and what other crates call it.

use crate::attr::table::{AttributeKey, AttributeTarget, Form, Row};

/// The kind of item that a `#[property(...)]` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PropertyTarget {
    /// The struct itself.
    Struct,
    /// A property without a field. Its attribute is on the struct, and has a name.
    Computed,
    Field,
}

impl AttributeTarget for PropertyTarget {
    fn noun(self) -> &'static str {
        match self {
            Self::Struct => "a struct",
            Self::Computed => "a property without a field",
            Self::Field => "a field",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PropertyKey {
    Live,
    Dead,
    Protected,
    NotInAllprop,
    With,
    Rest,
    Namespace,
    Bound,
    Crate,
}

impl AttributeKey for PropertyKey {
    type Target = PropertyTarget;

    fn rows() -> &'static [Row<Self>] {
        ROWS
    }
}

const STRUCT: &[PropertyTarget] = &[PropertyTarget::Struct];
const PROPERTY: &[PropertyTarget] = &[PropertyTarget::Field, PropertyTarget::Computed];
const FIELD: &[PropertyTarget] = &[PropertyTarget::Field];

static ROWS: &[Row<PropertyKey>] = &[
    Row::new(PropertyKey::Live, "live", PROPERTY, Form::Flag, "live").alias(&["computed", "server"]),
    Row::new(PropertyKey::Dead, "dead", FIELD, Form::Flag, "dead").alias(&["writable", "writeable", "write", "set"]),
    Row::new(PropertyKey::Protected, "protected", PROPERTY, Form::Flag, "protected").alias(&[
        "readonly",
        "read_only",
        "immutable",
        "const",
        "fixed",
    ]),
    Row::new(PropertyKey::NotInAllprop, "not_in_allprop", PROPERTY, Form::Flag, "not_in_allprop").alias(&[
        "allprop",
        "in_allprop",
        "no_allprop",
        "skip_allprop",
        "exclude_from_allprop",
        "hidden",
        "expensive",
    ]),
    Row::new(PropertyKey::With, "with", PROPERTY, Form::Path, "with = Self::etag").alias(&[
        "get",
        "getter",
        "value",
        "compute",
        "serialize_with",
        "via",
    ]),
    Row::new(PropertyKey::Rest, "rest", FIELD, Form::Flag, "rest").alias(&[
        "flatten",
        "other",
        "others",
        "remaining",
        "catch_all",
        "dead_properties",
    ]),
    Row::new(PropertyKey::Namespace, "namespace", STRUCT, Form::Text, "namespace = \"http://owncloud.org/ns\"")
        .alias(&["ns", "xmlns", "uri"]),
    Row::new(PropertyKey::Bound, "bound", STRUCT, Form::Predicates, "bound(T: Display)").alias(&["bounds"]),
    Row::new(PropertyKey::Crate, "crate", STRUCT, Form::CratePath, "crate = ::multistatus").alias(&["krate"]),
];
