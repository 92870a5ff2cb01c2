//! OpenAPI documents with utoipa: `ToSchema` for bodies, and `IntoResponses` for what a handler returns.

use std::{
    any::type_name,
    collections::{BTreeMap, HashSet},
};

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{
    __dev::ComposeSchema,
    IntoResponses, ToSchema,
    openapi::{
        HeaderBuilder, Ref, RefOr, Response,
        content::{Content, ContentBuilder},
        response::ResponseBuilder,
        schema::{AdditionalProperties, ArrayItems, ObjectBuilder, Schema, SchemaType},
        xml::XmlBuilder,
    },
};

use super::{
    bodies::{ItemBody, LineBody, ProblemBody, SingleBody},
    document::{self, Generator},
    generator::{SchemaOf, name_of},
    item::{self, any_of},
    problem,
    variants::{OutcomeSchema, VariantSchema, Variants},
};
use crate::{
    media_type::JSON_LINES,
    multistatus::MultiStatus,
    outcome::{Accepted, Created, Representation, problem::PROBLEM_JSON, reason},
    response::Streamed,
};

/// Collects the schemas of types that implement `utoipa::ToSchema`, as components of a document.
#[derive(Default)]
pub struct UtoipaGenerator {
    /// The components, each with its name.
    components: Vec<(String, RefOr<Schema>)>,
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
            object.enum_values.is_none() && object.schema_type != SchemaType::Type(utoipa::openapi::Type::Object)
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
    fn finish(&mut self, schema: Value) -> RefOr<Schema> {
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
    fn finish_inlined(&mut self, schema: Value) -> RefOr<Schema> {
        let mut schema = self.finish(schema);
        self.inline(&mut schema, &mut Vec::new());
        schema
    }

    fn inline(&self, schema: &mut RefOr<Schema>, open: &mut Vec<String>) {
        replace(schema, &mut |reference| {
            if open.iter().any(|known| known == reference) {
                return Some(anything());
            }
            let mut schema = self.component(reference)?.clone();
            open.push(reference.to_owned());
            self.inline(&mut schema, open);
            open.pop();
            Some(schema)
        });
    }
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

/// Returns the responses of one outcome alone, by status. Variants with the same status are alternatives of one response.
/// `IntoResponses` cannot add components, so there are no references.
pub fn single_responses<O: OutcomeSchema<UtoipaGenerator>>() -> BTreeMap<String, RefOr<Response>> {
    let mut generator = UtoipaGenerator::default();
    let mut by_status: BTreeMap<String, Vec<VariantSchema>> = BTreeMap::new();
    for variant in Variants::of::<O>(&mut generator) {
        let status = variant.info.status.map_or("default".to_owned(), |status| status.as_str().to_owned());
        by_status.entry(status).or_default().push(variant);
    }
    let response = |(status, variants): (String, Vec<_>)| (status, response(&variants, &mut generator).into());
    by_status.into_iter().map(response).collect()
}

/// Returns the response of variants with the same status.
fn response(variants: &[VariantSchema], generator: &mut UtoipaGenerator) -> Response {
    let mut texts: Vec<String> = Vec::new();
    let mut response = ResponseBuilder::new();
    let mut contents: Vec<(&'static str, Vec<Value>)> = Vec::new();
    for variant in variants {
        let text = item::description(variant).unwrap_or_else(|| {
            let reason = variant.info.status.map(reason).unwrap_or_default();
            Some(reason).filter(|reason| !reason.is_empty()).unwrap_or(variant.info.name).to_owned()
        });
        if !texts.contains(&text) {
            texts.push(text);
        }
        for name in variant.info.headers.iter().filter(|name| !name.eq_ignore_ascii_case("Content-Type")) {
            let text = ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
            response = response.header(*name, HeaderBuilder::new().schema(Some(text)).build());
        }
        for (media_type, schema) in item::bodies(variant, generator).alternatives {
            match contents.iter_mut().find(|(known, _)| *known == media_type) {
                Some((_, schemas)) => schemas.push(schema),
                None => contents.push((media_type, vec![schema])),
            }
        }
    }
    let has_problem = contents.iter().any(|(media_type, _)| *media_type == PROBLEM_JSON);
    for (media_type, schemas) in contents {
        response = response.content(media_type, Content::new(Some(generator.finish_inlined(any_of(schemas)))));
    }
    if cfg!(feature = "xml") && has_problem {
        response = response.content("application/problem+xml", xml("problem", "urn:ietf:rfc:7807"));
        if variants.iter().any(|variant| !variant.info.conditions.is_empty()) {
            response = response.content("application/xml", xml("error", "DAV:"));
        }
    }
    response.description(texts.join("\n\n")).build()
}

/// Returns the response 207, without references.
fn multi_status_responses<O: OutcomeSchema<UtoipaGenerator>>() -> BTreeMap<String, RefOr<Response>> {
    let mut generator = UtoipaGenerator::default();
    let document = document::multi_status::<O, _>(&mut generator);
    let line = document::line::<O, _>(&mut generator);
    let lines = ContentBuilder::new().item_schema(Some(generator.finish_inlined(line))).build();
    let preference = "`return=minimal` if the body omits the items that succeeded (RFC 7240).";
    let text = ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
    let mut response = ResponseBuilder::new()
        .description("The outcome of each item, in request order (RFC 4918 section 13).")
        .header("Preference-Applied", HeaderBuilder::new().schema(Some(text)).description(Some(preference)).build())
        .content(item::JSON, Content::new(Some(generator.finish_inlined(document))))
        .content(JSON_LINES[0], lines);
    if cfg!(feature = "xml") {
        response = response.content("application/xml", xml("multistatus", "DAV:"));
    }
    BTreeMap::from([("207".to_owned(), response.build().into())])
}

/// Returns the content of an XML document, by its root element.
fn xml(name: &'static str, namespace: &'static str) -> Content {
    let root = XmlBuilder::new().name(Some(name)).namespace(Some(namespace)).build();
    let schema = ObjectBuilder::new().schema_type(utoipa::openapi::Type::Object).xml(Some(root));
    Content::new(Some(schema))
}
