//! Whether a client can tell the variants of an enum apart. It only reports.

use quote::ToTokens;

use super::model::{Inverse, Matched};
use crate::{
    diagnostics::Diagnostics,
    outcome::{keys::Key, model::Plan, status::Code},
};

/// Two variants that arrive as the same item are a mistake, and so is one that nothing is left for.
pub(crate) fn check(inverse: &Inverse<'_, '_>, plan: &Plan<'_>, diagnostics: &mut Diagnostics) {
    for (at, later) in inverse.matched.iter().enumerate() {
        let earlier = inverse.matched.iter().take(at);
        let whole = |matched: &Matched<'_, '_>| !matched.says.variant.is_broken();
        let mut same = earlier.filter(|earlier| whole(earlier) && whole(later) && is_same(earlier, later));
        if let Some(earlier) = same.next() {
            diagnostics.error(later.says.variant.ident, message(earlier, later, status(later, plan)));
        }
    }
    let anything = inverse.matched.iter().find(|matched| matched.is_anything());
    if let (Some(anything), Some(other)) = (anything, inverse.other)
        && let Some(entry) = other.variant.attrs.get(Key::Other)
    {
        let name = anything.says.variant.name();
        let message = format!("`other` never gets an item: `{name}` takes every status; remove one of the two");
        diagnostics.error(&entry.name, message);
    }
}

fn is_same(earlier: &Matched<'_, '_>, later: &Matched<'_, '_>) -> bool {
    let text = |matched: &Matched<'_, '_>| matched.status.map(written);
    says_the_same(earlier, later) && text(earlier) == text(later)
}

/// Whether only the status is left to tell two variants apart.
fn says_the_same(earlier: &Matched<'_, '_>, later: &Matched<'_, '_>) -> bool {
    earlier.problem_type == later.problem_type && earlier.conditions == later.conditions
}

/// Pairs of variants of which only rustc can say whether their statuses differ, with what to say if they do not.
pub(crate) fn left_to_rustc<'i, 'p, 'a>(
    inverse: &'i Inverse<'p, 'a>,
) -> impl Iterator<Item = (&'p Code, &'p Code, String)> + use<'i, 'p, 'a> {
    let pairs = inverse
        .matched
        .iter()
        .enumerate()
        .flat_map(move |(at, later)| inverse.matched.iter().take(at).map(move |earlier| (earlier, later)));
    pairs.filter_map(|(earlier, later)| {
        let (first, second) = (earlier.status?, later.status?);
        let known = first.number().is_some() && second.number().is_some();
        // The order of matching is not that of the source, but the caret belongs on a constant.
        let (first, second) = if second.number().is_some() { (second, first) } else { (first, second) };
        let unsure = !known && says_the_same(earlier, later);
        unsure.then(|| (first, second, message(earlier, later, known_of(first, second))))
    })
}

fn message(earlier: &Matched<'_, '_>, later: &Matched<'_, '_>, status: String) -> String {
    let (first, second) = (earlier.says.variant.name(), later.says.variant.name());
    let both = format!("a client cannot tell `{second}` from `{first}`: both are {status}");
    let skip = "or mark one `#[outcome(skip_parse)]`";
    if later.is_no_failure() {
        return format!("{both}, and only a status tells successes apart; give one another status, {skip}");
    }
    if earlier.replaced || later.replaced {
        return format!("{both}, and a `body` replaces condition and type; give one another status, {skip}");
    }
    let condition = match &*later.conditions {
        [] => "no condition".to_owned(),
        [(_, name)] => format!("the condition `{name}`"),
        _ => "the same conditions".to_owned(),
    };
    let problem_type = match later.problem_type {
        None => "no type".to_owned(),
        Some(text) => format!("the type `{text}`"),
    };
    format!("{both} with {condition} and {problem_type}; add `condition = \"...\"` or `type = \"...\"`, {skip}")
}

/// The number, where one of two equal statuses is known by it.
fn known_of(first: &Code, second: &Code) -> String {
    first.number().or(second.number()).map_or_else(|| "of the same status".to_owned(), |number| number.to_string())
}

fn status(matched: &Matched<'_, '_>, plan: &Plan<'_>) -> String {
    match matched.status.or(plan.default.as_ref()) {
        _ if matched.status.is_none() => "of any status".to_owned(),
        Some(code) => written(code),
        None => String::new(),
    }
}

fn written(code: &Code) -> String {
    match code {
        Code::Number(number) => number.to_string(),
        Code::Constant(path) => format!("`{}`", path.to_token_stream().to_string().replace(' ', "")),
    }
}
