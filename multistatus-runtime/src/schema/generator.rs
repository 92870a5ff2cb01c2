//! How a type becomes a schema: by a reference if the generator collects definitions, else in place.

use serde_json::Value;

/// A generator that can write the schema of `T`.
///
/// `schemars::SchemaGenerator` can if `T` implements `schemars::JsonSchema`, and `UtoipaGenerator`
/// if `T` implements `utoipa::ToSchema`. It is a bound of hand-written implementations of
/// [`OutcomeSchema`](super::OutcomeSchema), which shows an example.
pub trait SchemaOf<T: ?Sized> {
    /// Returns the schema of `T`, or a reference to it, as JSON Schema 2020-12.
    fn schema_of(&mut self) -> Value;

    /// Returns the schema that a reference refers to, if this generator wrote the reference.
    fn definition(&self, reference: &str) -> Option<Value>;
}

/// Returns a name for definitions of a type, made of the names in it without their paths: `Settled_Create`.
pub(crate) fn name_of<T: ?Sized>() -> String {
    let mut name = String::new();
    let mut segment = String::new();
    for character in std::any::type_name::<T>().chars().chain([' ']) {
        match character {
            ':' => segment.clear(),
            _ if character.is_alphanumeric() || matches!(character, '_' | '\'') => segment.push(character),
            _ => {
                let is_lifetime = segment.starts_with('\'');
                if !segment.is_empty() && !is_lifetime {
                    name.push_str(if name.is_empty() { "" } else { "_" });
                    name.push_str(&segment);
                }
                segment.clear();
            }
        }
    }
    name
}
