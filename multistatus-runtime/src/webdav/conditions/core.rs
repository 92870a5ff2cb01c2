//! The conditions of WebDAV and of its extensions in the namespace `DAV:`, without those of versioning.

use super::known::conditions;

conditions! { DAV;
    "RFC 4918 section 16":
        LOCK_TOKEN_MATCHES_REQUEST_URI = "lock-token-matches-request-uri", CONFLICT, Empty;
        LOCK_TOKEN_SUBMITTED = "lock-token-submitted", LOCKED, OneOrMoreHrefs;
        NO_CONFLICTING_LOCK = "no-conflicting-lock", LOCKED, Hrefs;
        NO_EXTERNAL_ENTITIES = "no-external-entities", FORBIDDEN, Empty;
        PRESERVED_LIVE_PROPERTIES = "preserved-live-properties", CONFLICT, Empty;
        PROPFIND_FINITE_DEPTH = "propfind-finite-depth", FORBIDDEN, Empty;
        CANNOT_MODIFY_PROTECTED_PROPERTY = "cannot-modify-protected-property", FORBIDDEN, Empty;
    "RFC 4331 section 6":
        QUOTA_NOT_EXCEEDED = "quota-not-exceeded", INSUFFICIENT_STORAGE, Empty;
        SUFFICIENT_DISK_SPACE = "sufficient-disk-space", INSUFFICIENT_STORAGE, Empty;
    "RFC 3744 section 7.1.1":
        NEED_PRIVILEGES = "need-privileges", FORBIDDEN, Privileges;
    "RFC 3744 section 8.1.1":
        NO_ACE_CONFLICT = "no-ace-conflict", FORBIDDEN, Empty;
        NO_PROTECTED_ACE_CONFLICT = "no-protected-ace-conflict", FORBIDDEN, Empty;
        NO_INHERITED_ACE_CONFLICT = "no-inherited-ace-conflict", FORBIDDEN, Empty;
        LIMITED_NUMBER_OF_ACES = "limited-number-of-aces", FORBIDDEN, Empty;
        DENY_BEFORE_GRANT = "deny-before-grant", FORBIDDEN, Empty;
        GRANT_ONLY = "grant-only", FORBIDDEN, Empty;
        NO_INVERT = "no-invert", FORBIDDEN, Empty;
        NO_ABSTRACT = "no-abstract", FORBIDDEN, Empty;
        NOT_SUPPORTED_PRIVILEGE = "not-supported-privilege", FORBIDDEN, Empty;
        MISSING_REQUIRED_PRINCIPAL = "missing-required-principal", FORBIDDEN, Empty;
        RECOGNIZED_PRINCIPAL = "recognized-principal", FORBIDDEN, Empty;
        ALLOWED_PRINCIPAL = "allowed-principal", FORBIDDEN, Empty;
    "RFC 3744 section 9":
        NUMBER_OF_MATCHES_WITHIN_LIMITS = "number-of-matches-within-limits", INSUFFICIENT_STORAGE, Empty;
    "RFC 3253 section 3.6":
        SUPPORTED_REPORT = "supported-report", FORBIDDEN, Empty;
    "RFC 4791 section 5.3.1.1":
        NEEDS_PRIVILEGE = "needs-privilege", FORBIDDEN, Empty;
        RESOURCE_MUST_BE_NULL = "resource-must-be-null", FORBIDDEN, Empty;
    "RFC 6578 section 3":
        VALID_SYNC_TOKEN = "valid-sync-token", FORBIDDEN, Empty;
        SYNC_TRAVERSAL_SUPPORTED = "sync-traversal-supported", FORBIDDEN, Empty;
    "RFC 5689 section 3.3":
        VALID_RESOURCETYPE = "valid-resourcetype", FORBIDDEN, Empty;
    "RFC 5842 section 4":
        BIND_INTO_COLLECTION = "bind-into-collection", FORBIDDEN, Empty;
        BIND_SOURCE_EXISTS = "bind-source-exists", CONFLICT, Empty;
        BINDING_ALLOWED = "binding-allowed", FORBIDDEN, Empty;
        CROSS_SERVER_BINDING = "cross-server-binding", FORBIDDEN, Empty;
        NAME_ALLOWED = "name-allowed", FORBIDDEN, Empty;
        CAN_OVERWRITE = "can-overwrite", PRECONDITION_FAILED, Empty;
        CYCLE_ALLOWED = "cycle-allowed", FORBIDDEN, Empty;
        LOCKED_UPDATE_ALLOWED = "locked-update-allowed", LOCKED, Empty;
        LOCKED_OVERWRITE_ALLOWED = "locked-overwrite-allowed", LOCKED, Empty;
        NEW_BINDING = "new-binding", FORBIDDEN, Empty;
    "RFC 5842 section 5":
        UNBIND_FROM_COLLECTION = "unbind-from-collection", FORBIDDEN, Empty;
        UNBIND_SOURCE_EXISTS = "unbind-source-exists", CONFLICT, Empty;
        PROTECTED_URL_DELETION_ALLOWED = "protected-url-deletion-allowed", LOCKED, Empty;
        BINDING_DELETED = "binding-deleted", FORBIDDEN, Empty;
        LOCK_DELETED = "lock-deleted", FORBIDDEN, Empty;
    "RFC 5842 section 6":
        REBIND_INTO_COLLECTION = "rebind-into-collection", FORBIDDEN, Empty;
        REBIND_SOURCE_EXISTS = "rebind-source-exists", CONFLICT, Empty;
        PROTECTED_URL_MODIFICATION_ALLOWED = "protected-url-modification-allowed", LOCKED, Empty;
        LOCKED_SOURCE_COLLECTION_UPDATE_ALLOWED = "locked-source-collection-update-allowed", LOCKED, Empty;
        PROTECTED_SOURCE_URL_DELETION_ALLOWED = "protected-source-url-deletion-allowed", LOCKED, Empty;
    "RFC 5323 section 2.2.2":
        SEARCH_GRAMMAR_DISCOVERY_SUPPORTED = "search-grammar-discovery-supported", FORBIDDEN, Empty;
        SEARCH_GRAMMAR_SUPPORTED = "search-grammar-supported", FORBIDDEN, Empty;
        SEARCH_MULTIPLE_SCOPE_SUPPORTED = "search-multiple-scope-supported", FORBIDDEN, Empty;
        SEARCH_SCOPE_VALID = "search-scope-valid", CONFLICT, Responses;
    "RFC 5995 section 4.1":
        ALLOW_CLIENT_DEFINED_URI = "allow-client-defined-uri", FORBIDDEN, AddMember;
}
