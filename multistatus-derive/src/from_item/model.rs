//! The plan of reading an item back: the inverse of the declaration. It reports what cannot be read back.

use std::cmp::Reverse;

use syn::{Member, Type};

use crate::{
    bounds::peel_option,
    diagnostics::Diagnostics,
    outcome::{
        input::{FieldInput, TypeInput},
        keys::OutcomeKey,
        model::{HeaderValue, RetryAfter, StatusSource, TypeModel, VariantModel, is_no_failure},
        status::ResolvedStatus,
        template::{FormatSpec, Piece, Template},
    },
};

/// The variants in the order in which an item is offered to them.
pub(crate) struct ReadPlan<'p, 'a> {
    /// The variants that an item is compared with, the most specific one first.
    pub(crate) patterns: Vec<VariantPattern<'p, 'a>>,
    /// The `transparent` variants. They come after every pattern but one that matches any item.
    pub(crate) inner: Vec<&'p VariantModel<'a>>,
    pub(crate) other: Option<&'p VariantModel<'a>>,
}

/// The parts of an item that identify a variant.
pub(crate) struct VariantPattern<'p, 'a> {
    pub(crate) variant: &'p VariantModel<'a>,
    /// `None` if a field takes any status.
    pub(crate) status: Option<&'p ResolvedStatus>,
    pub(crate) problem_type: Option<&'p str>,
    /// Namespaces and names, sorted.
    pub(crate) conditions: Vec<(&'p str, &'p str)>,
    /// Keys of dialects and error codes, sorted.
    pub(crate) codes: Vec<(&'p str, &'p str)>,
    /// Those codes that no other variant has.
    pub(crate) own_codes: Vec<(&'p str, &'p str)>,
    /// True if only the code tells the variant from another one, so that an item without a code is neither.
    pub(crate) needs_code: bool,
    /// True if a body is sent instead of the problem: then neither type nor conditions nor codes arrive.
    pub(crate) replaced: bool,
    pub(crate) fields: Vec<FieldSource<'p, 'a>>,
}

/// A field, and the part of an item that its value comes from.
pub(crate) struct FieldSource<'p, 'a> {
    pub(crate) field: &'p FieldInput<'a>,
    pub(crate) origin: Option<Origin<'p>>,
    /// True if `Default` makes a value that does not arrive.
    pub(crate) default: bool,
}

/// The part of an item that carries a field.
pub(crate) enum Origin<'p> {
    Body,
    Extension(&'p str),
    Header { name: &'p str, before: &'p str, after: &'p str },
    ConditionHref { namespace: &'p str, name: &'p str },
    Href,
    Instance,
    RetryAfter,
    Code,
    Description { before: &'p str, after: &'p str },
}

impl<'p, 'a> ReadPlan<'p, 'a> {
    pub(crate) fn new(input: &TypeInput<'a>, model: &'p TypeModel<'a>, diagnostics: &mut Diagnostics) -> Self {
        if let Some(map) = model.map {
            let message = "`map` cannot be reversed: the status that is sent may be another one; remove it, or derive \
                           `FromItem` on an enum without it";
            diagnostics.error(map, message);
        }
        let mut plan = Self { patterns: Vec::new(), inner: Vec::new(), other: None };
        for variant in &model.variants {
            let settings = &variant.input.attrs.settings;
            if !settings.has(OutcomeKey::SkipParse) {
                plan.add(variant, model, diagnostics);
            } else if let Some(other) = settings.get(OutcomeKey::Other) {
                let message =
                    "`other` takes every item that no variant matches, so it cannot be skipped; keep one of the two";
                diagnostics.error(&other.name, message);
            }
        }
        let codes: Vec<_> =
            plan.patterns.iter().map(|pattern| (plan.needs_code(pattern), plan.own_codes(pattern))).collect();
        for (pattern, (needs_code, own_codes)) in plan.patterns.iter_mut().zip(codes) {
            pattern.needs_code = needs_code;
            pattern.own_codes = own_codes;
        }
        // A stable sort: of equal patterns, the one that is declared first comes first.
        plan.patterns.sort_by_key(|pattern| {
            let typed = pattern.problem_type.is_some();
            Reverse((typed, pattern.conditions.len(), pattern.status.is_some()))
        });
        let broken = input.variants().iter().any(|variant| variant.attrs.broken) || input.attrs().is_none();
        let any = plan.patterns.iter().any(VariantPattern::matches_any);
        let other = input.variants().iter().any(|variant| variant.attrs.settings.has(OutcomeKey::Other));
        if model.is_enum && !other && !any && !broken {
            let message =
                "no variant takes unknown outcomes; add one such as `#[outcome(other)] Other(Box<multistatus::Item>)`";
            diagnostics.error(input.ident, message);
        }
        plan
    }

    fn needs_code(&self, pattern: &VariantPattern<'_, '_>) -> bool {
        self.patterns.iter().any(|other| pattern.may_be_as(other) && pattern.has_other_codes_than(other))
    }

    fn own_codes(&self, pattern: &VariantPattern<'p, 'a>) -> Vec<(&'p str, &'p str)> {
        let count = |code: &(&str, &str)| self.patterns.iter().filter(|other| other.codes.contains(code)).count();
        pattern.codes.iter().filter(|code| count(code) == 1).copied().collect()
    }

    fn add(&mut self, variant: &'p VariantModel<'a>, model: &'p TypeModel<'a>, diagnostics: &mut Diagnostics) {
        let input = variant.input;
        if let Some(setting) = input.attrs.settings.get(OutcomeKey::Other) {
            match self.other {
                None => self.other = Some(variant),
                Some(first) => {
                    let name = first.input.name();
                    diagnostics.error(&setting.name, format!("`{name}` already takes unknown outcomes"));
                }
            }
            return;
        }
        let cure =
            if model.is_enum { "add `#[outcome(skip_parse)]` or give a fixed status" } else { "give a fixed status" };
        let status = match &variant.source {
            StatusSource::Fixed(status) => Some(status),
            StatusSource::Field(_) => None,
            // After a mistake in the status nothing is known.
            StatusSource::Default if input.delegation().is_some() || input.attrs.status.is_some() => return,
            StatusSource::Default => match &model.default {
                Some(status) => Some(status),
                None => return,
            },
            StatusSource::Inner(inner) if inner.via.is_none() => {
                if let Some(setting) = input.attrs.settings.get(OutcomeKey::Opaque) {
                    let message = format!("`opaque` hides the inner outcome from the client; {cure}");
                    diagnostics.error(&setting.name, message);
                }
                return self.inner.push(variant);
            }
            StatusSource::With(_) | StatusSource::Inner(_) => {
                let key = if matches!(variant.source, StatusSource::With(_)) { "with" } else { "via" };
                return diagnostics.error(input.ident, format!("`{key}` cannot be reversed; {cure}"));
            }
        };
        let mut pattern = VariantPattern::new(variant, status);
        for field in &input.fields {
            let default = field.attrs.settings.has(OutcomeKey::FieldDefault);
            let source = FieldSource { field, origin: pattern.origin(field), default };
            if source.origin.is_none() && !source.default && !input.is_broken() {
                pattern.report(field, diagnostics);
            }
            if let (Some(Origin::Body | Origin::Extension(_)), Type::Reference(ty)) =
                (&source.origin, peel_option(field.ty))
            {
                let message = "what is read back is owned; write an owned type, such as `String` for `&str`";
                diagnostics.error(ty, message);
            }
            pattern.fields.push(source);
        }
        self.patterns.push(pattern);
    }
}

impl<'p, 'a> VariantPattern<'p, 'a> {
    fn new(variant: &'p VariantModel<'a>, status: Option<&'p ResolvedStatus>) -> Self {
        let conditions = variant.conditions.iter();
        let mut pattern = Self {
            variant,
            status,
            problem_type: variant.problem_type.as_deref().filter(|text| *text != "about:blank"),
            conditions: conditions.map(|known| (known.namespace.as_str(), known.name.as_str())).collect(),
            codes: variant.codes.iter().map(|(dialect, code)| (dialect.as_str(), code.as_str())).collect(),
            own_codes: Vec::new(),
            needs_code: false,
            replaced: false,
            fields: Vec::new(),
        };
        pattern.replaced = variant.body.is_some() && !variant.opaque && !pattern.is_no_failure();
        if pattern.replaced || pattern.is_no_failure() {
            pattern.problem_type = None;
            pattern.conditions.clear();
            pattern.codes.clear();
        }
        pattern.conditions.sort_unstable();
        pattern.codes.sort_unstable();
        pattern
    }

    /// True if the pattern matches any item.
    pub(crate) fn matches_any(&self) -> bool {
        self.status.is_none() && self.problem_type.is_none() && self.conditions.is_empty() && self.codes.is_empty()
    }

    /// True if the type and the conditions are those of another variant, so that only statuses and codes may differ.
    pub(crate) fn has_problem_of(&self, other: &Self) -> bool {
        self.problem_type == other.problem_type && self.conditions == other.conditions
    }

    /// True if the codes tell two variants apart: both have one in the same dialects, and each is another one. In a dialect
    /// that only one of them names, the other one has the code of its status, which may be the same.
    pub(crate) fn has_other_codes_than(&self, other: &Self) -> bool {
        let differs = |((dialect, code), (other_dialect, other)): (&(&str, &str), &(&str, &str))| {
            dialect == other_dialect && code != other
        };
        !self.codes.is_empty()
            && self.codes.len() == other.codes.len()
            && self.codes.iter().zip(&other.codes).all(differs)
    }

    /// True if an item of this variant may be that of another one, but for its codes. Only rustc can compare a constant.
    fn may_be_as(&self, other: &Self) -> bool {
        let number = |pattern: &Self| pattern.status.map(ResolvedStatus::number);
        let same_status = match (number(self), number(other)) {
            (Some(Some(one)), Some(Some(other))) => one == other,
            (one, other) => one.is_some() == other.is_some(),
        };
        same_status && self.has_problem_of(other)
    }

    /// True if the item is certainly not a failure, and so carries no problem.
    pub(crate) fn is_no_failure(&self) -> bool {
        self.status.and_then(ResolvedStatus::number).is_some_and(is_no_failure)
    }

    /// Returns the part of an item that carries a field. The description comes last, because its text is not exact.
    fn origin(&self, field: &FieldInput<'_>) -> Option<Origin<'p>> {
        let variant = self.variant;
        let is_field = |role: Option<&FieldInput<'_>>| role.is_some_and(|role| role.index == field.index);
        let has_problem = !variant.opaque && !self.replaced;
        if !variant.opaque && is_field(variant.body) {
            return Some(Origin::Body);
        }
        let extension = variant.extensions.iter().find(|extension| is_field(Some(extension.field)));
        if let Some(extension) = extension.filter(|_| has_problem) {
            return Some(Origin::Extension(&extension.name));
        }
        let in_header = variant.headers.iter().find_map(|header| {
            let (before, after) = match &header.value {
                HeaderValue::Field(value) => is_field(Some(value)).then_some(("", ""))?,
                HeaderValue::Template(template) => around(template, field)?,
            };
            Some(Origin::Header { name: &header.name, before, after })
        });
        if in_header.is_some() {
            return in_header;
        }
        if let Some(known) = variant.conditions.iter().find(|known| !self.replaced && is_field(known.href)) {
            return Some(Origin::ConditionHref { namespace: &known.namespace, name: &known.name });
        }
        if is_field(variant.href) {
            return Some(Origin::Href);
        }
        if is_field(variant.instance) && !self.replaced {
            return Some(Origin::Instance);
        }
        if is_field(variant.retry_after.as_ref().and_then(RetryAfter::field)) {
            return Some(Origin::RetryAfter);
        }
        if matches!(&variant.source, StatusSource::Field(code) if is_field(Some(code))) {
            return Some(Origin::Code);
        }
        let description = variant.description.as_ref().filter(|_| has_problem)?;
        around(description, field).map(|(before, after)| Origin::Description { before, after })
    }

    /// Reports why nothing carries a field.
    fn report(&self, field: &FieldInput<'_>, diagnostics: &mut Diagnostics) {
        let name = field.name();
        let mentioned = self.variant.description.as_ref().filter(|text| mentions(text, field).is_some());
        let in_header = self.variant.headers.iter().find_map(|header| match &header.value {
            HeaderValue::Template(text) => mentions(text, field).map(|_| text),
            HeaderValue::Field(_) => None,
        });
        let has_role = field.has_role();
        let role = if self.is_no_failure() { "header = \"...\"" } else { "extension = \"...\"" };
        let message = if let Some(text) = in_header {
            not_exact(text, field, "header", role)
        } else if self.variant.opaque {
            format!("`opaque` hides `{name}` from the client; write `#[outcome(default)]` on the field")
        } else if self.replaced && (mentioned.is_some() || has_role) {
            format!(
                "`{name}` is not sent: the `body` of a failure replaces its problem; write `#[outcome(default)]` on the \
                 field"
            )
        } else if let Some(text) = mentioned {
            not_exact(text, field, "text", role)
        } else {
            format!(
                "`{name}` is not sent; give the field a role such as `#[outcome({role})]`, or write \
                 `#[outcome(default)]` on it"
            )
        };
        match &field.member {
            Member::Named(ident) => diagnostics.error(ident, message),
            Member::Unnamed(_) => diagnostics.error(field.ty, message),
        }
    }
}

/// Returns the message for a field in a text that does not give its value back.
fn not_exact(template: &Template<'_>, field: &FieldInput<'_>, noun: &str, role: &str) -> String {
    let name = field.name();
    let placeholders = template.pieces.iter().filter(|piece| matches!(piece, Piece::Field { .. })).count();
    match mentions(template, field) {
        Some(Some(spec)) if placeholders == 1 => format!(
            "`{{{name}:{}}}` cannot be read back with `FromStr`; write `{{{name}}}`, or give the field a role such as \
             `#[outcome({role})]`",
            spec.text
        ),
        _ => format!(
            "`{name}` cannot be separated from the rest of the {noun}; give the field a role such as \
             `#[outcome({role})]`, or write `#[outcome(default)]` on it"
        ),
    }
}

/// Returns the format spec of the first placeholder for a field, if there is a placeholder.
fn mentions<'t>(template: &'t Template<'_>, field: &FieldInput<'_>) -> Option<Option<&'t FormatSpec>> {
    template.pieces.iter().find_map(|piece| match piece {
        Piece::Field { field: other, spec } if other.index == field.index => Some(spec.as_ref()),
        _ => None,
    })
}

/// Returns the text before and after the only placeholder, if that is this field without a format spec.
///
/// With two placeholders, the end of the first one is not known.
fn around<'t>(template: &'t Template<'_>, field: &FieldInput<'_>) -> Option<(&'t str, &'t str)> {
    let (mut before, mut after, mut found) = ("", "", false);
    for piece in &template.pieces {
        match piece {
            Piece::Literal(text) if found => after = text,
            Piece::Literal(text) => before = text,
            Piece::Field { field: other, spec: None } if !found && other.index == field.index => found = true,
            Piece::Field { .. } => return None,
        }
    }
    found.then_some((before, after))
}
