//! The impls of `#[outcome(schema(utoipa))]`.

pub use std::{collections::BTreeMap, string::String, vec::Vec};

pub use utoipa::{
    __dev::ComposeSchema,
    IntoResponses, ToSchema as FieldBound,
    openapi::{RefOr, Response, Schema},
};

pub use crate::schema::{
    UtoipaGenerator as Generator,
    utoipa::{single_components, single_responses, single_schema},
};

/// Implements `ToSchema` and `IntoResponses` for an outcome.
#[doc(hidden)]
#[macro_export]
macro_rules! __schema_utoipa {
    ($key:ident($word:ident) $private:ident { $($parameters:tt)* } { $outcome:ty } { $($clause:tt)* } { $($variants:tt)* }) => {
        $private::outcome_schema! {
            utoipa $private { $($parameters)* } { $outcome } { $($clause)* } { $($variants)* }
        }

        #[automatically_derived]
        impl<$($parameters)*> $private::utoipa::ComposeSchema for $outcome $($clause)* {
            fn compose(
                _: $private::utoipa::Vec<$private::utoipa::RefOr<$private::utoipa::Schema>>,
            ) -> $private::utoipa::RefOr<$private::utoipa::Schema> {
                $private::utoipa::single_schema::<Self>()
            }
        }

        #[automatically_derived]
        impl<$($parameters)*> $private::utoipa::FieldBound for $outcome $($clause)* {
            fn schemas(
                schemas: &mut $private::utoipa::Vec<(
                    $private::utoipa::String,
                    $private::utoipa::RefOr<$private::utoipa::Schema>,
                )>,
            ) {
                $private::utoipa::single_components::<Self>(schemas);
            }
        }

        #[automatically_derived]
        impl<$($parameters)*> $private::utoipa::IntoResponses for $outcome $($clause)* {
            fn responses() -> $private::utoipa::BTreeMap<
                $private::utoipa::String,
                $private::utoipa::RefOr<$private::utoipa::Response>,
            > {
                $private::utoipa::single_responses::<Self>()
            }
        }
    };
}
