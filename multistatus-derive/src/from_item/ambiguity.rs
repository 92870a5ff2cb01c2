//! The ambiguity check: a client must be able to tell the variants of an enum apart by the item. It only reports.

use super::model::{ReadPlan, VariantPattern};
use crate::{
    bounds::peel,
    diagnostics::{Diagnostics, written},
    outcome::{keys::OutcomeKey, model::TypeModel, status::ResolvedStatus},
};

/// Reports two variants that arrive as the same item, and an `other` that never gets an item.
pub(crate) fn check(plan: &ReadPlan<'_, '_>, model: &TypeModel<'_>, diagnostics: &mut Diagnostics) {
    let patterns = || plan.patterns.iter().filter(|pattern| !pattern.variant.input.is_broken());
    for (at, later) in patterns().enumerate() {
        if let Some(earlier) = patterns().take(at).find(|earlier| is_same(earlier, later)) {
            diagnostics.error(later.variant.input.ident, message(earlier, later, &status_text(later, model)));
        }
    }
    inner_outcomes(plan, diagnostics);
    let any = plan.patterns.iter().find(|pattern| pattern.matches_any());
    if let (Some(any), Some(other)) = (any, plan.other)
        && let Some(setting) = other.input.attrs.settings.get(OutcomeKey::Other)
    {
        let name = any.variant.input.name();
        let message = format!("`other` never gets an item: `{name}` takes every status; remove one of the two");
        diagnostics.error(&setting.name, message);
    }
}

/// Reports a `transparent` variant that holds the same type as an earlier one, which gets all of its items.
fn inner_outcomes(plan: &ReadPlan<'_, '_>, diagnostics: &mut Diagnostics) {
    // A `Box` has the outcome of its content.
    let inner = plan.inner.iter().filter_map(|variant| {
        let field = variant.inner()?.field;
        Some((variant.input, written(peel("Box", field.ty))))
    });
    let inner: Vec<_> = inner.collect();
    for (at, (later, text)) in inner.iter().enumerate() {
        if let Some((earlier, _)) = inner.iter().take(at).find(|(_, other)| other == text) {
            let (first, second) = (earlier.name(), later.name());
            let message = format!(
                "a client cannot tell `{second}` from `{first}`: both hold the outcome of `{text}`; mark one \
                 `#[outcome(skip_parse)]`"
            );
            diagnostics.error(later.ident, message);
        }
    }
}

fn is_same(earlier: &VariantPattern<'_, '_>, later: &VariantPattern<'_, '_>) -> bool {
    differ_in_status_alone(earlier, later) && earlier.status.map(status_name) == later.status.map(status_name)
}

/// True if only the status can tell two variants apart.
fn differ_in_status_alone(earlier: &VariantPattern<'_, '_>, later: &VariantPattern<'_, '_>) -> bool {
    earlier.has_problem_of(later) && !earlier.has_other_codes_than(later)
}

/// Returns the pairs of statuses that only rustc can compare, each with the message for equal ones.
pub(crate) fn left_to_rustc<'i, 'p, 'a>(
    plan: &'i ReadPlan<'p, 'a>,
) -> impl Iterator<Item = (&'p ResolvedStatus, &'p ResolvedStatus, String)> + use<'i, 'p, 'a> {
    let patterns = plan.patterns.iter().enumerate();
    let pairs =
        patterns.flat_map(move |(at, later)| plan.patterns.iter().take(at).map(move |earlier| (earlier, later)));
    pairs.filter_map(|(earlier, later)| {
        let (first, second) = (earlier.status?, later.status?);
        let known = first.number().is_some() && second.number().is_some();
        // Patterns are not in the order of the source; the caret belongs on a constant.
        let (first, second) = if second.number().is_some() { (second, first) } else { (first, second) };
        let unsure = !known && differ_in_status_alone(earlier, later);
        unsure.then(|| (first, second, message(earlier, later, &number_text(first, second))))
    })
}

fn message(earlier: &VariantPattern<'_, '_>, later: &VariantPattern<'_, '_>, status: &str) -> String {
    let (first, second) = (earlier.variant.input.name(), later.variant.input.name());
    let both = format!("a client cannot tell `{second}` from `{first}`: both are {status}");
    let skip = "or mark one `#[outcome(skip_parse)]`";
    if later.is_no_failure() {
        return format!("{both}, and only a status tells successes apart; give one another status, {skip}");
    }
    if earlier.replaced || later.replaced {
        return format!("{both}, and a `body` replaces condition and type; give one another status, {skip}");
    }
    let code = if earlier.codes.is_empty() && later.codes.is_empty() {
        ""
    } else {
        ", or give each another `code` in the same dialects"
    };
    let condition = match &*later.conditions {
        [] => "no condition".to_owned(),
        [(_, name)] => format!("the condition `{name}`"),
        _ => "the same conditions".to_owned(),
    };
    let problem_type = match later.problem_type {
        None => "no type".to_owned(),
        Some(text) => format!("the type `{text}`"),
    };
    format!("{both} with {condition} and {problem_type}; add `condition = \"...\"` or `type = \"...\"`{code}, {skip}")
}

/// Returns the number of two equal statuses, if one of them is a number.
fn number_text(first: &ResolvedStatus, second: &ResolvedStatus) -> String {
    first.number().or(second.number()).map_or_else(|| "of the same status".to_owned(), |number| number.to_string())
}

fn status_text(pattern: &VariantPattern<'_, '_>, model: &TypeModel<'_>) -> String {
    match pattern.status.or(model.default.as_ref()) {
        _ if pattern.status.is_none() => "of any status".to_owned(),
        Some(status) => status_name(status),
        None => String::new(),
    }
}

fn status_name(status: &ResolvedStatus) -> String {
    match status {
        ResolvedStatus::Number(number) => number.to_string(),
        ResolvedStatus::Constant(path) => format!("`{}`", written(path)),
    }
}
