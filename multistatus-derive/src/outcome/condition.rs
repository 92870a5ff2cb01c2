//! The names of conditions: what XML allows, and the names of specifications, so that a typo is not sent to every client.

use super::known_conditions::known;
use crate::{
    diagnostics::closest_within,
    xml_name::{self, DAV},
};

/// Checks that a namespace and a name are in this order.
pub(crate) fn check_order(namespace: &str, name: &str) -> Result<(), String> {
    if xml_name::are_swapped(namespace, name) {
        return Err(format!("the namespace comes before the name; write `{}`", written(name, namespace)));
    }
    Ok(())
}

/// Checks a namespace.
pub(crate) fn check_namespace(namespace: &str) -> Result<(), String> {
    xml_name::check_namespace(namespace, "urn:example:conditions")
}

/// Checks a local name by the rule of the runtime, and against the names that are known in its namespace.
pub(crate) fn check_name(namespace: &str, name: &str) -> Result<(), String> {
    if let Some((namespace, local)) = name.strip_prefix('{').and_then(|name| name.split_once('}')) {
        return Err(format!("`{name}` is not an XML element name; write `{}`", written(namespace, local)));
    }
    let several: Vec<&str> = name.split([',', ' ']).filter(|name| !name.is_empty()).collect();
    if several.len() > 1 && several.iter().all(|name| known(namespace).any(|known| known == *name)) {
        let several: Vec<String> = several.into_iter().map(|name| written(namespace, name)).collect();
        return Err(format!("each condition is a key of its own; write `{}`", several.join(", ")));
    }
    if name.contains(':') {
        let namespace = if namespace == DAV { "the namespace is `DAV:`" } else { "the namespace comes before it" };
        return Err(format!("`{name}` is not an XML element name; leave the prefix out, {namespace}"));
    }
    if !(name.is_ascii() && xml_name::is_local(name)) {
        return Err(format!("`{name}` is not an XML element name; write one such as `lock-token-submitted`"));
    }
    if known(namespace).any(|known| known == name) {
        return Ok(());
    }
    // At most two edits: a specification may add names, and a new name is not a typo of an old one.
    let plain = name.to_lowercase().replace('_', "-");
    match closest_within(2, &plain, known(namespace)) {
        Some(near) => Err(format!("unknown condition `{name}`; did you mean `{near}`?")),
        None => Ok(()),
    }
}

/// Returns a condition as an attribute writes it.
fn written(namespace: &str, name: &str) -> String {
    match namespace {
        DAV => format!("condition = {name:?}"),
        _ => format!("condition({namespace:?}, {name:?})"),
    }
}
