//! Integers and truth values.

use crate::{
    property::{ContentWriter, PropertyFailure, PropertyValue, from_value::from_text},
    tokens::xml::WHITE,
};

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl PropertyValue for $type {
            #[inline]
            fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
                content.plain(itoa::Buffer::new().format(*self));
                Ok(())
            }
        }

        from_text!($type, concat!("a whole number (", stringify!($type), ")"), |text: &str| {
            text.parse().or_else(|_| text.trim_matches(WHITE).parse()).ok()
        });
    )+};
}
integers!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

/// Written as `1` and `0`, as servers write `iscollection` and `favorite`.
impl PropertyValue for bool {
    #[inline]
    fn write(&self, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.plain(if *self { "1" } else { "0" });
        Ok(())
    }
}

from_text!(bool, "`1` or `0`", |text: &str| match text.trim_matches(WHITE) {
    "1" | "true" | "True" | "T" => Some(true),
    "0" | "false" | "False" | "F" => Some(false),
    _ => None,
});
