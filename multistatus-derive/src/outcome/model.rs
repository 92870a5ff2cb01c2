//! What the attributes mean: each variant with its source of a status and all that it says, ready to be quoted.
//!
//! Values that stand alone are checked here, as they are taken; what two keys say together is the business of `check`.

use syn::{Ident, LitStr, Path, Token, WherePredicate, punctuated::Punctuated};

use super::{
    condition::{self, DAV},
    input::{Field, Input, Variant},
    keys::Key,
    status::{self, Code},
    template::{self, Template},
};
use crate::{
    attr::value::{self, Retry, Value},
    diagnostics::Diagnostics,
};

pub(crate) struct Plan<'a> {
    pub(crate) is_enum: bool,
    pub(crate) default: Option<Code>,
    pub(crate) map: Option<&'a Path>,
    /// The key itself: what rustc says of a missing `Display` belongs there.
    pub(crate) display: Option<&'a Ident>,
    pub(crate) bounds: Option<&'a Punctuated<WherePredicate, Token![,]>>,
    pub(crate) variants: Vec<Sayings<'a>>,
}

/// All that one variant says.
pub(crate) struct Sayings<'a> {
    pub(crate) variant: &'a Variant<'a>,
    pub(crate) source: Source<'a>,
    pub(crate) description: Option<Template<'a>>,
    pub(crate) opaque: bool,
    pub(crate) title: Option<&'a LitStr>,
    pub(crate) problem_type: Option<String>,
    pub(crate) retry: Option<Retry>,
    pub(crate) conditions: Vec<Condition<'a>>,
    pub(crate) headers: Vec<Header<'a>>,
    pub(crate) href: Option<&'a Field<'a>>,
    pub(crate) retry_after: Option<&'a Field<'a>>,
    pub(crate) body: Option<&'a Field<'a>>,
    pub(crate) extensions: Vec<Extension<'a>>,
}

/// Where the status comes from.
pub(crate) enum Source<'a> {
    Code(Code),
    With(&'a Path),
    Field(&'a Field<'a>),
    Inner(Inner<'a>),
    Default,
}

/// A field whose own outcome is taken: by its `Outcome`, or by somebody's `OutcomeAs`.
pub(crate) struct Inner<'a> {
    pub(crate) field: &'a Field<'a>,
    pub(crate) via: Option<&'a Path>,
}

pub(crate) struct Condition<'a> {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) href: Option<&'a Field<'a>>,
}

pub(crate) struct Header<'a> {
    pub(crate) name: String,
    pub(crate) value: HeaderValue<'a>,
}

pub(crate) enum HeaderValue<'a> {
    Template(Template<'a>),
    Field(&'a Field<'a>),
}

pub(crate) struct Extension<'a> {
    pub(crate) name: String,
    pub(crate) field: &'a Field<'a>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(input: &'a Input<'a>, diagnostics: &mut Diagnostics) -> Self {
        let attrs = input.attrs();
        if let Some(path) = attrs.and_then(|attrs| attrs.path(Key::Crate)) {
            report(value::check_crate(path), path, diagnostics);
        }
        let default = attrs.and_then(|attrs| attrs.get(Key::Default)).and_then(|entry| match &entry.value {
            Value::Code(written) => status::resolve(written, input.ident, diagnostics),
            _ => None,
        });
        let base = attrs.and_then(|attrs| attrs.text(Key::TypeBase));
        if let Some(base) = base {
            report(value::check_reference(&base.value()), base, diagnostics);
        }
        let default_number = default.as_ref().and_then(Code::number);
        let mut variants = Vec::new();
        for variant in input.variants() {
            let mut says = sayings(variant, input.ident, diagnostics);
            let number = match &says.source {
                Source::Code(code) => code.number(),
                Source::Default => default_number,
                _ => None,
            };
            if says.problem_type.is_none() && !says.is_inner() && !number.is_some_and(is_no_failure) {
                says.problem_type = base.map(|base| base.value() + &kebab_case(&variant.name()));
            }
            variants.push(says);
        }
        Self {
            is_enum: input.is_enum(),
            default,
            map: attrs.and_then(|attrs| attrs.path(Key::Map)),
            display: attrs.and_then(|attrs| attrs.get(Key::Display)).map(|entry| &entry.name),
            bounds: attrs.and_then(|attrs| attrs.predicates()),
            variants,
        }
    }
}

impl<'a> Sayings<'a> {
    /// The inner outcome, where there is one.
    pub(crate) fn inner(&self) -> Option<&Inner<'a>> {
        match &self.source {
            Source::Inner(inner) => Some(inner),
            _ => None,
        }
    }

    fn is_inner(&self) -> bool {
        self.inner().is_some()
    }
}

/// Whether a problem would never be sent with this status.
pub(crate) fn is_no_failure(status: u16) -> bool {
    (200..400).contains(&status)
}

fn report(result: Result<(), String>, at: impl quote::ToTokens, diagnostics: &mut Diagnostics) {
    if let Err(message) = result {
        diagnostics.error(at, message);
    }
}

fn sayings<'a>(variant: &'a Variant<'a>, item: &Ident, diagnostics: &mut Diagnostics) -> Sayings<'a> {
    let attrs = &variant.attrs;
    let fields = variant.fields.as_slice();
    let title = attrs.text(Key::Title);
    let problem_type = attrs.text(Key::Type).map(|text| {
        report(value::check_reference(&text.value()), text, diagnostics);
        text.value()
    });
    let retry = attrs.get(Key::Retry).and_then(|entry| match &entry.value {
        Value::Retry(retry) => Some(*retry),
        _ => None,
    });
    Sayings {
        variant,
        source: source(variant, item, diagnostics),
        description: attrs.text.as_ref().map(|text| template::parse(&text.literal, fields, diagnostics)),
        opaque: attrs.has(Key::Opaque),
        title,
        problem_type,
        retry,
        conditions: conditions(variant, diagnostics),
        headers: headers(variant, diagnostics),
        href: variant.role(Key::Href),
        retry_after: variant.role(Key::RetryAfter),
        body: variant.role(Key::Body),
        extensions: extensions(variant, diagnostics),
    }
}

/// The source of the status. After a mistake it is the default: nothing will be quoted then.
fn source<'a>(variant: &'a Variant<'a>, item: &Ident, diagnostics: &mut Diagnostics) -> Source<'a> {
    let attrs = &variant.attrs;
    if let Some(written) = &attrs.code {
        return status::resolve(written, item, diagnostics).map_or(Source::Default, Source::Code);
    }
    if let Some(path) = attrs.path(Key::With) {
        return Source::With(path);
    }
    if variant.delegation().is_some() || attrs.has(Key::Via) {
        let field = variant.plain_fields().next();
        return field.map_or(Source::Default, |field| Source::Inner(Inner { field, via: attrs.path(Key::Via) }));
    }
    variant.role(Key::Code).map_or(Source::Default, Source::Field)
}

fn conditions<'a>(variant: &'a Variant<'a>, diagnostics: &mut Diagnostics) -> Vec<Condition<'a>> {
    let mut conditions = Vec::new();
    for entry in variant.attrs.all(Key::Condition) {
        let (namespace, name) = match &entry.value {
            Value::Text(name) => (DAV.to_owned(), name),
            Value::Pair(namespace, name) => {
                report(condition::check_namespace(&namespace.value()), namespace, diagnostics);
                (namespace.value(), name)
            }
            _ => continue,
        };
        report(condition::check_name(&namespace, &name.value()), name, diagnostics);
        conditions.push(Condition { namespace, name: name.value(), href: None });
    }
    for (field, entry) in variant.roles(Key::ConditionHref) {
        let named = entry.value.text().map(LitStr::value);
        let whose = conditions.iter_mut().find(|condition| named.as_ref().is_none_or(|name| *name == condition.name));
        if let Some(condition) = whose {
            condition.href = Some(field);
        }
    }
    conditions
}

fn headers<'a>(variant: &'a Variant<'a>, diagnostics: &mut Diagnostics) -> Vec<Header<'a>> {
    let mut headers = Vec::new();
    for entry in variant.attrs.all(Key::Header) {
        if let Value::Pair(name, text) = &entry.value {
            report(value::check_header_name(&name.value()), name, diagnostics);
            report(value::check_header_text(&text.value()), text, diagnostics);
            let value = HeaderValue::Template(template::parse(text, &variant.fields, diagnostics));
            headers.push(Header { name: name.value(), value });
        }
    }
    for (field, entry) in variant.roles(Key::Header) {
        if let Some(name) = entry.value.text() {
            report(value::check_header_name(&name.value()), name, diagnostics);
            headers.push(Header { name: name.value(), value: HeaderValue::Field(field) });
        }
    }
    headers
}

fn extensions<'a>(variant: &'a Variant<'a>, diagnostics: &mut Diagnostics) -> Vec<Extension<'a>> {
    let mut extensions = Vec::new();
    for (field, entry) in variant.roles(Key::Extension) {
        let name = match (entry.value.text(), &field.member) {
            (Some(name), _) => name.value(),
            (None, syn::Member::Named(_)) => field.name(),
            (None, syn::Member::Unnamed(_)) => {
                let message = "a field without a name does not name its member; write `extension = \"limit\"`";
                diagnostics.error(&entry.name, message);
                continue;
            }
        };
        match entry.value.text() {
            Some(written) => report(value::check_extension(&name), written, diagnostics),
            None => report(value::check_extension(&name), &entry.name, diagnostics),
        }
        extensions.push(Extension { name, field });
    }
    extensions
}

/// `LockTokenSubmitted` as `lock-token-submitted`, `HTTPError` as `http-error`.
fn kebab_case(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut kebab = String::new();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let after_lower = before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        let before_lower = characters.get(at + 1).is_some_and(|after| after.is_lowercase());
        let starts_word = after_lower || before_lower && before.is_some_and(|before| before.is_uppercase());
        if *character == '_' {
            kebab.push('-');
            continue;
        }
        if character.is_uppercase() && starts_word {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}
