//! OpenAPI and JSON Schema of responses, from the declaration of an outcome.

#[cfg(feature = "batch")]
mod batch;
mod bodies;
mod document;
mod example;
mod generator;
mod item;
mod outcomes;
mod problem;
#[cfg(feature = "schemars")]
pub(crate) mod schemars;
#[cfg(feature = "utoipa")]
pub(crate) mod utoipa;
mod variants;

#[cfg(feature = "utoipa")]
pub use self::utoipa::UtoipaGenerator;
pub use self::{
    bodies::{ItemBody, LineBody, ProblemBody, SingleBody},
    document::Generator,
    generator::SchemaOf,
    variants::{OutcomeSchema, Variants},
};
