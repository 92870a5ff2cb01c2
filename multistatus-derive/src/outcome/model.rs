//! The declaration of a type, resolved: for each variant, where its status comes from and what it declares.
//!
//! Only what must be understood to go on is reported here: statuses and text templates. All other rules are in `validate`.

use syn::{Ident, LitStr, Member, Path, Token, WherePredicate, punctuated::Punctuated};

use super::{
    input::{FieldInput, TypeInput, VariantInput},
    keys::OutcomeKey,
    status::{self, ResolvedStatus},
    template::{self, Template},
};
use crate::{
    attr::{number::WrittenNumber, value::SettingValue, word::Word},
    diagnostics::{Diagnostics, kebab_case},
    xml_name::DAV,
};

pub(crate) struct TypeModel<'a> {
    pub(crate) is_enum: bool,
    pub(crate) default: Option<ResolvedStatus>,
    pub(crate) map: Option<&'a Path>,
    /// The key `display` itself: what rustc reports about a missing `Display` belongs there.
    pub(crate) display: Option<&'a Ident>,
    pub(crate) bounds: Option<&'a Punctuated<WherePredicate, Token![,]>>,
    pub(crate) variants: Vec<VariantModel<'a>>,
}

pub(crate) struct VariantModel<'a> {
    pub(crate) input: &'a VariantInput<'a>,
    pub(crate) source: StatusSource<'a>,
    pub(crate) description: Option<Template<'a>>,
    pub(crate) opaque: bool,
    pub(crate) title: Option<&'a LitStr>,
    pub(crate) problem_type: Option<String>,
    pub(crate) retry: Option<&'static Word>,
    pub(crate) conditions: Vec<ConditionModel<'a>>,
    pub(crate) headers: Vec<HeaderModel<'a>>,
    /// The keys of dialects and their error codes.
    pub(crate) codes: Vec<(String, String)>,
    pub(crate) href: Option<&'a FieldInput<'a>>,
    pub(crate) instance: Option<&'a FieldInput<'a>>,
    pub(crate) retry_after: Option<RetryAfter<'a>>,
    pub(crate) body: Option<&'a FieldInput<'a>>,
    pub(crate) extensions: Vec<ExtensionModel<'a>>,
}

/// The time to wait.
pub(crate) enum RetryAfter<'a> {
    Constant(&'a WrittenNumber),
    Field(&'a FieldInput<'a>),
}

impl<'a> RetryAfter<'a> {
    /// Returns the field that holds the time, if one does.
    pub(crate) fn field(&self) -> Option<&'a FieldInput<'a>> {
        match self {
            Self::Constant(_) => None,
            Self::Field(field) => Some(field),
        }
    }
}

/// The origin of a status.
pub(crate) enum StatusSource<'a> {
    Fixed(ResolvedStatus),
    With(&'a Path),
    Field(&'a FieldInput<'a>),
    Inner(Inner<'a>),
    Default,
}

/// A field whose own outcome is taken: by its `Outcome`, or by the `OutcomeAs` of a mapping.
pub(crate) struct Inner<'a> {
    pub(crate) field: &'a FieldInput<'a>,
    pub(crate) via: Option<&'a Path>,
}

pub(crate) struct ConditionModel<'a> {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) href: Option<&'a FieldInput<'a>>,
}

pub(crate) struct HeaderModel<'a> {
    pub(crate) name: String,
    pub(crate) value: HeaderValue<'a>,
}

pub(crate) enum HeaderValue<'a> {
    Template(Template<'a>),
    Field(&'a FieldInput<'a>),
}

pub(crate) struct ExtensionModel<'a> {
    pub(crate) name: String,
    pub(crate) field: &'a FieldInput<'a>,
}

impl<'a> TypeModel<'a> {
    pub(crate) fn new(input: &'a TypeInput<'a>, diagnostics: &mut Diagnostics) -> Self {
        let settings = input.attrs().map(|attrs| &attrs.settings);
        let default = settings.and_then(|settings| settings.get(OutcomeKey::Default));
        let default = default.and_then(|setting| match &setting.value {
            SettingValue::Status(written) => status::resolve(written, input.ident, diagnostics),
            _ => None,
        });
        let base = settings.and_then(|settings| settings.text(OutcomeKey::TypeBase));
        let default_number = default.as_ref().and_then(ResolvedStatus::number);
        let mut variants = Vec::new();
        for written in input.variants() {
            let mut variant = VariantModel::new(written, input.ident, diagnostics);
            let number = match &variant.source {
                StatusSource::Fixed(status) => status.number(),
                StatusSource::Default => default_number,
                _ => None,
            };
            if variant.problem_type.is_none() && variant.inner().is_none() && !number.is_some_and(is_no_failure) {
                variant.problem_type = base.map(|base| base.value() + &kebab_case(&written.name()));
            }
            variants.push(variant);
        }
        Self {
            is_enum: input.is_enum(),
            default,
            map: settings.and_then(|settings| settings.path(OutcomeKey::Map)),
            display: settings.and_then(|settings| settings.get(OutcomeKey::Display)).map(|setting| &setting.name),
            bounds: settings.and_then(|settings| settings.predicates(OutcomeKey::Bound)),
            variants,
        }
    }
}

impl<'a> VariantModel<'a> {
    fn new(input: &'a VariantInput<'a>, item: &Ident, diagnostics: &mut Diagnostics) -> Self {
        let attrs = &input.attrs;
        let description = attrs.description.as_ref().filter(|text| !text.has_arguments);
        Self {
            input,
            source: source(input, item, diagnostics),
            description: description.map(|text| template::parse(&text.literal, &input.fields, diagnostics)),
            opaque: attrs.settings.has(OutcomeKey::Opaque),
            title: attrs.settings.text(OutcomeKey::Title),
            problem_type: attrs.settings.text(OutcomeKey::Type).map(LitStr::value),
            retry: attrs.settings.get(OutcomeKey::Retry).and_then(|setting| match &setting.value {
                SettingValue::Word(retry) => Some(retry.word),
                _ => None,
            }),
            conditions: conditions(input),
            headers: headers(input, diagnostics),
            codes: codes(input),
            href: input.role(OutcomeKey::Href),
            instance: input.role(OutcomeKey::Instance),
            retry_after: retry_after(input),
            body: input.role(OutcomeKey::Body),
            extensions: extensions(input),
        }
    }

    /// Returns the inner outcome, if the variant has one.
    pub(crate) fn inner(&self) -> Option<&Inner<'a>> {
        match &self.source {
            StatusSource::Inner(inner) => Some(inner),
            _ => None,
        }
    }
}

/// True if a problem is never sent with this status.
pub(crate) fn is_no_failure(status: u16) -> bool {
    (200..400).contains(&status)
}

/// Returns the source of the status. After a mistake it is the default: nothing is generated then.
fn source<'a>(variant: &'a VariantInput<'a>, item: &Ident, diagnostics: &mut Diagnostics) -> StatusSource<'a> {
    let attrs = &variant.attrs;
    if let Some(written) = &attrs.status {
        return status::resolve(written, item, diagnostics).map_or(StatusSource::Default, StatusSource::Fixed);
    }
    if let Some(path) = attrs.settings.path(OutcomeKey::With) {
        return StatusSource::With(path);
    }
    let via = attrs.settings.path(OutcomeKey::Via);
    if variant.delegation().is_some() || via.is_some() {
        let field = variant.plain_fields().next();
        return field.map_or(StatusSource::Default, |field| StatusSource::Inner(Inner { field, via }));
    }
    variant.role(OutcomeKey::Code).map_or(StatusSource::Default, StatusSource::Field)
}

fn retry_after<'a>(variant: &'a VariantInput<'a>) -> Option<RetryAfter<'a>> {
    let constant = variant.attrs.settings.get(OutcomeKey::RetryAfter).and_then(|setting| match &setting.value {
        SettingValue::Duration(duration) => Some(RetryAfter::Constant(duration)),
        _ => None,
    });
    constant.or_else(|| variant.role(OutcomeKey::RetryAfter).map(RetryAfter::Field))
}

fn conditions<'a>(variant: &'a VariantInput<'a>) -> Vec<ConditionModel<'a>> {
    let written = variant.attrs.settings.all(OutcomeKey::Condition).filter_map(|setting| match &setting.value {
        SettingValue::Text(name) => Some((DAV.to_owned(), name.value())),
        SettingValue::Pair(namespace, name) => Some((namespace.value(), name.value())),
        _ => None,
    });
    let mut conditions: Vec<_> =
        written.map(|(namespace, name)| ConditionModel { namespace, name, href: None }).collect();
    for (field, setting) in variant.roles(OutcomeKey::ConditionHref) {
        let named = setting.value.text().map(LitStr::value);
        let condition =
            conditions.iter_mut().find(|condition| named.as_ref().is_none_or(|name| *name == condition.name));
        if let Some(condition) = condition {
            condition.href = Some(field);
        }
    }
    conditions
}

fn headers<'a>(variant: &'a VariantInput<'a>, diagnostics: &mut Diagnostics) -> Vec<HeaderModel<'a>> {
    let mut headers = Vec::new();
    for setting in variant.attrs.settings.all(OutcomeKey::Header) {
        if let SettingValue::Pair(name, text) = &setting.value {
            let value = HeaderValue::Template(template::parse(text, &variant.fields, diagnostics));
            headers.push(HeaderModel { name: name.value(), value });
        }
    }
    for (field, setting) in variant.roles(OutcomeKey::Header) {
        if let Some(name) = setting.value.text() {
            headers.push(HeaderModel { name: name.value(), value: HeaderValue::Field(field) });
        }
    }
    headers
}

fn codes(variant: &VariantInput<'_>) -> Vec<(String, String)> {
    let written = variant.attrs.settings.all(OutcomeKey::ErrorCode).filter_map(|setting| match &setting.value {
        SettingValue::Assignments(codes) => Some(codes),
        _ => None,
    });
    written.flatten().map(|code| (code.name.text(), code.value.text())).collect()
}

fn extensions<'a>(variant: &'a VariantInput<'a>) -> Vec<ExtensionModel<'a>> {
    let named = variant.roles(OutcomeKey::Extension).filter_map(|(field, setting)| {
        let name = match (setting.value.text(), &field.member) {
            (Some(name), _) => name.value(),
            (None, Member::Named(_)) => field.name(),
            (None, Member::Unnamed(_)) => return None,
        };
        Some(ExtensionModel { name, field })
    });
    named.collect()
}
