//! The names of conditions: what XML allows, and the names of WebDAV, so that a typo is not sent to every client.

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

/// Checks a local name by the rule of the runtime, and in `DAV:` also against the known names.
pub(crate) fn check_name(namespace: &str, name: &str) -> Result<(), String> {
    if let Some((namespace, local)) = name.strip_prefix('{').and_then(|name| name.split_once('}')) {
        return Err(format!("`{name}` is not an XML element name; write `{}`", written(namespace, local)));
    }
    let several: Vec<&str> = name.split([',', ' ']).filter(|name| !name.is_empty()).collect();
    if several.len() > 1 && several.iter().all(|name| known().any(|known| known == *name)) {
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
    if namespace != DAV || known().any(|known| known == name) {
        return Ok(());
    }
    // At most two edits: a specification may add names, and a new name is not a typo of an old one.
    let plain = name.to_lowercase().replace('_', "-");
    match closest_within(2, &plain, known()) {
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

fn known() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().flat_map(|names| names.split(' '))
}

/// The names of conditions in `DAV:`, by the specification that defines them.
static KNOWN: &[&str] = &[
    // RFC 4918 section 16
    "lock-token-matches-request-uri lock-token-submitted no-conflicting-lock no-external-entities \
     preserved-live-properties propfind-finite-depth cannot-modify-protected-property",
    // RFC 4331 section 6
    "quota-not-exceeded sufficient-disk-space",
    // RFC 3744
    "need-privileges no-ace-conflict no-protected-ace-conflict no-inherited-ace-conflict limited-number-of-aces \
     deny-before-grant grant-only no-invert no-abstract not-supported-privilege missing-required-principal \
     recognized-principal allowed-principal number-of-matches-within-limits",
    // RFC 4791
    "needs-privilege resource-must-be-null",
    // RFC 6578
    "valid-sync-token sync-traversal-supported supported-report",
    // RFC 5689
    "valid-resourcetype",
    // RFC 5842
    "bind-into-collection bind-source-exists binding-allowed cross-server-binding name-allowed can-overwrite \
     cycle-allowed locked-update-allowed locked-overwrite-allowed unbind-from-collection unbind-source-exists \
     protected-url-deletion-allowed rebind-into-collection rebind-source-exists protected-url-modification-allowed \
     locked-source-collection-update-allowed protected-source-url-deletion-allowed",
    // RFC 5323
    "search-grammar-discovery-supported search-grammar-supported search-multiple-scope-supported search-scope-valid",
    // RFC 5995
    "allow-client-defined-uri",
    // RFC 3253
    "put-under-version-control must-not-change-existing-checked-in-out no-modification \
     cannot-modify-version-controlled-content cannot-modify-version-controlled-property cannot-modify-version \
     auto-checkout auto-checkout-checkin supported-live-property no-version-delete must-be-checked-in \
     must-be-checked-out checkout-of-version-with-descendant-is-forbidden \
     checkout-of-version-with-descendant-is-discouraged checkout-of-checked-out-version-is-forbidden \
     checkout-of-checked-out-version-is-discouraged version-history-is-tree checkin-fork-forbidden \
     checkin-fork-discouraged must-be-checked-out-version-controlled-resource must-be-version-history \
     cannot-copy-history cannot-rename-history workspace-location-ok cannot-add-to-existing-history must-be-version \
     one-version-controlled-resource-per-history-per-workspace must-select-version-in-history add-must-be-new-label \
     label-must-exist no-overwrite-by-auto-update cannot-merge-checked-out-resource checkout-not-allowed \
     merge-must-be-complete",
];
