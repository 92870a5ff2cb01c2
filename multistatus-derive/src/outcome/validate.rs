//! Rules that need two keys, or two fields, at once. It only reports.

use syn::{Ident, ext::IdentExt};

use super::{
    condition::DAV,
    input::{Input, Shape, Variant},
    keys::Key,
    model::{Plan, Source, is_no_failure},
};
use crate::{
    attr::{
        parser::{Entry, Position},
        value::Value,
    },
    diagnostics::{Diagnostics, closest, list},
};

/// Reports every mistake that is one for each derive of the table; `derived` is the one that asks.
pub(crate) fn check(input: &Input<'_>, plan: &Plan<'_>, derived: &str, diagnostics: &mut Diagnostics) {
    if let Shape::Union(data) = &input.shape {
        let message = format!("`{derived}` cannot be derived for a union; use an enum with one variant per outcome");
        diagnostics.error(data.union_token, message);
    }
    for says in &plan.variants {
        Check { input, plan, variant: says.variant, source: &says.source, diagnostics }.all();
    }
}

struct Check<'i, 'a, 'd> {
    input: &'i Input<'a>,
    plan: &'i Plan<'a>,
    variant: &'i Variant<'a>,
    source: &'i Source<'a>,
    diagnostics: &'d mut Diagnostics,
}

impl Check<'_, '_, '_> {
    fn all(&mut self) {
        self.sources();
        self.description();
        if let Some(entry) = self.variant.delegation() {
            self.delegation(entry);
        } else if self.variant.attrs.has(Key::Via) {
            self.via();
        }
        for key in [Key::Href, Key::Code, Key::RetryAfter, Key::Body] {
            self.at_most_one(key);
        }
        self.conditions();
        self.headers();
        self.extensions();
        self.success();
    }

    fn has_default(&self) -> bool {
        self.input.attrs().is_some_and(|attrs| attrs.has(Key::Default) || attrs.broken)
    }

    /// The entries that give a status, besides the code itself.
    fn source_entries(&self) -> Vec<&Entry> {
        let attrs = &self.variant.attrs;
        let on_variant = attrs.entries.iter().filter(|entry| matches!(entry.key, Key::With | Key::Via));
        on_variant.chain(self.variant.role_entry(Key::Code)).collect()
    }

    /// Exactly one source of a status.
    fn sources(&mut self) {
        let attrs = &self.variant.attrs;
        let entries = self.source_entries();
        if let Some(entry) = self.variant.delegation() {
            let never = format!(
                "this status is never used: `{}` takes the status of {}; keep one of the two",
                entry.name,
                whose(entry)
            );
            let names: Vec<Ident> = entries.iter().map(|entry| entry.name.clone()).collect();
            if let Some(code) = &attrs.code {
                self.diagnostics.error(code, &never);
            }
            for name in names {
                self.diagnostics.error(name, &never);
            }
            return;
        }
        let first = usize::from(attrs.code.is_none());
        let names: Vec<Ident> = entries.iter().skip(first).map(|entry| entry.name.clone()).collect();
        let none = attrs.code.is_none() && entries.is_empty();
        for name in names {
            let message = "the status is already given for this outcome; keep one of the code, `with`, `via` and the \
                           `code` field";
            self.diagnostics.error(name, message);
        }
        if none && !self.has_default() && !self.variant.is_broken() && attrs.text.is_none() {
            let (ident, name) = (self.variant.ident, self.variant.name());
            let cure = if self.input.is_enum() {
                "add `#[outcome(404)]` (or another code), or give the enum `#[outcome(default = 500)]`"
            } else {
                "add `#[outcome(404)]` (or another code)"
            };
            self.diagnostics.error(ident, format!("no status for `{name}`; {cure}"));
        }
    }

    /// The description follows its status, or stands first where the status comes from elsewhere.
    fn description(&mut self) {
        let attrs = &self.variant.attrs;
        let Some(text) = &attrs.text else { return };
        let value = text.literal.value();
        if let Some(entry) = self.variant.delegation() {
            let message = format!("a description is never used here: `{}` takes it from {}", entry.name, whose(entry));
            return self.diagnostics.error(&text.literal, message);
        }
        let source_here = attrs.code.is_some() || attrs.has(Key::With) || attrs.has(Key::Via);
        let elsewhere = self.has_default() || self.variant.role(Key::Code).is_some() || self.variant.is_broken();
        let message = match text.position {
            Position::AfterSource => return,
            Position::First if !source_here && value.parse::<u16>().is_ok() => {
                format!("a status is a number, not text; write `{value}`")
            }
            Position::First if !source_here && elsewhere => return,
            Position::First => "expected a status before the description; write `#[outcome(404, \"...\")]`".to_owned(),
            Position::Elsewhere if source_here => {
                "the description comes right after the status; write `#[outcome(404, \"...\")]`".to_owned()
            }
            Position::Elsewhere => "the description comes first; write it before the keys".to_owned(),
        };
        self.diagnostics.error(&text.literal, message);
    }

    /// Everything comes from the only field.
    fn delegation(&mut self, entry: &Entry) {
        let count = self.variant.fields.len();
        let other = entry.key == Key::Other;
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
            self.diagnostics.error(&entry.name, message);
        }
        let unused = |unused: &&Entry| {
            use Key::{Bound, Code, Crate, Default, Display, Map, Opaque, Retry, SkipParse, TypeBase, Via, With};
            let setting = matches!(unused.key, Default | Display | TypeBase | Map | Bound | Crate);
            let reported = matches!(unused.key, With | Via | Code);
            !setting && !reported && unused.key != entry.key && !matches!(unused.key, Retry | Opaque | SkipParse)
        };
        let on_fields = self.variant.fields.iter().flat_map(|field| &field.attrs.entries);
        for unused in self.variant.attrs.entries.iter().chain(on_fields).filter(unused) {
            let (name, by) = (unused.name.unraw(), &entry.name);
            let message = format!("`{name}` is never used: `{by}` takes it from {}", whose(entry));
            self.diagnostics.error(&unused.name, message);
        }
    }

    /// The foreign value is the only field without a role.
    fn via(&mut self) {
        let Some(entry) = self.variant.attrs.get(Key::Via) else { return };
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
        self.diagnostics.error(&entry.name, message);
    }

    fn at_most_one(&mut self, key: Key) {
        let mut roles = self.variant.roles(key);
        let Some((first, _)) = roles.next() else { return };
        for (_, entry) in roles {
            let name = entry.name.to_string();
            let message = match key {
                Key::Code => "a second `code` field; the status comes from exactly one field".to_owned(),
                _ => format!("a second `{name}` field; `{}` is already the {name}", first.name()),
            };
            self.diagnostics.error(&entry.name, message);
        }
    }

    /// Each condition once, and each `condition_href` for one of them.
    fn conditions(&mut self) {
        let attrs = &self.variant.attrs;
        let mut seen: Vec<(String, String)> = Vec::new();
        for entry in attrs.all(Key::Condition) {
            let (condition, at) = match &entry.value {
                Value::Text(name) => ((DAV.to_owned(), name.value()), name),
                Value::Pair(namespace, name) => ((namespace.value(), name.value()), name),
                _ => continue,
            };
            if seen.contains(&condition) {
                self.diagnostics.error(at, format!("condition `{}` is given twice; keep one", condition.1));
            }
            seen.push(condition);
        }
        if attrs.broken || self.variant.delegation().is_some() {
            return;
        }
        let names: Vec<&str> = seen.iter().map(|(_, name)| name.as_str()).collect();
        let mut taken: Vec<String> = Vec::new();
        for (_, entry) in self.variant.roles(Key::ConditionHref) {
            match entry.value.text() {
                _ if names.is_empty() => {
                    let message = "`condition_href` belongs to a condition, and there is none; add `condition = \"...\"` \
                                   to the variant";
                    self.diagnostics.error(&entry.name, message);
                }
                None if names.len() > 1 => {
                    let all = list(names.iter().copied(), "and");
                    let example = names.first().copied().unwrap_or_default();
                    let message = format!(
                        "the conditions here are {all}; say whose href this is: `condition_href = \"{example}\"`"
                    );
                    self.diagnostics.error(&entry.name, message);
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
                    let whose = named.map_or_else(|| names.concat(), syn::LitStr::value);
                    if taken.contains(&whose) {
                        self.diagnostics.error(&entry.name, format!("a second href for `{whose}`; keep one"));
                    }
                    taken.push(whose);
                }
            }
        }
    }

    /// Each header once: a field name says it, whatever its case.
    fn headers(&mut self) {
        let mut seen: Vec<String> = Vec::new();
        if self.variant.role(Key::RetryAfter).is_some() {
            seen.push("retry-after".to_owned());
        }
        let on_fields = self.variant.roles(Key::Header).map(|(_, entry)| entry);
        for entry in self.variant.attrs.all(Key::Header).chain(on_fields) {
            let (Value::Pair(name, _) | Value::Text(name)) = &entry.value else { continue };
            let lower = name.value().to_lowercase();
            if seen.contains(&lower) {
                self.diagnostics.error(name, format!("header `{}` is given twice; keep one", name.value()));
            }
            seen.push(lower);
        }
    }

    fn extensions(&mut self) {
        let mut seen: Vec<String> = Vec::new();
        for (field, entry) in self.variant.roles(Key::Extension) {
            let name = entry.value.text().map_or_else(|| field.name(), syn::LitStr::value);
            if seen.contains(&name) {
                let message = format!("two fields are sent as `{name}`; rename one with `extension = \"...\"`");
                self.diagnostics.error(&entry.name, message);
            }
            seen.push(name);
        }
    }

    /// What explains a failure has no place on a fixed success, unless `map` may make a failure of it.
    fn success(&mut self) {
        let attrs = &self.variant.attrs;
        if self.plan.map.is_some() {
            return;
        }
        let Source::Code(code) = self.source else { return };
        let Some(status) = code.number().filter(|status| is_no_failure(*status)) else { return };
        let on_fields = self.variant.roles(Key::Extension).map(|(_, entry)| entry);
        for entry in attrs.entries.iter().chain(on_fields) {
            let name = entry.name.unraw();
            let kind = if status < 300 { "success" } else { "redirection" };
            let message = match entry.key {
                Key::Retry => format!("`retry` has no effect on a {kind} (`{status}`); remove it"),
                Key::Condition | Key::Type | Key::Title | Key::Extension => {
                    format!("`{name}` explains a failure, and `{status}` is a {kind}; remove it or change the status")
                }
                _ => continue,
            };
            self.diagnostics.error(&entry.name, message);
        }
    }
}

/// Whose words a delegating key takes.
fn whose(entry: &Entry) -> &'static str {
    if entry.key == Key::Other { "the item that it keeps" } else { "the inner outcome" }
}
