//! Reports keys without an effect, and texts that are never sent.

use quote::ToTokens;
use syn::ext::IdentExt;

use super::{
    input::{TypeInput, VariantInput},
    keys::OutcomeKey,
    model::{StatusSource, TypeModel, VariantModel, is_no_failure},
    status::ResolvedStatus,
};
use crate::{
    attr::{parser::Setting, value::SettingValue},
    diagnostics::Diagnostics,
};

/// Reports every key without an effect in the declaration of a type.
pub(crate) fn check(input: &TypeInput<'_>, model: &TypeModel<'_>, diagnostics: &mut Diagnostics) {
    for variant in &model.variants {
        match variant.input.delegation() {
            Some(setting) => delegation(variant.input, setting, diagnostics),
            None if !input.is_enum() => structure(variant.input, diagnostics),
            None => {}
        }
        success(variant, model, diagnostics);
    }
    display_text(input, diagnostics);
}

/// Reports the keys that `transparent` or `other` replaces.
fn delegation(variant: &VariantInput<'_>, setting: &Setting<OutcomeKey>, diagnostics: &mut Diagnostics) {
    let is_unused = |unused: &&Setting<OutcomeKey>| {
        use OutcomeKey::{Bound, Code, Crate, From, Map, Opaque, Respond, Retry, Schema, SkipParse, Via, With};
        let of_type = matches!(unused.row.key, Map | Bound | Respond | Schema | Crate);
        let reported = matches!(unused.row.key, With | Via | Code);
        let used = matches!(unused.row.key, Retry | Opaque | SkipParse | From);
        !of_type && !reported && !used && unused.row.key != setting.row.key
    };
    for unused in settings(variant).filter(is_unused) {
        let (name, by) = (unused.name.unraw(), &setting.name);
        let message = format!("`{name}` is never used: `{by}` takes it from {}", inner_noun(setting));
        diagnostics.error(&unused.name, message);
    }
}

/// Reports the keys for all variants of an enum that a struct, its own only variant, replaces by one of its own.
fn structure(input: &VariantInput<'_>, diagnostics: &mut Diagnostics) {
    let attrs = &input.attrs;
    let source = [OutcomeKey::With, OutcomeKey::Via].into_iter().find_map(|key| attrs.settings.get(key));
    let status = match (&attrs.status, source) {
        (Some(status), _) => Some(format!("the status is `{}`", status.to_token_stream().to_string().replace(' ', ""))),
        (None, Some(source)) => Some(format!("the status comes from `{}`", source.name)),
        (None, None) => None,
    };
    let own_type = attrs.settings.has(OutcomeKey::Type).then(|| "the struct has a `type` of its own".to_owned());
    let text = attrs.description.as_ref().map(|_| "the text beside the status is the description".to_owned());
    let replaced = [(OutcomeKey::Default, status), (OutcomeKey::TypeBase, own_type), (OutcomeKey::Display, text)];
    for (key, by) in replaced {
        if let (Some(setting), Some(by)) = (attrs.settings.get(key), by) {
            diagnostics.error(&setting.name, format!("`{}` is never used: {by}; remove it", setting.name));
        }
    }
}

/// Keys that explain a failure have no effect on a fixed success, unless `map` may turn it into a failure. Three statuses
/// never have a body (RFC 9110 section 6.4.1).
fn success(variant: &VariantModel<'_>, model: &TypeModel<'_>, diagnostics: &mut Diagnostics) {
    if model.map.is_some() {
        return;
    }
    let status = match &variant.source {
        StatusSource::Fixed(status) => Some(status),
        StatusSource::Default if variant.input.delegation().is_none() => model.default.as_ref(),
        _ => None,
    };
    let Some(status) = status.and_then(ResolvedStatus::number).filter(|status| is_no_failure(*status)) else {
        return;
    };
    let kind = if status < 300 { "success" } else { "redirection" };
    for setting in settings(variant.input) {
        let name = setting.name.unraw();
        let message = match setting.row.key {
            OutcomeKey::Retry => format!("`retry` has no effect on a {kind} (`{status}`); remove it"),
            // A 202 may say when to look again, and a redirection when to follow it (RFC 9110 section 10.2.3).
            OutcomeKey::RetryAfter if status < 300 && status != 202 => {
                format!(
                    "`retry_after` says when to try again, and `{status}` is a {kind}; remove it or change the status"
                )
            }
            OutcomeKey::Condition
            | OutcomeKey::ErrorCode
            | OutcomeKey::Type
            | OutcomeKey::TypeBase
            | OutcomeKey::Title
            | OutcomeKey::Instance
            | OutcomeKey::Extension => {
                format!("`{name}` explains a failure, and `{status}` is a {kind}; remove it or change the status")
            }
            OutcomeKey::Body if matches!(status, 204 | 205 | 304) => {
                format!("a `{status}` never has a body; remove `body`, or write another status such as `200`")
            }
            _ => continue,
        };
        diagnostics.error(&setting.name, message);
    }
}

/// Reports the first text for `Display` that is not sent, although nothing says that it is secret.
fn display_text(input: &TypeInput<'_>, diagnostics: &mut Diagnostics) {
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

/// Returns the settings of a variant and of its fields.
fn settings<'v>(variant: &'v VariantInput<'_>) -> impl Iterator<Item = &'v Setting<OutcomeKey>> {
    let on_fields = variant.fields.iter().flat_map(|field| field.attrs.settings.iter());
    variant.attrs.settings.iter().chain(on_fields)
}

/// Returns what `transparent` or `other` takes everything from.
pub(super) fn inner_noun(setting: &Setting<OutcomeKey>) -> &'static str {
    if setting.row.key == OutcomeKey::Other { "the item that it keeps" } else { "the inner outcome" }
}

/// True if the variant says that its item is not sent again.
pub(super) fn is_never_retried(variant: &VariantInput<'_>) -> bool {
    let retry = variant.attrs.settings.get(OutcomeKey::Retry);
    retry.is_some_and(|setting| matches!(&setting.value, SettingValue::Word(retry) if retry.word.written == "never"))
}
