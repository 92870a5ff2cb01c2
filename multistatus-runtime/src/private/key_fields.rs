//! Fields that hold a key or a URI, for generated code: written as a [`KeyRef`], and read back.
//!
//! A method call chooses the implementation by the type of the field: see `autoref`.

use std::{any::type_name, fmt::Display, marker::PhantomData, str::FromStr};

use super::{field_read_error::FieldReadError, fields::find_condition};
use crate::{
    item::Item,
    key::{AsKey, KeyRef},
};

/// The value of a field with the role `href`, `condition_href` or `instance`.
pub struct KeyField<'a, T: ?Sized>(&'a T);

/// Wraps a value.
#[inline]
pub fn key<T: ?Sized>(value: &T) -> KeyField<'_, T> {
    KeyField(value)
}

/// Declares a trait with the method `__key`, and implements it for `$field` if the bounds hold.
macro_rules! key_choice {
    ($(#[$doc:meta])* $choice:ident, [$($bound:tt)*], $field:ty, |$value:ident| $key:expr) => {
        $(#[$doc])*
        pub trait $choice<'a> {
            /// Returns the key, if there is one.
            fn __key(&self) -> Option<KeyRef<'a>>;
        }

        impl<'a, $($bound)*> $choice<'a> for $field {
            #[inline]
            fn __key(&self) -> Option<KeyRef<'a>> {
                let $value = self.0;
                $key
            }
        }
    };
}

key_choice!(
    /// First choice: a common string, a `Key`, an integer, a reference to one, or an `Option` of one.
    KeyByType, [T: AsKey + ?Sized], &&&&&KeyField<'a, T>, |value| value.as_key()
);
key_choice!(
    /// Second choice: any other text.
    KeyByText, [T: AsRef<str> + ?Sized], &&&&KeyField<'a, T>, |value| Some(value.as_ref().into())
);
key_choice!(
    /// Third choice: the second choice in an `Option`.
    KeyByTextOption, [T: AsRef<str>], &&&KeyField<'a, Option<T>>, |value| value.as_ref().map(|text| text.as_ref().into())
);
key_choice!(
    /// Fourth choice: any other value with `Display`.
    KeyByDisplay, [T: Display + Sync], &&KeyField<'a, T>, |value| Some(KeyRef::display(value))
);
key_choice!(
    /// Fifth choice: the fourth choice in an `Option`.
    KeyByDisplayOption, [T: Display + Sync], &KeyField<'a, Option<T>>, |value| {
        value.as_ref().map(|value| KeyRef::display(value))
    }
);

/// Last choice: an error. The bound is on the method, so that this is chosen and then reported.
pub trait KeyOfAnything<'a, T: ?Sized> {
    /// Is never called.
    fn __key(&self) -> Option<KeyRef<'a>>
    where
        T: IsKey;
}

impl<'a, T: ?Sized> KeyOfAnything<'a, T> for KeyField<'a, T> {
    fn __key(&self) -> Option<KeyRef<'a>>
    where
        T: IsKey,
    {
        None
    }
}

/// No type implements it.
#[diagnostic::on_unimplemented(
    message = "a field with an href or an instance is written with `Display`, which `{Self}` lacks",
    label = "not a key",
    note = "use a type that implements `Display` and `Sync`, or an `Option` of one"
)]
pub trait IsKey {}

/// A key that was read, if there is one, and its name in an error.
pub struct ReadKey<'i> {
    key: Option<KeyRef<'i>>,
    name: &'static str,
}

/// Returns the key of an item.
pub fn href_of(item: &Item) -> ReadKey<'_> {
    ReadKey { key: item.key().map(KeyRef::from), name: "key" }
}

/// Returns the first href of a condition.
pub fn condition_href_of<'i>(item: &'i Item, namespace: &str, name: &str) -> ReadKey<'i> {
    let href = find_condition(item, namespace, name).and_then(|condition| condition.hrefs().first());
    ReadKey { key: href.map(KeyRef::from), name: "href of the condition" }
}

/// Returns the instance of the problem.
pub fn instance_of(item: &Item) -> ReadKey<'_> {
    ReadKey { key: item.instance().map(KeyRef::from), name: "instance" }
}

/// Makes a field of a key.
pub struct KeyReader<T>(PhantomData<T>);

/// Returns the reader for a type.
pub fn read_key<T>() -> KeyReader<T> {
    KeyReader(PhantomData)
}

/// Declares a trait with the method `__read`, and implements it for `$reader` if the bounds hold.
macro_rules! read_choice {
    ($(#[$doc:meta])* $choice:ident, [$($bound:tt)*], $reader:ty => $read:ty, |$read_key:ident| $body:expr) => {
        $(#[$doc])*
        pub trait $choice<T> {
            /// Returns the value.
            fn __read(&self, key: ReadKey<'_>) -> Result<T, FieldReadError>;
        }

        impl<$($bound)*> $choice<$read> for $reader {
            fn __read(&self, $read_key: ReadKey<'_>) -> Result<$read, FieldReadError> {
                $body
            }
        }
    };
}

read_choice!(
    /// First choice: a type that is made of a key.
    ReadFromKey, [T: for<'k> From<KeyRef<'k>>], &&&&KeyReader<T> => T,
    |read| read.key.map(T::from).ok_or(FieldReadError::Absent(read.name))
);
read_choice!(
    /// Second choice: the first choice in an `Option`.
    ReadFromKeyOption, [T: for<'k> From<KeyRef<'k>>], &&&KeyReader<Option<T>> => Option<T>,
    |read| Ok(read.key.map(T::from))
);
read_choice!(
    /// Third choice: a type that is parsed from the text of a key.
    ReadFromText, [T: FromStr], &&KeyReader<T> => T,
    |read| read.key.ok_or(FieldReadError::Absent(read.name)).and_then(parsed)
);
read_choice!(
    /// Fourth choice: the third choice in an `Option`.
    ReadFromTextOption, [T: FromStr], &KeyReader<Option<T>> => Option<T>,
    |read| read.key.map(parsed).transpose()
);

fn parsed<T: FromStr>(key: KeyRef<'_>) -> Result<T, FieldReadError> {
    let text = key.text();
    text.parse().map_err(|_| FieldReadError::Invalid(format!("`{text}` is not a `{}`", type_name::<T>())))
}

/// Last choice: an error, as in [`KeyOfAnything`].
pub trait ReadAnything<T> {
    /// Is never called.
    fn __read(&self, key: ReadKey<'_>) -> Result<T, FieldReadError>
    where
        T: FromKey;
}

impl<T> ReadAnything<T> for KeyReader<T> {
    fn __read(&self, key: ReadKey<'_>) -> Result<T, FieldReadError>
    where
        T: FromKey,
    {
        Err(FieldReadError::Absent(key.name))
    }
}

/// No type implements it.
#[diagnostic::on_unimplemented(
    message = "a field with an href or an instance is read back from a key, which `{Self}` cannot be",
    label = "not made of a key",
    note = "use a type that implements `FromStr`, a `multistatus::Key`, or an `Option` of one; or write `impl From<multistatus::outcome::KeyRef<'_>> for {Self}`"
)]
pub trait FromKey {}
