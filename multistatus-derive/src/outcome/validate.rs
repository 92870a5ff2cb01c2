//! The rules of a declaration: values on their own, and what needs two keys or two fields at once. It only reports.

use quote::ToTokens;
use syn::{Ident, LitStr, Member, ext::IdentExt};

use super::{
    attributes::TextPosition,
    condition::{self, DAV},
    input::{Shape, TypeInput, VariantInput},
    keys::OutcomeKey,
    model::{StatusSource, TypeModel, is_no_failure},
    status::{self, ResolvedStatus},
    syntax,
};
use crate::{
    attr::{parser::Setting, value::SettingValue},
    diagnostics::{Diagnostics, closest, list},
};

/// Reports every mistake in the declaration of a type. `derived` is the derive that asks.
pub(crate) fn validate(input: &TypeInput<'_>, model: &TypeModel<'_>, derived: &str, diagnostics: &mut Diagnostics) {
    if let Shape::Union(data) = &input.shape {
        let message = format!("`{derived}` cannot be derived for a union; use an enum with one variant per outcome");
        diagnostics.error(data.union_token, message);
    }
    if let Some(base) = input.attrs().and_then(|attrs| attrs.settings.text(OutcomeKey::TypeBase)) {
        report(syntax::check_type_base(&base.value()), base, diagnostics);
    }
    for variant in &model.variants {
        Validator { input, model, variant: variant.input, source: &variant.source, diagnostics }.all();
    }
    unused_display(input, diagnostics);
}

/// Reports the first text for `Display` that is not sent, although nothing says that it is secret.
fn unused_display(input: &TypeInput<'_>, diagnostics: &mut Diagnostics) {
    let Some(attrs) = input.attrs() else { return };
    if attrs.settings.has(OutcomeKey::Display) || attrs.broken {
        return;
    }
    let is_silent = |variant: &&VariantInput<'_>| {
        let settings = &variant.attrs.settings;
        let says = [OutcomeKey::Opaque, OutcomeKey::Via].into_iter().any(|key| settings.has(key));
        !says && variant.attrs.description.is_none() && variant.delegation().is_none() && !variant.is_broken()
    };
    let texts = input.variants().iter().filter(is_silent).filter_map(|variant| variant.display_text);
    if let Some(attribute) = texts.into_iter().next() {
        let (word, on) = (&attribute.path(), if input.is_enum() { "enum" } else { "struct" });
        let variant = if input.is_enum() { "the variant" } else { "it" };
        let message = format!(
            "a client does not get this text; write `#[outcome(display)]` on the {on} to send it, or `#[outcome(opaque)]` \
             on {variant} to hide it"
        );
        diagnostics.error(word, message);
    }
}

fn report(result: Result<(), String>, at: impl ToTokens, diagnostics: &mut Diagnostics) {
    if let Err(message) = result {
        diagnostics.error(at, message);
    }
}

/// The rules of one variant.
struct Validator<'i, 'a, 'd> {
    input: &'i TypeInput<'a>,
    model: &'i TypeModel<'a>,
    variant: &'i VariantInput<'a>,
    source: &'i StatusSource<'a>,
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
        for key in [OutcomeKey::Href, OutcomeKey::Code, OutcomeKey::RetryAfter, OutcomeKey::Body] {
            self.at_most_one(key);
        }
        if let Some(text) = self.variant.attrs.settings.text(OutcomeKey::Type) {
            report(syntax::check_uri_reference(&text.value()), text, self.diagnostics);
        }
        self.conditions();
        self.headers();
        self.retry_after();
        self.extensions();
        self.success();
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
                inner_noun(setting)
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
        if let Some(default) = attrs.settings.get(OutcomeKey::Default).filter(|_| attrs.status.is_some()) {
            let message = "`default` is never used: the struct gives its status; keep one of the two";
            self.diagnostics.error(&default.name, message);
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
            let (key, noun) = (&setting.name, inner_noun(setting));
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
        let is_unused = |unused: &&Setting<OutcomeKey>| {
            use OutcomeKey::{
                Bound, Code, Crate, Default, Display, Map, Opaque, Respond, Retry, SkipParse, TypeBase, Via, With,
            };
            let of_type = matches!(unused.row.key, Default | Display | TypeBase | Map | Bound | Respond | Crate);
            let reported = matches!(unused.row.key, With | Via | Code);
            let used = matches!(unused.row.key, Retry | Opaque | SkipParse);
            !of_type && !reported && !used && unused.row.key != setting.row.key
        };
        let on_fields = self.variant.fields.iter().flat_map(|field| field.attrs.settings.iter());
        for unused in self.variant.attrs.settings.iter().chain(on_fields).filter(is_unused) {
            let (name, by) = (unused.name.unraw(), &setting.name);
            let message = format!("`{name}` is never used: `{by}` takes it from {}", inner_noun(setting));
            self.diagnostics.error(&unused.name, message);
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

    /// Each condition once.
    fn conditions(&mut self) {
        let mut seen: Vec<(String, String)> = Vec::new();
        for setting in self.variant.attrs.settings.all(OutcomeKey::Condition) {
            let (namespace, name) = match &setting.value {
                SettingValue::Text(name) => (DAV.to_owned(), name),
                SettingValue::Pair(namespace, name) => {
                    report(condition::check_namespace(&namespace.value()), namespace, self.diagnostics);
                    (namespace.value(), name)
                }
                _ => continue,
            };
            report(condition::check_name(&namespace, &name.value()), name, self.diagnostics);
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
                    report(syntax::check_header_text(&text.value()), text, self.diagnostics);
                    (name, Some(text.value()))
                }
                _ => continue,
            };
            let value = name.value();
            report(syntax::check_header_name(&value), name, self.diagnostics);
            report(syntax::check_header_of_item(&value), name, self.diagnostics);
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

    /// The time to wait once: on the variant or on a field.
    fn retry_after(&mut self) {
        let on_variant = self.variant.attrs.settings.has(OutcomeKey::RetryAfter);
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
                    report(syntax::check_extension_name(&written.value()), written, self.diagnostics);
                    written.value()
                }
                (None, Member::Named(_)) => {
                    report(syntax::check_extension_name(&field.name()), &setting.name, self.diagnostics);
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

    /// Keys that explain a failure have no effect on a fixed success, unless `map` may turn it into a failure. Three statuses
    /// never have a body (RFC 9110 section 6.4.1).
    fn success(&mut self) {
        if self.model.map.is_some() {
            return;
        }
        let status = match self.source {
            StatusSource::Fixed(status) => Some(status),
            StatusSource::Default if self.variant.delegation().is_none() => self.model.default.as_ref(),
            _ => None,
        };
        let Some(status) = status.and_then(ResolvedStatus::number).filter(|status| is_no_failure(*status)) else {
            return;
        };
        let kind = if status < 300 { "success" } else { "redirection" };
        let on_fields = self.variant.fields.iter().flat_map(|field| field.attrs.settings.iter());
        for setting in self.variant.attrs.settings.iter().chain(on_fields) {
            let name = setting.name.unraw();
            let message = match setting.row.key {
                OutcomeKey::Retry => format!("`retry` has no effect on a {kind} (`{status}`); remove it"),
                OutcomeKey::Condition | OutcomeKey::Type | OutcomeKey::Title | OutcomeKey::Extension => {
                    format!("`{name}` explains a failure, and `{status}` is a {kind}; remove it or change the status")
                }
                OutcomeKey::Body if matches!(status, 204 | 205 | 304) => {
                    format!("a `{status}` never has a body; remove `body`, or write another status such as `200`")
                }
                _ => continue,
            };
            self.diagnostics.error(&setting.name, message);
        }
    }
}

/// Returns what `transparent` or `other` takes everything from.
fn inner_noun(setting: &Setting<OutcomeKey>) -> &'static str {
    if setting.row.key == OutcomeKey::Other { "the item that it keeps" } else { "the inner outcome" }
}
