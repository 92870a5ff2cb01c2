//! The generator of utoipa's schemas, which collects components.

use std::any::type_name;

use serde_json::{Value, json};
use utoipa::{
    ToSchema,
    openapi::{
        Ref, RefOr, Type,
        schema::{AdditionalProperties, ArrayItems, ObjectBuilder, Schema, SchemaType},
    },
};

use crate::schema::{
    bodies::ItemBody,
    document::{self, Generator},
    generator::{SchemaOf, name_of},
    variants::OutcomeSchema,
};

/// Collects the schemas of types that implement `utoipa::ToSchema`, as components of a document.
///
/// A type with a name gets a component of its own. Scalars, generic types and those of the standard library are written in
/// place.
///
/// ```
/// use multistatus::{Outcome, schema::{OutcomeSchema, UtoipaGenerator}};
///
/// #[derive(Outcome)]
/// #[outcome(204, schema(utoipa))]
/// struct Done;
///
/// fn documented<O: OutcomeSchema<UtoipaGenerator>>() {}
/// documented::<Done>();
/// ```
#[derive(Default)]
pub struct UtoipaGenerator {
    /// The components, each with its name.
    pub(crate) components: Vec<(String, RefOr<Schema>)>,
    /// The schemas that are written in place. A reference of this generator is an index into them.
    in_place: Vec<RefOr<Schema>>,
}

/// Before the index of a schema that is written in place.
const IN_PLACE: &str = "in-place:";

/// Before the name of a component.
const COMPONENT: &str = "#/components/schemas/";

impl<T: ToSchema + ?Sized> SchemaOf<T> for UtoipaGenerator {
    fn schema_of(&mut self) -> Value {
        T::schemas(&mut self.components);
        let schema = T::schema();
        if !is_component::<T>(&schema) {
            self.in_place.push(schema);
            return json!({"$ref": format!("{IN_PLACE}{}", self.in_place.len() - 1)});
        }
        let name = T::name().into_owned();
        let reference = json!({"$ref": format!("{COMPONENT}{name}")});
        self.components.push((name, schema));
        reference
    }

    fn definition(&self, reference: &str) -> Option<Value> {
        let schema = match reference.strip_prefix(IN_PLACE) {
            Some(index) => self.in_place.get(index.parse::<usize>().ok()?)?,
            None => self.component(reference)?,
        };
        serde_json::to_value(schema).ok()
    }
}

/// True if a type gets a component of its own: it has a name that no other type has, and more than a scalar value.
fn is_component<T: ToSchema + ?Sized>(schema: &RefOr<Schema>) -> bool {
    let name = type_name::<T>();
    let is_named = name.contains("::") && !name.contains(['<', '&', '[', '(']);
    let is_std = ["alloc::", "core::", "std::", "serde_json::"].iter().any(|path| name.starts_with(path));
    let is_scalar = match schema {
        RefOr::T(Schema::Object(object)) => {
            object.enum_values.is_none() && object.schema_type != SchemaType::Type(Type::Object)
        }
        _ => false,
    };
    is_named && !is_std && !is_scalar
}

impl Generator for UtoipaGenerator {
    fn item<O: OutcomeSchema<Self>>(&mut self) -> Value {
        let name = name_of::<ItemBody<O>>();
        let reference = json!({"$ref": format!("{COMPONENT}{name}")});
        if self.components.iter().all(|(known, _)| *known != name) {
            let schema = document::item::<O, Self>(self);
            let schema = self.finish(schema);
            self.components.push((name, schema));
        }
        reference
    }
}

impl UtoipaGenerator {
    fn component(&self, reference: &str) -> Option<&RefOr<Schema>> {
        let name = reference.strip_prefix(COMPONENT)?;
        self.components.iter().find(|(known, _)| known == name).map(|(_, schema)| schema)
    }

    /// Returns a schema of this crate as one of utoipa.
    pub(crate) fn finish(&mut self, schema: Value) -> RefOr<Schema> {
        // Every schema of this crate has a type, alternatives or a reference, so that this cannot fail.
        let mut schema = serde_json::from_value(schema).unwrap_or_else(|error| {
            tracing::error!(%error, "a schema cannot be read by utoipa");
            anything()
        });
        replace(&mut schema, &mut |reference| {
            let index: usize = reference.strip_prefix(IN_PLACE)?.parse().ok()?;
            self.in_place.get(index).cloned()
        });
        schema
    }

    /// Returns a schema without references. What a type that contains itself has in the place of itself is not described.
    pub(crate) fn finish_inlined(&mut self, schema: Value) -> RefOr<Schema> {
        let mut schema = self.finish(schema);
        self.inline(&mut schema, &mut Vec::new());
        schema
    }

    fn inline(&self, schema: &mut RefOr<Schema>, open: &mut Vec<String>) {
        replace(schema, &mut |reference| {
            if open.iter().any(|known| known == reference) {
                return Some(anything_but_null());
            }
            let mut schema = self.component(reference)?.clone();
            open.push(reference.to_owned());
            self.inline(&mut schema, open);
            open.pop();
            Some(schema)
        });
    }
}

/// Returns the schema of what a type has in the place of itself. An `Option` of it is `oneOf` this and null.
fn anything_but_null() -> RefOr<Schema> {
    let types = vec![Type::Object, Type::Array, Type::String, Type::Number, Type::Boolean];
    ObjectBuilder::new().schema_type(SchemaType::Array(types)).into()
}

/// Returns the schema that accepts every value.
fn anything() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(SchemaType::AnyValue).into()
}

/// Replaces each reference for which `by` returns a schema.
fn replace(schema: &mut RefOr<Schema>, by: &mut impl FnMut(&str) -> Option<RefOr<Schema>>) {
    match schema {
        RefOr::Ref(Ref { ref_location, .. }) => {
            if let Some(replacement) = by(ref_location) {
                *schema = replacement;
            }
        }
        RefOr::T(schema) => replace_inside(schema, by),
    }
}

fn replace_inside(schema: &mut Schema, by: &mut impl FnMut(&str) -> Option<RefOr<Schema>>) {
    match schema {
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                replace(items, by);
            }
            array.prefix_items.iter_mut().for_each(|schema| replace_inside(schema, by));
        }
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|schema| replace(schema, by));
            if let Some(AdditionalProperties::RefOr(schema)) = object.additional_properties.as_deref_mut() {
                replace(schema, by);
            }
            if let Some(schema) = object.property_names.as_deref_mut() {
                replace_inside(schema, by);
            }
            if let Some(schema) = object.content_schema.as_deref_mut() {
                replace(schema, by);
            }
        }
        Schema::OneOf(alternatives) => alternatives.items.iter_mut().for_each(|schema| replace(schema, by)),
        Schema::AllOf(parts) => parts.items.iter_mut().for_each(|schema| replace(schema, by)),
        Schema::AnyOf(alternatives) => alternatives.items.iter_mut().for_each(|schema| replace(schema, by)),
        _ => {}
    }
}
