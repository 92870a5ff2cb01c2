//! An extension member of a problem, as serde reads it into a field. A member of XML is text, because XML has no numbers; an
//! absent member is accepted by an `Option` only.

use serde::{
    Deserializer,
    de::{
        Error as _, IntoDeserializer, Visitor,
        value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer},
    },
};
use serde_json::{Error, Map, Value};

/// A member that is not a plain JSON value.
#[derive(Clone, Copy)]
pub(crate) enum ExtensionMember<'a> {
    /// No member: only an `Option` accepts it.
    Absent,
    /// A value in the XML form of RFC 9457 appendix B: text, elements `i`, or named elements.
    Text(&'a Value),
    /// The same inside another value, where an element without content may stand for null.
    Nested(&'a Value),
    /// The name of a member.
    Name(&'a str),
}

impl<'a> ExtensionMember<'a> {
    /// Returns the text, if the member is text.
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(Value::String(text)) | Self::Nested(Value::String(text)) => Some(text),
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// True if it is an element without content. Text, a list and an object can all have this form.
    fn is_empty(self) -> bool {
        self.text() == Some("")
    }

    fn elements(self) -> Option<&'a [Value]> {
        match self {
            Self::Text(Value::Array(values)) | Self::Nested(Value::Array(values)) => Some(values),
            _ if self.is_empty() => Some(&[]),
            _ => None,
        }
    }
}

/// Returns the members of an object, or none without an object.
fn members<'a>(
    map: Option<&'a Map<String, Value>>,
) -> MapDeserializer<'a, impl Iterator<Item = (ExtensionMember<'a>, ExtensionMember<'a>)>, Error> {
    let members = map.into_iter().flatten();
    MapDeserializer::new(members.map(|(name, value)| (ExtensionMember::Name(name), ExtensionMember::Nested(value))))
}

/// Parses text as the requested type. Other text is passed on as it is, so that serde reports what it expected.
macro_rules! parsed {
    ($($method:ident $visit:ident $ty:ty,)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.text().and_then(|text| text.trim().parse::<$ty>().ok()) {
                Some(value) => visitor.$visit(value),
                None => self.deserialize_any(visitor),
            }
        })+
    };
}

/// Passes the member on as it is.
macro_rules! as_it_is {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.deserialize_any(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for ExtensionMember<'de> {
    type Error = Error;

    parsed! {
        deserialize_bool visit_bool bool,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_u128 visit_u128 u128,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
    }

    as_it_is! {
        deserialize_char deserialize_str deserialize_string deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Absent => Err(Error::custom("it is missing")),
            Self::Name(name) => visitor.visit_borrowed_str(name),
            Self::Text(Value::String(text)) | Self::Nested(Value::String(text)) => visitor.visit_borrowed_str(text),
            Self::Text(Value::Array(_)) | Self::Nested(Value::Array(_)) => self.deserialize_seq(visitor),
            Self::Text(Value::Object(map)) | Self::Nested(Value::Object(map)) => visitor.visit_map(members(Some(map))),
            Self::Text(value) | Self::Nested(value) => value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Absent | Self::Text(Value::Null) | Self::Nested(Value::Null) => visitor.visit_none(),
            Self::Nested(_) if self.is_empty() => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_empty() { visitor.visit_unit() } else { self.deserialize_any(visitor) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Absent => self.deserialize_any(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_byte_buf(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // serde_json writes bytes as a list of numbers.
        if self.elements().is_some() { self.deserialize_seq(visitor) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.elements() {
            Some(values) => visitor.visit_seq(SeqDeserializer::new(values.iter().map(ExtensionMember::Nested))),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_empty() { visitor.visit_map(members(None)) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Text(Value::Object(map)) | Self::Nested(Value::Object(map)) => {
                visitor.visit_enum(MapAccessDeserializer::new(members(Some(map))))
            }
            _ => match self.text() {
                Some(name) => visitor.visit_enum(IntoDeserializer::<Error>::into_deserializer(name)),
                None => self.deserialize_any(visitor),
            },
        }
    }
}

impl<'de> IntoDeserializer<'de, Error> for ExtensionMember<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
