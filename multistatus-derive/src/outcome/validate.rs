//! The rules of a declaration: values on their own, and what needs two keys or two fields at once. It only reports.

use quote::ToTokens;
use syn::{Ident, LitStr, Member};

use super::{
    attributes::TextPosition,
    codes, condition, conversion,
    input::{Shape, TypeInput, VariantInput},
    keys::OutcomeKey,
    model::TypeModel,
    status, syntax, unused,
};
use crate::{
    attr::{
        assignment::{AssignedName, AssignedValue},
        parser::Setting,
        value::SettingValue,
    },
    diagnostics::{Diagnostics, closest, list},
    xml_name::DAV,
};

/// Reports every mistake in the declaration of a type. `derived` is the derive that asks.
pub(crate) fn validate(input: &TypeInput<'_>, model: &TypeModel<'_>, derived: &str, diagnostics: &mut Diagnostics) {
    if let Shape::Union(data) = &input.shape {
        let message = format!("`{derived}` cannot be derived for a union; use an enum with one variant per outcome");
        diagnostics.error(data.union_token, message);
    }
    if let Some(base) = input.attrs().and_then(|attrs| attrs.settings.text(OutcomeKey::TypeBase)) {
        let text = base.value();
        let checked = syntax::check_constant("type_base", &text).and_then(|()| syntax::check_type_base(&text));
        diagnostics.check(checked, base);
    }
    for variant in &model.variants {
        Validator { input, variant: variant.input, diagnostics }.all();
    }
    unused::check(input, model, diagnostics);
    conversion::check(input, diagnostics);
}

/// The rules of one variant.
struct Validator<'i, 'a, 'd> {
    input: &'i TypeInput<'a>,
    variant: &'i VariantInput<'a>,
    diagnostics: &'d mut Diagnostics,
}

impl Validator<'_, '_, '_> {
    fn all(&mut self) {
        self.sources();
        self.description();
        if let Some(setting) = self.variant.delegation() {
            self.delegation(setting);
        } else if self.variant.attrs.settings.has(OutcomeKey::Via) {
            self.via();
        }
        for key in [OutcomeKey::Href, OutcomeKey::Instance, OutcomeKey::Code, OutcomeKey::RetryAfter, OutcomeKey::Body]
        {
            self.at_most_one(key);
        }
        self.problem();
        self.conditions();
        self.headers();
        self.codes();
        self.retry_after();
        self.extensions();
    }

    fn has_default(&self) -> bool {
        self.input.attrs().is_some_and(|attrs| attrs.settings.has(OutcomeKey::Default) || attrs.broken)
    }

    /// Exactly one source of the status.
    fn sources(&mut self) {
        let attrs = &self.variant.attrs;
        let on_variant =
            attrs.settings.iter().filter(|setting| matches!(setting.row.key, OutcomeKey::With | OutcomeKey::Via));
        let on_field = self.variant.roles(OutcomeKey::Code).map(|(_, setting)| setting).take(1);
        let names: Vec<&Ident> = on_variant.chain(on_field).map(|setting| &setting.name).collect();
        if let Some(setting) = self.variant.delegation() {
            let message = format!(
                "this status is never used: `{}` takes the status of {}; keep one of the two",
                setting.name,
                unused::inner_noun(setting)
            );
            if let Some(status) = &attrs.status {
                self.diagnostics.error(status, &message);
            }
            for name in names {
                self.diagnostics.error(name, &message);
            }
            return;
        }
        let first = usize::from(attrs.status.is_none());
        for name in names.iter().skip(first) {
            let message = "the status is already given for this outcome; keep one of the code, `with`, `via` and the \
                           `code` field";
            self.diagnostics.error(name, message);
        }
        let no_source = attrs.status.is_none() && names.is_empty();
        if no_source && !self.has_default() && !self.variant.is_broken() && attrs.description.is_none() {
            let (ident, name) = (self.variant.ident, self.variant.name());
            let cure = if self.input.is_enum() {
                "add `#[outcome(404)]` (or another code), or give the enum `#[outcome(default = 500)]`"
            } else {
                "add `#[outcome(404)]` (or another code)"
            };
            let number = self.variant.discriminant.map(|number| number.to_token_stream().to_string());
            let message =
                match number.filter(|number| number.parse().is_ok_and(|code: u16| (200..1000).contains(&code))) {
                    Some(number) => {
                        format!("no status for `{name}`: a discriminant is not one; add `#[outcome({number})]`")
                    }
                    None => format!("no status for `{name}`; {cure}"),
                };
            self.diagnostics.error(ident, message);
        }
    }

    /// The description follows its status. It comes first if the status is given elsewhere.
    fn description(&mut self) {
        let attrs = &self.variant.attrs;
        let Some(text) = &attrs.description else { return };
        let value = text.literal.value();
        if let Some(setting) = self.variant.delegation() {
            let (key, noun) = (&setting.name, unused::inner_noun(setting));
            let message = format!("a description is never used here: `{key}` takes it from {noun}");
            return self.diagnostics.error(&text.literal, message);
        }
        let source_here = attrs.has_source();
        let elsewhere = self.has_default() || self.variant.role(OutcomeKey::Code).is_some() || self.variant.is_broken();
        let message = match text.position {
            TextPosition::AfterSource => return,
            TextPosition::First if !source_here && value.parse::<u16>().is_ok() => {
                format!("a status is a number, not text; write `{value}`")
            }
            TextPosition::First if !source_here && elsewhere => return,
            TextPosition::First if !source_here && status::of_text(&value).is_some() => status::as_text(&value),
            TextPosition::First => {
                "expected a status before the description; write `#[outcome(404, \"...\")]`".to_owned()
            }
            TextPosition::Elsewhere if source_here => {
                "the description comes right after the status; write `#[outcome(404, \"...\")]`".to_owned()
            }
            TextPosition::Elsewhere => "the description comes first; write it before the keys".to_owned(),
        };
        self.diagnostics.error(&text.literal, message);
    }

    /// `transparent` and `other`: everything comes from the only field.
    fn delegation(&mut self, setting: &Setting<OutcomeKey>) {
        let count = self.variant.fields.len();
        let other = setting.row.key == OutcomeKey::Other;
        let message = match count {
            1 => None,
            0 if other => {
                Some("`other` needs one field to keep the item in; write `Other(Box<multistatus::Item>)`".to_owned())
            }
            _ if other => Some(format!("`other` needs exactly one field to keep the item in, and there are {count}")),
            0 => Some(
                "`transparent` takes its outcome from a field, but there is none; write a status instead".to_owned(),
            ),
            _ => Some(format!(
                "`transparent` needs exactly one field, and there are {count}; write a status, or move the extra \
                 fields into the inner type"
            )),
        };
        if let Some(message) = message {
            self.diagnostics.error(&setting.name, message);
        }
    }

    /// `via`: the foreign value is the only field without a role.
    fn via(&mut self) {
        let Some(setting) = self.variant.attrs.settings.get(OutcomeKey::Via) else { return };
        let message = match self.variant.plain_fields().count() {
            1 => return,
            _ if self.variant.is_broken() => return,
            0 if self.variant.fields.is_empty() => {
                "`via` maps the value of a field, but there is none; write a status instead".to_owned()
            }
            0 => "`via` maps the field without a role, and every field has one; leave one without".to_owned(),
            count => format!(
                "`via` maps the only field without a role, and there are {count}; give the others a role, or use \
                 `with`, which sees all of them"
            ),
        };
        self.diagnostics.error(&setting.name, message);
    }

    fn at_most_one(&mut self, key: OutcomeKey) {
        let mut roles = self.variant.roles(key);
        let Some((first, _)) = roles.next() else { return };
        for (_, setting) in roles {
            let name = setting.name.to_string();
            let message = match key {
                OutcomeKey::Code => "a second `code` field; the status comes from exactly one field".to_owned(),
                _ => format!("a second `{name}` field; `{}` is already the {name}", first.name()),
            };
            self.diagnostics.error(&setting.name, message);
        }
    }

    /// The texts of a problem that do not depend on its fields.
    fn problem(&mut self) {
        let settings = &self.variant.attrs.settings;
        if let Some(text) = settings.text(OutcomeKey::Type) {
            let value = text.value();
            let checked = syntax::check_constant("type", &value).and_then(|()| syntax::check_uri_reference(&value));
            self.diagnostics.check(checked, text);
        }
        if let Some(text) = settings.text(OutcomeKey::Title) {
            self.diagnostics.check(syntax::check_constant("title", &text.value()), text);
        }
    }

    /// Each condition once.
    fn conditions(&mut self) {
        let mut seen: Vec<(String, String)> = Vec::new();
        for setting in self.variant.attrs.settings.all(OutcomeKey::Condition) {
            let (namespace, name) = match &setting.value {
                SettingValue::Text(name) => (DAV.to_owned(), name),
                SettingValue::Pair(namespace, name) => {
                    if let Err(message) = condition::check_order(&namespace.value(), &name.value()) {
                        self.diagnostics.error(name, message);
                        continue;
                    }
                    self.diagnostics.check(condition::check_namespace(&namespace.value()), namespace);
                    (namespace.value(), name)
                }
                _ => continue,
            };
            self.diagnostics.check(condition::check_name(&namespace, &name.value()), name);
            let condition = (namespace, name.value());
            if seen.contains(&condition) {
                self.diagnostics.error(name, format!("condition `{}` is given twice; keep one", condition.1));
            }
            seen.push(condition);
        }
        if !self.variant.attrs.broken && self.variant.delegation().is_none() {
            let names: Vec<&str> = seen.iter().map(|(_, name)| name.as_str()).collect();
            self.condition_hrefs(&names);
        }
    }

    /// Each `condition_href` is for one of the conditions, and each condition has at most one.
    fn condition_hrefs(&mut self, names: &[&str]) {
        let mut taken: Vec<String> = Vec::new();
        for (_, setting) in self.variant.roles(OutcomeKey::ConditionHref) {
            match setting.value.text() {
                _ if names.is_empty() => {
                    let message = "`condition_href` belongs to a condition, and there is none; add `condition = \"...\"` \
                                   to the variant";
                    self.diagnostics.error(&setting.name, message);
                }
                None if names.len() > 1 => {
                    let all = list(names.iter().copied(), "and");
                    let example = names.first().copied().unwrap_or_default();
                    let message = format!(
                        "the conditions here are {all}; say whose href this is: `condition_href = \"{example}\"`"
                    );
                    self.diagnostics.error(&setting.name, message);
                }
                Some(name) if !names.contains(&name.value().as_str()) => {
                    let value = name.value();
                    let message = match closest(&value, names.iter().copied()) {
                        Some(near) => format!("no condition `{value}` here; did you mean `{near}`?"),
                        None => format!("no condition `{value}` here; write {}", list(names.iter().copied(), "or")),
                    };
                    self.diagnostics.error(name, message);
                }
                named => {
                    let name = named.map_or_else(|| names.concat(), LitStr::value);
                    if taken.contains(&name) {
                        self.diagnostics.error(&setting.name, format!("a second href for `{name}`; keep one"));
                    }
                    taken.push(name);
                }
            }
        }
    }

    /// Each header once, by its name without case, and about the item. `Retry-After` has a key of its own.
    fn headers(&mut self) {
        let mut seen: Vec<String> = Vec::new();
        let on_fields = self.variant.roles(OutcomeKey::Header).map(|(_, setting)| setting);
        for setting in self.variant.attrs.settings.all(OutcomeKey::Header).chain(on_fields) {
            let (name, text) = match &setting.value {
                SettingValue::Text(name) => (name, None),
                SettingValue::Pair(name, text) => {
                    self.diagnostics.check(syntax::check_header_text(&text.value()), text);
                    (name, Some(text.value()))
                }
                _ => continue,
            };
            let value = name.value();
            self.diagnostics.check(syntax::check_header_name(&value), name);
            self.diagnostics.check(syntax::check_header_of_item(&value), name);
            let lower = value.to_lowercase();
            if lower == "retry-after" {
                let instead = match text {
                    None => "`#[outcome(retry_after)]`".to_owned(),
                    Some(text) if text.contains('{') => "`#[outcome(retry_after)]` on the field".to_owned(),
                    Some(text) if text.parse::<u32>().is_ok_and(|seconds| seconds > 0) => {
                        format!("`retry_after = \"{text}s\"`")
                    }
                    Some(_) => "`retry_after = \"5s\"`".to_owned(),
                };
                self.diagnostics.error(name, format!("`{value}` has a key of its own; write {instead}"));
            } else if seen.contains(&lower) {
                self.diagnostics.error(name, format!("header `{value}` is given twice; keep one"));
            }
            seen.push(lower);
        }
    }

    /// Each dialect once, with a code that it has.
    fn codes(&mut self) {
        let mut seen: Vec<String> = Vec::new();
        for setting in self.variant.attrs.settings.all(OutcomeKey::ErrorCode) {
            let SettingValue::Assignments(assignments) = &setting.value else { continue };
            for assignment in assignments {
                let (name, value) = (&assignment.name, &assignment.value);
                let dialect = name.text();
                if matches!(name, AssignedName::Word(_)) {
                    self.diagnostics.check(codes::check_word(&dialect), name);
                }
                if dialect.is_empty() {
                    self.diagnostics.error(name, "a dialect has a key; write one such as `\"acme\" = \"...\"`");
                } else if seen.contains(&dialect) {
                    self.diagnostics.error(name, format!("the code for `{dialect}` is given twice; keep one"));
                }
                let is_text = matches!(value, AssignedValue::Text(_));
                self.diagnostics.check(codes::check_code(&dialect, &value.text(), is_text), value);
                seen.push(dialect);
            }
        }
    }

    /// The time to wait once: on the variant or on a field, and no constant if the item is never sent again.
    fn retry_after(&mut self) {
        let constant = self.variant.attrs.settings.get(OutcomeKey::RetryAfter);
        if let Some(setting) = constant.filter(|_| unused::is_never_retried(self.variant)) {
            let message =
                "`retry_after` says when to send the item again, and `retry = never` says not to; keep one of the two";
            self.diagnostics.error(&setting.name, message);
        }
        let on_variant = constant.is_some();
        let field = self.variant.roles(OutcomeKey::RetryAfter).next().filter(|_| on_variant);
        if let Some((_, setting)) = field.filter(|_| self.variant.delegation().is_none()) {
            let message = "the time to wait is already given by `retry_after` on the variant; keep one";
            self.diagnostics.error(&setting.name, message);
        }
    }

    /// Each extension member once.
    fn extensions(&mut self) {
        let mut seen: Vec<String> = Vec::new();
        for (field, setting) in self.variant.roles(OutcomeKey::Extension) {
            let name = match (setting.value.text(), &field.member) {
                (Some(written), _) => {
                    self.diagnostics.check(syntax::check_extension_name(&written.value()), written);
                    written.value()
                }
                (None, Member::Named(_)) => {
                    self.diagnostics.check(syntax::check_extension_name(&field.name()), &setting.name);
                    field.name()
                }
                (None, Member::Unnamed(_)) => {
                    let message = "a field without a name does not name its member; write `extension = \"limit\"`";
                    self.diagnostics.error(&setting.name, message);
                    continue;
                }
            };
            if seen.contains(&name) {
                let message = format!("two fields are sent as `{name}`; rename one with `extension = \"...\"`");
                self.diagnostics.error(&setting.name, message);
            }
            seen.push(name);
        }
    }
}
