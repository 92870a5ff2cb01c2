//! The names of properties: what XML allows, and the properties of WebDAV, so that a typo is not sent to every client.

use crate::{
    diagnostics::{closest_within, list},
    xml_name::{self, DAV},
};

/// Checks that a namespace and a name are in this order.
pub(super) fn check_order(namespace: &str, local: &str) -> Result<(), String> {
    if xml_name::are_swapped(namespace, local) {
        return Err(format!("the namespace comes before the name; write `{local:?}, {namespace:?}`"));
    }
    Ok(())
}

/// Checks a namespace. The empty one means none.
pub(super) fn check_namespace(namespace: &str) -> Result<(), String> {
    if namespace.is_empty() {
        return Ok(());
    }
    // Namespaces in XML 1.0 section 3: only the prefixes `xml` and `xmlns` have these, and no element has the second.
    if let "http://www.w3.org/XML/1998/namespace" | "http://www.w3.org/2000/xmlns/" = namespace {
        return Err("this namespace is reserved by XML; write one of your own".to_owned());
    }
    xml_name::check_namespace(namespace, "http://owncloud.org/ns")?;
    // A short namespace such as `SAR:` is not a typo of `DAV:`.
    let edits = if namespace.len() < 10 { 1 } else { 2 };
    match closest_within(edits, namespace, NAMESPACES.iter().copied()).filter(|near| *near != namespace) {
        Some(near) => Err(format!("unknown namespace `{namespace}`; did you mean `{near}`?")),
        None => Ok(()),
    }
}

/// Checks a local name, and in `DAV:` also against the known properties.
pub(super) fn check_local(namespace: &str, local: &str) -> Result<(), String> {
    if let Some((namespace, local)) = local.strip_prefix('{').and_then(|name| name.split_once('}')) {
        return Err(format!("a name is not in braces; write `{}`", written(namespace, local)));
    }
    if let Some((prefix, local)) = local.split_once(':').filter(|(_, local)| xml_name::is_local(local)) {
        return Err(match prefix {
            "D" | "d" | "DAV" | "" => format!("a name has no prefix; write `{}`", written(DAV, local)),
            _ => format!("a name has no prefix; write its namespace before it, such as `\"urn:example\", {local:?}`"),
        });
    }
    if local.is_empty() {
        return Err("a property needs a name; write one such as `\"displayname\"`".to_owned());
    }
    if !xml_name::is_local(local) {
        return Err(format!("`{local}` is not an XML name; write one such as `displayname`"));
    }
    if namespace != DAV || is_known(local) {
        return Ok(());
    }
    if ELEMENTS.contains(&local) {
        return Err(format!("`{local}` is an element of WebDAV, but no property; write another name"));
    }
    let plain = local.to_lowercase().replace('_', "-");
    // At most two edits: a specification may add names, and a new name is not a typo of an old one.
    match closest_within(2, &plain, known()) {
        Some(near) => Err(format!("unknown property `{local}` of `DAV:`; did you mean `{near}`?")),
        None => Ok(()),
    }
}

/// True if this is the name of a property in `DAV:`.
pub(crate) fn is_known(local: &str) -> bool {
    known().any(|known| known == local)
}

/// Returns the properties in `DAV:` that are protected, or usually so.
#[cfg(test)]
pub(crate) fn protected() -> impl Iterator<Item = &'static str> {
    [PROTECTED, USUALLY_PROTECTED].into_iter().flatten().flat_map(|names| names.split(' '))
}

/// Returns why a client must not set this property, if it must not.
pub(super) fn protection(namespace: &str, local: &str) -> Option<Protection> {
    let has = |names: &[&str]| names.iter().any(|names| names.split(' ').any(|name| name == local));
    match namespace {
        DAV if has(PROTECTED) => Some(Protection::Required),
        DAV if has(USUALLY_PROTECTED) => Some(Protection::Usual),
        _ => None,
    }
}

/// The rule of a specification about a change by a client.
pub(super) enum Protection {
    /// It must be protected.
    Required,
    /// It should be protected.
    Usual,
}

/// Returns the keys that make a property protected, for a message.
pub(super) fn cure(protection: &Protection) -> String {
    match protection {
        Protection::Required => format!("add {}", list(["live", "protected"], "or")),
        Protection::Usual => {
            format!("add {}, or `dead` if a client may set it", list(["live", "protected"], "or"))
        }
    }
}

/// Returns a name as an attribute writes it.
fn written(namespace: &str, local: &str) -> String {
    match namespace {
        DAV => format!("{local:?}"),
        _ => format!("{namespace:?}, {local:?}"),
    }
}

fn known() -> impl Iterator<Item = &'static str> {
    [PROTECTED, USUALLY_PROTECTED, OTHERS].into_iter().flatten().flat_map(|names| names.split(' '))
}

/// The namespaces of well-known properties.
static NAMESPACES: &[&str] = &[
    DAV,
    "urn:ietf:params:xml:ns:caldav",
    "urn:ietf:params:xml:ns:carddav",
    "http://calendarserver.org/ns/",
    "http://apple.com/ns/ical/",
    "http://owncloud.org/ns",
    "http://nextcloud.org/ns",
    "http://sabredav.org/ns",
    "http://apache.org/dav/props/",
    "http://subversion.tigris.org/xmlns/dav/",
    "urn:schemas-microsoft-com:",
    "http://schemas.microsoft.com/repl/",
];

/// The properties in `DAV:` that a client must not set, by the specification that defines them.
static PROTECTED: &[&str] = &[
    // RFC 4918 section 15
    "getcontentlength getetag lockdiscovery supportedlock",
    // RFC 4331
    "quota-available-bytes quota-used-bytes",
    // RFC 3253
    "supported-method-set supported-live-property-set supported-report-set",
    // RFC 3744
    "supported-privilege-set current-user-privilege-set acl acl-restrictions inherited-acl-set \
     principal-collection-set alternate-URI-set principal-URL group-membership",
    // RFC 5323, RFC 5397, RFC 5842, RFC 5995 and RFC 6578
    "supported-query-grammar-set current-user-principal resource-id parent-set add-member sync-token",
];

/// The properties in `DAV:` that a client should not set (RFC 4918 sections 15.7 and 15.9).
static USUALLY_PROTECTED: &[&str] = &["getlastmodified resourcetype"];

/// The other properties in `DAV:`.
static OTHERS: &[&str] = &[
    // RFC 4918 section 15
    "creationdate displayname getcontentlanguage getcontenttype",
    // RFC 2518 and drafts that clients use
    "source ishidden iscollection isreadonly isFolder",
    // RFC 3253
    "comment creator-displayname checked-in checked-out auto-version version-name predecessor-set successor-set \
     checkout-set checkout-fork checkin-fork label-name-set version-set root-version version-history workspace \
     workspace-checkout-set auto-update merge-set auto-merge-set version-controlled-configuration \
     baseline-controlled-collection baseline-collection subbaseline-set baseline-controlled-collection-set activity-set \
     activity-version-set activity-checkout-set subactivity-set current-workspace-set current-activity-set unreserved \
     eclipsed-set version-controlled-binding-set",
    // RFC 3744
    "owner group group-member-set",
];

/// Elements of `DAV:` that are no properties (RFC 4918 section 14).
static ELEMENTS: &[&str] = &[
    "activelock",
    "allprop",
    "collection",
    "depth",
    "error",
    "exclusive",
    "href",
    "include",
    "location",
    "lockentry",
    "lockinfo",
    "lockroot",
    "lockscope",
    "locktoken",
    "locktype",
    "multistatus",
    "prop",
    "propertyupdate",
    "propfind",
    "propname",
    "propstat",
    "remove",
    "response",
    "responsedescription",
    "set",
    "shared",
    "status",
    "timeout",
    "write",
];
