//! OpenAPI documents with utoipa: `ToSchema` for bodies, and `IntoResponses` for what a handler returns.

mod components;
mod responses;

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use serde_json::Value;
use utoipa::{
    __dev::ComposeSchema,
    IntoResponses, ToSchema,
    openapi::{RefOr, Response, schema::Schema},
};

use super::{
    bodies::{ItemBody, LineBody, ProblemBody, SingleBody},
    document, problem,
    variants::OutcomeSchema,
};
use crate::{
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Representation},
    response::Streamed,
};

pub use self::{components::UtoipaGenerator, responses::single_responses};

use self::responses::multi_status_responses;

/// A schema of this crate, and the components that it refers to.
fn schema_and_components(
    write: impl FnOnce(&mut UtoipaGenerator) -> Value,
) -> (RefOr<Schema>, Vec<(String, RefOr<Schema>)>) {
    let mut generator = UtoipaGenerator::default();
    let schema = write(&mut generator);
    let schema = generator.finish(schema);
    let mut names = HashSet::new();
    generator.components.retain(|(name, _)| names.insert(name.clone()));
    (schema, generator.components)
}

/// Implements `ToSchema` by one of the functions in `document`.
macro_rules! to_schema {
    ($([$($parameter:tt)*] $body:ty, $write:expr;)+) => {$(
        // `body = MultiStatus<Create>` composes the schema of a generic type by this trait, which implies `PartialSchema`.
        impl<$($parameter)*> ComposeSchema for $body {
            fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
                schema_and_components($write).0
            }
        }

        impl<$($parameter)*> ToSchema for $body {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.extend(schema_and_components($write).1);
            }
        }
    )+};
}

to_schema! {
    [O: OutcomeSchema<UtoipaGenerator>] MultiStatus<O>, document::multi_status::<O, UtoipaGenerator>;
    [O: OutcomeSchema<UtoipaGenerator>] Streamed<O>, document::multi_status::<O, UtoipaGenerator>;
    [O: OutcomeSchema<UtoipaGenerator>] ItemBody<O>, document::item::<O, UtoipaGenerator>;
    [O: OutcomeSchema<UtoipaGenerator>] LineBody<O>, document::line::<O, UtoipaGenerator>;
    [O: OutcomeSchema<UtoipaGenerator>] SingleBody<O>, document::single::<O, UtoipaGenerator>;
    [] ProblemBody, |_: &mut UtoipaGenerator| problem::any();
}

/// Implements `ToSchema` and `IntoResponses` for outcomes of this crate, alone. `schema(utoipa)` does so for a derived one.
macro_rules! single_outcomes {
    ($([$($parameter:tt)*] $outcome:ty;)+) => {$(
        to_schema! { [$($parameter)*] $outcome, document::single::<Self, UtoipaGenerator>; }

        impl<$($parameter)*> IntoResponses for $outcome {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                single_responses::<Self>()
            }
        }
    )+};
}

single_outcomes! {
    [T: Serialize + ToSchema] Representation<T>;
    [T: Serialize + ToSchema] Created<T>;
    [T: Serialize + ToSchema] Accepted<T>;
}

impl<O: OutcomeSchema<UtoipaGenerator>> IntoResponses for SingleBody<O> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        single_responses::<O>()
    }
}

impl<O: OutcomeSchema<UtoipaGenerator>> IntoResponses for MultiStatus<O> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        multi_status_responses::<O>()
    }
}

impl<O: OutcomeSchema<UtoipaGenerator>> IntoResponses for Streamed<O> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        multi_status_responses::<O>()
    }
}

#[cfg(feature = "batch")]
mod batch {
    use super::*;
    use crate::batch::{Outcomes, refused::Refused, settled::Settled};

    to_schema! {
        [O: OutcomeSchema<UtoipaGenerator>] Outcomes<O>, document::multi_status::<Settled<O>, UtoipaGenerator>;
    }

    single_outcomes! {
        [O: OutcomeSchema<UtoipaGenerator>] Settled<O>;
        [] Refused;
    }

    impl<O: OutcomeSchema<UtoipaGenerator>> IntoResponses for Outcomes<O> {
        fn responses() -> BTreeMap<String, RefOr<Response>> {
            multi_status_responses::<Settled<O>>()
        }
    }
}

/// Returns the schema of the body of one outcome alone, for derived code.
pub fn single_schema<O: OutcomeSchema<UtoipaGenerator>>() -> RefOr<Schema> {
    schema_and_components(document::single::<O, UtoipaGenerator>).0
}

/// Adds the components that [`single_schema`] refers to, for derived code.
pub fn single_components<O: OutcomeSchema<UtoipaGenerator>>(components: &mut Vec<(String, RefOr<Schema>)>) {
    components.extend(schema_and_components(document::single::<O, UtoipaGenerator>).1);
}
