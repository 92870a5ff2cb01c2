//! `AsKey`: the types that a key is given as.

use std::{borrow::Cow, sync::Arc};

use super::{Key, KeyRef};

/// A type that names the items of an iterator or stream of `(key, outcome)`: strings and keys, owned or borrowed, an
/// `Option` of one, or `()` if the outcome or the index names the item.
pub trait AsKey {
    /// Returns the key, if there is one.
    fn as_key(&self) -> Option<KeyRef<'_>>;
}

impl AsKey for Key {
    fn as_key(&self) -> Option<KeyRef<'_>> {
        Some(self.into())
    }
}

impl AsKey for KeyRef<'_> {
    fn as_key(&self) -> Option<KeyRef<'_>> {
        Some(*self)
    }
}

macro_rules! text_as_key {
    ($($text:ty),+) => {
        $(impl AsKey for $text {
            fn as_key(&self) -> Option<KeyRef<'_>> {
                let text: &str = self;
                Some(text.into())
            }
        })+
    };
}
text_as_key!(str, String, Cow<'_, str>, Arc<str>);

impl AsKey for () {
    fn as_key(&self) -> Option<KeyRef<'_>> {
        None
    }
}

impl<K: AsKey> AsKey for Option<K> {
    fn as_key(&self) -> Option<KeyRef<'_>> {
        self.as_ref().and_then(K::as_key)
    }
}

impl<K: AsKey + ?Sized> AsKey for &K {
    fn as_key(&self) -> Option<KeyRef<'_>> {
        (**self).as_key()
    }
}
