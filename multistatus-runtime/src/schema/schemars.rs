//! JSON Schema with schemars: `JsonSchema` for the bodies of this crate.

use std::{any::type_name, borrow::Cow};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use super::{
    bodies::{ItemBody, LineBody, ProblemBody, SingleBody},
    document::{self, Generator},
    generator::{SchemaOf, name_of},
    problem,
    variants::OutcomeSchema,
};
use crate::{
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Representation},
    response::Streamed,
};

impl<T: JsonSchema + ?Sized> SchemaOf<T> for SchemaGenerator {
    fn schema_of(&mut self) -> Value {
        self.subschema_for::<T>().to_value()
    }

    fn definition(&self, reference: &str) -> Option<Value> {
        let (_, name) = reference.rsplit_once('/')?;
        self.definitions().get(name).cloned()
    }
}

impl Generator for SchemaGenerator {
    fn item<O: OutcomeSchema<Self>>(&mut self) -> Value {
        self.subschema_for::<ItemBody<O>>().to_value()
    }
}

/// Returns a schema of this crate as one of schemars.
fn finished(schema: Value) -> Schema {
    schema.try_into().unwrap_or_else(|error| {
        // Every schema of this crate is an object, so that this cannot fail.
        tracing::error!(%error, "a schema cannot be read by schemars");
        Schema::default()
    })
}

/// Implements `JsonSchema` by one of the functions in `document`.
macro_rules! json_schema {
    ($([$($parameter:tt)*] $body:ty, $write:expr;)+) => {$(
        impl<$($parameter)*> JsonSchema for $body {
            fn schema_name() -> Cow<'static, str> {
                name_of::<Self>().into()
            }

            fn schema_id() -> Cow<'static, str> {
                type_name::<Self>().into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let write: fn(&mut SchemaGenerator) -> Value = $write;
                finished(write(generator))
            }
        }
    )+};
}

json_schema! {
    [O: OutcomeSchema<SchemaGenerator>] MultiStatus<O>, document::multi_status::<O, SchemaGenerator>;
    [O: OutcomeSchema<SchemaGenerator>] Streamed<O>, document::multi_status::<O, SchemaGenerator>;
    [O: OutcomeSchema<SchemaGenerator>] ItemBody<O>, document::item::<O, SchemaGenerator>;
    [O: OutcomeSchema<SchemaGenerator>] LineBody<O>, document::line::<O, SchemaGenerator>;
    [O: OutcomeSchema<SchemaGenerator>] SingleBody<O>, document::single::<O, SchemaGenerator>;
    [] ProblemBody, |_| problem::any();
    [T: Serialize + JsonSchema] Representation<T>, document::single::<Self, SchemaGenerator>;
    [T: Serialize + JsonSchema] Created<T>, document::single::<Self, SchemaGenerator>;
    [T: Serialize + JsonSchema] Accepted<T>, document::single::<Self, SchemaGenerator>;
}

#[cfg(feature = "batch")]
mod batch {
    use super::*;
    use crate::batch::{Outcomes, refused::Refused, settled::Settled};

    json_schema! {
        [O: OutcomeSchema<SchemaGenerator>] Outcomes<O>, document::multi_status::<Settled<O>, SchemaGenerator>;
        [O: OutcomeSchema<SchemaGenerator>] Settled<O>, document::single::<Self, SchemaGenerator>;
        [] Refused, document::single::<Self, SchemaGenerator>;
    }
}

/// Returns the schema of the body of one outcome alone, for derived code.
pub fn single_schema<O: OutcomeSchema<SchemaGenerator>>(generator: &mut SchemaGenerator) -> Schema {
    finished(document::single::<O, SchemaGenerator>(generator))
}

/// Returns the name of the schema of a type, for derived code.
pub fn schema_name<O>() -> Cow<'static, str> {
    name_of::<O>().into()
}
