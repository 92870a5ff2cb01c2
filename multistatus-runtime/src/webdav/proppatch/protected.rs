//! The properties of `DAV:` that clients never set.

use crate::{outcome::DAV, property::PropertyName};

/// True if no client may set the property, even if the resource does not have it: as a dead property it would be taken for the
/// live one.
pub(super) fn is_protected(name: &PropertyName) -> bool {
    name.namespace() == DAV && PROTECTED.contains(&name.local())
}

static PROTECTED: &[&str] = &[
    // RFC 4918 section 15
    "getcontentlength",
    "getetag",
    "getlastmodified",
    "lockdiscovery",
    "resourcetype",
    "supportedlock",
    // RFC 4331
    "quota-available-bytes",
    "quota-used-bytes",
    // RFC 3253
    "supported-method-set",
    "supported-live-property-set",
    "supported-report-set",
    // RFC 3744
    "supported-privilege-set",
    "current-user-privilege-set",
    "acl",
    "acl-restrictions",
    "inherited-acl-set",
    "principal-collection-set",
    "alternate-URI-set",
    "principal-URL",
    "group-membership",
    // RFC 5323, RFC 5397, RFC 5842, RFC 5995 and RFC 6578
    "supported-query-grammar-set",
    "current-user-principal",
    "resource-id",
    "parent-set",
    "add-member",
    "sync-token",
];
