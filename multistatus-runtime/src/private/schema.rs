//! Support for `#[outcome(schema(...))]`: the types of fields, whose absence depends on whether they are an `Option`.

use std::marker::PhantomData;

pub use crate::schema::{OutcomeSchema, Variants};

use crate::schema::SchemaOf;

/// The type of a field. An `Option` has functions of its own, which the compiler prefers to those of [`FieldSchema`].
pub struct FieldType<T: ?Sized>(PhantomData<T>);

impl<T> FieldType<Option<T>> {
    /// Adds the body that may be absent.
    pub fn body<G: SchemaOf<T>>(variants: &mut Variants<'_, G>) {
        variants.optional_body::<T>();
    }

    /// Adds the extension member that may be absent.
    pub fn extension<G: SchemaOf<T>>(variants: &mut Variants<'_, G>, name: &'static str) {
        variants.optional_extension::<T>(name);
    }
}

/// Adds what is always there, for every other type.
pub trait FieldSchema<T: ?Sized> {
    /// Adds the body.
    fn body<G: SchemaOf<T>>(variants: &mut Variants<'_, G>) {
        variants.body::<T>();
    }

    /// Adds the extension member.
    fn extension<G: SchemaOf<T>>(variants: &mut Variants<'_, G>, name: &'static str) {
        variants.extension::<T>(name);
    }
}

impl<T: ?Sized> FieldSchema<T> for FieldType<T> {}

/// Implements `OutcomeSchema` for the generator of a word.
#[doc(hidden)]
#[macro_export]
macro_rules! __outcome_schema {
    (
        $word:ident $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* }
        { $({ $kind:ident $(($inner:ty))? $(, $role:ident($ty:ty $(, $name:literal)?))* })* }
    ) => {
        #[automatically_derived]
        impl<$($parameters)*> $private::schema::OutcomeSchema<$private::$word::Generator> for $outcome $($clause)* {
            fn variants(variants: &mut $private::schema::Variants<'_, $private::$word::Generator>) {
                use $private::schema::FieldSchema as _;
                let mut infos = <Self as $private::Outcome>::OUTCOMES.iter();
                $(if let $private::Some(info) = infos.next() {
                    variants.$kind $(::<$inner>)? (info);
                    $($private::schema::FieldType::<$ty>::$role(variants $(, $name)?);)*
                })*
            }
        }
    };
}
