//! The names of well-known properties.

use super::PropertyName;

macro_rules! names {
    ($($(#[$doc:meta])* $constant:ident = $local:literal;)+) => {
        $($(#[$doc])* pub const $constant: PropertyName = PropertyName::declared("DAV:", $local);)+
    };
}

names! {
    /// The time of creation (RFC 4918 section 15.1).
    CREATIONDATE = "creationdate";
    /// A name for people (RFC 4918 section 15.2).
    DISPLAYNAME = "displayname";
    /// The field `Content-Language` (RFC 4918 section 15.3).
    GETCONTENTLANGUAGE = "getcontentlanguage";
    /// The field `Content-Length` (RFC 4918 section 15.4).
    GETCONTENTLENGTH = "getcontentlength";
    /// The field `Content-Type` (RFC 4918 section 15.5).
    GETCONTENTTYPE = "getcontenttype";
    /// The field `ETag` (RFC 4918 section 15.6).
    GETETAG = "getetag";
    /// The field `Last-Modified` (RFC 4918 section 15.7).
    GETLASTMODIFIED = "getlastmodified";
    /// The locks of the resource (RFC 4918 section 15.8).
    LOCKDISCOVERY = "lockdiscovery";
    /// The type of the resource (RFC 4918 section 15.9).
    RESOURCETYPE = "resourcetype";
    /// The kinds of locks that the resource supports (RFC 4918 section 15.10).
    SUPPORTEDLOCK = "supportedlock";
    /// The number of bytes that are left (RFC 4331 section 3).
    QUOTA_AVAILABLE_BYTES = "quota-available-bytes";
    /// The number of bytes in use (RFC 4331 section 4).
    QUOTA_USED_BYTES = "quota-used-bytes";
    /// The token of a collection's state (RFC 6578 section 4).
    SYNC_TOKEN = "sync-token";
    /// The reports that the resource supports (RFC 3253 section 3.1.5).
    SUPPORTED_REPORT_SET = "supported-report-set";
    /// The URI of the current user (RFC 5397 section 3).
    CURRENT_USER_PRINCIPAL = "current-user-principal";
}
