//! The impls of `#[outcome(schema(schemars))]`.

pub use std::any::type_name;

pub use schemars::{JsonSchema as FieldBound, Schema, SchemaGenerator as Generator};

pub use crate::schema::schemars::{schema_name, single_schema};

/// Implements `JsonSchema` for an outcome.
#[doc(hidden)]
#[macro_export]
macro_rules! __schema_schemars {
    ($key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* } { $($variants:tt)* }) => {
        $private::outcome_schema! {
            schemars $private { $($parameters)* } { $outcome } { $($clause)* } { $($variants)* }
        }

        #[automatically_derived]
        impl<$($parameters)*> $private::schemars::FieldBound for $outcome $($clause)* {
            fn schema_name() -> $private::Cow<'static, $private::str> {
                $private::schemars::schema_name::<Self>()
            }

            fn schema_id() -> $private::Cow<'static, $private::str> {
                $private::Cow::Borrowed($private::schemars::type_name::<Self>())
            }

            fn json_schema(generator: &mut $private::schemars::Generator) -> $private::schemars::Schema {
                $private::schemars::single_schema::<Self>(generator)
            }
        }
    };
}
