//! How each variant is read back from an item: the inverse of the plan. It reports what cannot be read back.

use syn::Member;

use crate::{
    diagnostics::Diagnostics,
    outcome::{
        input::{Field, Input},
        keys::Key,
        model::{HeaderValue, Plan, Sayings, Source, is_no_failure},
        status::Code,
        template::{Piece, Template},
    },
};

/// The variants in the order in which an item is offered to them.
pub(crate) struct Inverse<'p, 'a> {
    /// The most specific one first.
    pub(crate) matched: Vec<Matched<'p, 'a>>,
    /// The `transparent` ones: after all but what takes anything.
    pub(crate) inner: Vec<&'p Sayings<'a>>,
    pub(crate) other: Option<&'p Sayings<'a>>,
}

/// A variant that is known by what the item says.
pub(crate) struct Matched<'p, 'a> {
    pub(crate) says: &'p Sayings<'a>,
    /// `None` where a field takes any status.
    pub(crate) status: Option<&'p Code>,
    pub(crate) problem_type: Option<&'p str>,
    /// Namespaces and names, sorted.
    pub(crate) conditions: Vec<(&'p str, &'p str)>,
    /// Whether a body stands where the problem would, so that neither type nor conditions arrive.
    pub(crate) replaced: bool,
    pub(crate) fields: Vec<Recipe<'p, 'a>>,
}

/// Where the value of a field comes from.
pub(crate) struct Recipe<'p, 'a> {
    pub(crate) field: &'p Field<'a>,
    pub(crate) origin: Option<Origin<'p>>,
    /// Whether what does not arrive is made by `Default`.
    pub(crate) default: bool,
}

pub(crate) enum Origin<'p> {
    Body,
    Extension(&'p str),
    Header { name: &'p str, before: &'p str, after: &'p str },
    ConditionHref { namespace: &'p str, name: &'p str },
    Href,
    RetryAfter,
    Code,
    Description { before: &'p str, after: &'p str },
}

impl Matched<'_, '_> {
    /// Whether it takes whatever comes.
    pub(crate) fn is_anything(&self) -> bool {
        self.status.is_none() && self.problem_type.is_none() && self.conditions.is_empty()
    }

    /// Whether the item is certainly no failure, so that it carries no problem.
    pub(crate) fn is_no_failure(&self) -> bool {
        self.status.and_then(Code::number).is_some_and(is_no_failure)
    }
}

impl<'p, 'a> Inverse<'p, 'a> {
    pub(crate) fn new(input: &Input<'a>, plan: &'p Plan<'a>, diagnostics: &mut Diagnostics) -> Self {
        if let Some(map) = plan.map {
            let message = "`map` cannot be reversed: the status that is sent may be another one; remove it, or derive \
                           `FromItem` on an enum without it";
            diagnostics.error(map, message);
        }
        let mut inverse = Self { matched: Vec::new(), inner: Vec::new(), other: None };
        for says in &plan.variants {
            if !says.variant.attrs.has(Key::SkipParse) {
                inverse.take(says, plan, diagnostics);
            } else if let Some(entry) = says.variant.attrs.get(Key::Other) {
                diagnostics.error(
                    &entry.name,
                    "`other` takes what no variant is for, so it cannot be skipped; keep one of the two",
                );
            }
        }
        // A stable sort: the first of equals is the one that was declared first.
        inverse.matched.sort_by_key(|matched| {
            let typed = matched.problem_type.is_some();
            std::cmp::Reverse((typed, matched.conditions.len(), matched.status.is_some()))
        });
        let broken = input.variants().iter().any(|variant| variant.attrs.broken) || input.attrs().is_none();
        let anything = inverse.matched.iter().any(Matched::is_anything);
        let other = input.variants().iter().any(|variant| variant.attrs.has(Key::Other));
        if plan.is_enum && !other && !anything && !broken {
            let message =
                "no variant takes unknown outcomes; add one such as `#[outcome(other)] Other(Box<multistatus::Item>)`";
            diagnostics.error(input.ident, message);
        }
        inverse
    }

    fn take(&mut self, says: &'p Sayings<'a>, plan: &'p Plan<'a>, diagnostics: &mut Diagnostics) {
        let variant = says.variant;
        if let Some(entry) = variant.attrs.get(Key::Other) {
            match self.other {
                None => self.other = Some(says),
                Some(first) => {
                    let name = first.variant.name();
                    diagnostics.error(&entry.name, format!("`{name}` already takes unknown outcomes"));
                }
            }
            return;
        }
        let status = match &says.source {
            Source::Code(code) => Some(code),
            Source::Field(_) => None,
            // After a mistake in the status nothing is known.
            Source::Default if variant.delegation().is_some() || variant.attrs.code.is_some() => return,
            Source::Default => match &plan.default {
                Some(code) => Some(code),
                None => return,
            },
            Source::Inner(inner) if inner.via.is_none() => {
                if let Some(entry) = variant.attrs.get(Key::Opaque) {
                    let message = format!("`opaque` keeps what the inner outcome says from the client; {}", cure(plan));
                    diagnostics.error(&entry.name, message);
                }
                return self.inner.push(says);
            }
            Source::With(_) | Source::Inner(_) => {
                let key = if matches!(says.source, Source::With(_)) { "with" } else { "via" };
                return diagnostics.error(variant.ident, format!("`{key}` cannot be reversed; {}", cure(plan)));
            }
        };
        let mut matched = Matched {
            says,
            status,
            problem_type: says.problem_type.as_deref().filter(|text| *text != "about:blank"),
            conditions: says.conditions.iter().map(|known| (known.namespace.as_str(), known.name.as_str())).collect(),
            replaced: false,
            fields: Vec::new(),
        };
        matched.replaced = says.body.is_some() && !says.opaque && !matched.is_no_failure();
        if matched.replaced || matched.is_no_failure() {
            matched.problem_type = None;
            matched.conditions.clear();
        }
        matched.conditions.sort_unstable();
        for field in &variant.fields {
            let recipe = Recipe { field, origin: matched.origin(field), default: field.attrs.has(Key::FieldDefault) };
            if recipe.origin.is_none() && !recipe.default && !variant.is_broken() {
                matched.report(field, diagnostics);
            }
            matched.fields.push(recipe);
        }
        self.matched.push(matched);
    }
}

fn cure(plan: &Plan<'_>) -> &'static str {
    if plan.is_enum { "add `#[outcome(skip_parse)]` or give a fixed status" } else { "give a fixed status" }
}

impl<'p> Matched<'p, '_> {
    /// What carries a field: what is exact first, the description last.
    fn origin(&self, field: &Field<'_>) -> Option<Origin<'p>> {
        let says = self.says;
        let is = |role: Option<&Field<'_>>| role.is_some_and(|role| role.index == field.index);
        let shown = !says.opaque;
        let problem = shown && !self.replaced;
        if shown && is(says.body) {
            return Some(Origin::Body);
        }
        if let Some(extension) = says.extensions.iter().find(|extension| problem && is(Some(extension.field))) {
            return Some(Origin::Extension(&extension.name));
        }
        for header in &says.headers {
            let name = &header.name;
            match &header.value {
                HeaderValue::Field(whose) if is(Some(whose)) => {
                    return Some(Origin::Header { name, before: "", after: "" });
                }
                HeaderValue::Template(template) => {
                    if let Some((before, after)) = around(template, field) {
                        return Some(Origin::Header { name, before, after });
                    }
                }
                HeaderValue::Field(_) => {}
            }
        }
        if let Some(known) = says.conditions.iter().find(|known| !self.replaced && is(known.href)) {
            return Some(Origin::ConditionHref { namespace: &known.namespace, name: &known.name });
        }
        if is(says.href) {
            return Some(Origin::Href);
        }
        if is(says.retry_after) {
            return Some(Origin::RetryAfter);
        }
        if matches!(&says.source, Source::Field(whose) if is(Some(whose))) {
            return Some(Origin::Code);
        }
        let description = says.description.as_ref().filter(|_| problem)?;
        around(description, field).map(|(before, after)| Origin::Description { before, after })
    }

    /// Why a field is carried by nothing.
    fn report(&self, field: &Field<'_>, diagnostics: &mut Diagnostics) {
        let name = field.name();
        let mentioned = self.says.description.as_ref().is_some_and(|text| mentions(text, field));
        let role = if self.is_no_failure() { "header = \"...\"" } else { "extension = \"...\"" };
        let message = if self.says.opaque {
            format!("`opaque` keeps `{name}` from the client; write `#[outcome(default)]` on the field")
        } else if self.replaced && (mentioned || !field.attrs.entries.is_empty()) {
            format!(
                "`{name}` does not travel: the `body` of a failure replaces its problem; write `#[outcome(default)]` on \
                 the field"
            )
        } else if mentioned {
            format!(
                "`{name}` cannot be told from the rest of the text; give the field a role such as `#[outcome({role})]`, \
                 or write `#[outcome(default)]` on it"
            )
        } else {
            format!(
                "`{name}` does not travel; give the field a role such as `#[outcome({role})]`, or write \
                 `#[outcome(default)]` on it"
            )
        };
        match &field.member {
            Member::Named(ident) => diagnostics.error(ident, message),
            Member::Unnamed(_) => diagnostics.error(field.ty, message),
        }
    }
}

fn mentions(template: &Template<'_>, field: &Field<'_>) -> bool {
    template.pieces.iter().any(|piece| matches!(piece, Piece::Field { field: whose, .. } if whose.index == field.index))
}

/// The text before and after the only placeholder, where that is this field as it is. With two of them nobody could tell
/// where the first one ends.
fn around<'t>(template: &'t Template<'_>, field: &Field<'_>) -> Option<(&'t str, &'t str)> {
    let (mut before, mut after, mut found) = ("", "", false);
    for piece in &template.pieces {
        match piece {
            Piece::Literal(text) if found => after = text,
            Piece::Literal(text) => before = text,
            Piece::Field { field: whose, spec: None } if !found && whose.index == field.index => found = true,
            Piece::Field { .. } => return None,
        }
    }
    found.then_some((before, after))
}
