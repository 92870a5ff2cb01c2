//! `AsKey`: the types that a key is given as.

use std::{borrow::Cow, sync::Arc};

use super::{Key, KeyRef};

/// A type that names the items of an iterator or stream of `(key, outcome)`: strings, integers and keys, owned or borrowed,
/// with the feature `uuid` a `uuid::Uuid`, an `Option` of one, or `()` if the outcome or the index names the item.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of an item",
    label = "not a key",
    note = "use a string, an integer, a `multistatus::Key`, an `Option` of one, or `()`; make a key of another type with \
            `Key::from(value.to_string())`"
)]
pub trait AsKey {
    /// Returns the key, if there is one.
    fn as_key(&self) -> Option<KeyRef<'_>>;
}

impl AsKey for Key {
    #[inline]
    fn as_key(&self) -> Option<KeyRef<'_>> {
        Some(self.into())
    }
}

impl AsKey for KeyRef<'_> {
    #[inline]
    fn as_key(&self) -> Option<KeyRef<'_>> {
        Some(*self)
    }
}

macro_rules! text_as_key {
    ($($text:ty),+) => {
        $(impl AsKey for $text {
            #[inline]
            fn as_key(&self) -> Option<KeyRef<'_>> {
                let text: &str = self;
                Some(text.into())
            }
        })+
    };
}
text_as_key!(str, String, Box<str>, Cow<'_, str>, Arc<str>);

macro_rules! display_as_key {
    ($($value:ty)+) => {
        $(impl AsKey for $value {
            #[inline]
            fn as_key(&self) -> Option<KeyRef<'_>> {
                Some(KeyRef::display(self))
            }
        })+
    };
}
display_as_key!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
#[cfg(feature = "uuid")]
display_as_key!(uuid::Uuid);

impl AsKey for () {
    #[inline]
    fn as_key(&self) -> Option<KeyRef<'_>> {
        None
    }
}

impl<K: AsKey> AsKey for Option<K> {
    #[inline]
    fn as_key(&self) -> Option<KeyRef<'_>> {
        self.as_ref().and_then(K::as_key)
    }
}

impl<K: AsKey + ?Sized> AsKey for &K {
    #[inline]
    fn as_key(&self) -> Option<KeyRef<'_>> {
        (**self).as_key()
    }
}
