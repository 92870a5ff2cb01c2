//! Generated code compiles in a module where every name that it could use means something else.

#![no_implicit_prelude]
#![allow(non_camel_case_types, dead_code, unreachable_pub, unused_imports)]

mod shadowed {
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Result;
    pub struct String;
    pub struct Cow;
    pub struct Box;
    pub struct Vec;
    pub struct StatusCode;
    pub struct Duration;
    pub struct Outcome;
    pub struct FromItem;
    pub struct From;
    pub struct FromStr;
    pub struct Default;
    pub struct Item;
    pub struct Unrecognized;
    pub struct OutcomeInfo;
    pub struct str;
    pub struct u8;
    pub struct u16;
    pub struct bool;
    pub struct __p;
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod fmt {}
    pub mod http {}
    pub mod serde {}
}

use self::shadowed::*;

/// Implements, for every type, methods with the names that generated code calls.
trait Everywhere {
    fn status(&self) {}
    fn href(&self) {}
    fn description(&self) {}
    fn write_str(&self) {}
    fn serialize_entry(&self) {}
    fn as_ref(&self) {}
    fn into(&self) {}
    fn get(&self) {}
    fn parse(&self) {}
    fn map_err(&self) {}
}

impl<T: ?::core::marker::Sized> Everywhere for T {}

#[derive(::multistatus::Outcome)]
#[outcome(default = 500, type_base = "urn:", map = Self::keep)]
enum Hygienic<T> {
    #[outcome(NOT_FOUND, "no {path} in {out:?}", condition = "lock-token-submitted", header("Location", "{path}"))]
    Missing {
        #[outcome(href)]
        path: ::std::string::String,
        out: ::std::primitive::u8,
        #[outcome(condition_href)]
        visitor: ::std::option::Option<::std::string::String>,
        #[outcome(extension)]
        members: ::std::primitive::u8,
        #[outcome(retry_after)]
        __field0: ::std::primitive::u8,
    },
    #[outcome(201)]
    Created(#[outcome(body)] ::std::primitive::u8, #[outcome(header = "ETag")] ::std::string::String),
    #[outcome(transparent)]
    Inner(T),
    #[outcome(with = pick)]
    Some(::std::primitive::u8),
    None,
    Ok(#[outcome(code)] ::std::primitive::u16),
}

impl<T> Hygienic<T> {
    fn keep(&self, status: ::multistatus::StatusCode) -> ::multistatus::StatusCode {
        status
    }
}

fn pick(_: &::std::primitive::u8) -> ::multistatus::StatusCode {
    ::multistatus::StatusCode::GONE
}

/// The part of `Hygienic` that `FromItem` supports.
#[derive(::std::fmt::Debug, ::std::cmp::PartialEq, ::multistatus::Outcome, ::multistatus::FromItem)]
#[outcome(default = 500, type_base = "urn:")]
enum ReadBack<T> {
    #[outcome(NOT_FOUND, "no {item}", condition = "lock-token-submitted", header("Location", "{path}"))]
    Missing {
        path: ::std::string::String,
        item: ::std::primitive::u8,
        #[outcome(condition_href)]
        visitor: ::std::option::Option<::std::string::String>,
        #[outcome(extension)]
        members: ::std::primitive::u8,
        #[outcome(retry_after)]
        __field0: ::std::primitive::u8,
        #[outcome(default)]
        __item: ::std::primitive::u8,
    },
    #[outcome(transparent)]
    Inner(T),
    #[outcome(self::TEAPOT)]
    Some,
    None,
    #[outcome(other)]
    Ok(::std::boxed::Box<::multistatus::Item>),
}

const TEAPOT: ::std::primitive::u16 = 418;

#[test]
fn generated_from_item_uses_no_name_in_scope() {
    use ::multistatus::FromItem;
    type Read = ReadBack<ReadBack<::multistatus::Item>>;
    let missing: Read = ReadBack::Missing {
        path: ::std::convert::From::from("/a"),
        item: 1,
        visitor: ::std::option::Option::None,
        members: 2,
        __field0: 3,
        __item: 0,
    };
    for outcome in [missing, ReadBack::Some, ReadBack::None] {
        let read: Read = FromItem::from_item(::multistatus::Item::from_outcome(&outcome)).unwrap();
        ::std::assert_eq!(read, outcome);
    }
}

#[test]
fn generated_outcome_uses_no_name_in_scope() {
    use ::multistatus::Outcome;
    let missing: Hygienic<::multistatus::StatusCode> = Hygienic::Missing {
        path: ::std::convert::From::from("/a"),
        out: 1,
        visitor: ::std::option::Option::None,
        members: 2,
        __field0: 3,
    };
    ::std::assert_eq!(Outcome::status(&missing), ::multistatus::StatusCode::NOT_FOUND);
    ::std::assert_eq!(crate::text(&missing), "no /a in 1");
    ::std::assert_eq!(
        Outcome::status(&Hygienic::<::multistatus::StatusCode>::Some(1)),
        ::multistatus::StatusCode::GONE
    );
}
