//! The responses of one outcome alone, and of a multi-status, by status.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::openapi::{
    HeaderBuilder, RefOr, Response, Type,
    content::{Content, ContentBuilder},
    response::ResponseBuilder,
    schema::ObjectBuilder,
    xml::XmlBuilder,
};

use super::components::UtoipaGenerator;
use crate::{
    media_type::JSON_LINES,
    outcome::{problem::PROBLEM_JSON, reason},
    schema::{
        document,
        item::{self, any_of},
        variants::{OutcomeSchema, VariantSchema, Variants},
    },
};

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
            let text = ObjectBuilder::new().schema_type(Type::String);
            response = response.header(*name, HeaderBuilder::new().schema(Some(text)).build());
        }
        for (media_type, schema) in item::single_bodies(variant, generator) {
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
pub(crate) fn multi_status_responses<O: OutcomeSchema<UtoipaGenerator>>() -> BTreeMap<String, RefOr<Response>> {
    let mut generator = UtoipaGenerator::default();
    let document = document::multi_status::<O, _>(&mut generator);
    let line = document::line::<O, _>(&mut generator);
    let lines = ContentBuilder::new().item_schema(Some(generator.finish_inlined(line))).build();
    let preference = "`return=minimal` if the body omits the items that succeeded (RFC 7240).";
    let text = ObjectBuilder::new().schema_type(Type::String);
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
    let schema = ObjectBuilder::new().schema_type(Type::Object).xml(Some(root));
    Content::new(Some(schema))
}
