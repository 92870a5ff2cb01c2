//! The names of well-known properties and resource types: here those of `DAV:`, and a module for each other namespace.

use super::PropertyName;

macro_rules! names {
    ($namespace:expr; $($(#[$doc:meta])* $constant:ident = $local:literal;)+) => {
        $($(#[$doc])* pub const $constant: PropertyName = PropertyName::declared($namespace, $local);)+
    };
}

pub mod caldav;
pub mod calendarserver;
pub mod carddav;
pub mod nextcloud;
pub mod owncloud;

names! {
    crate::outcome::DAV;

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
    /// The URI to which new members are posted (RFC 5995 section 3.2.1).
    ADD_MEMBER = "add-member";
    /// The URI of the current user (RFC 5397 section 3).
    CURRENT_USER_PRINCIPAL = "current-user-principal";
    /// The URI that identifies the resource under all its names (RFC 5842 section 3.1).
    RESOURCE_ID = "resource-id";
    /// The collections that the resource is a member of (RFC 5842 section 3.2).
    PARENT_SET = "parent-set";
    /// The grammars of searches (RFC 5323 section 3.4).
    SUPPORTED_QUERY_GRAMMAR_SET = "supported-query-grammar-set";
    /// Other URIs of a principal (RFC 3744 section 4.1).
    ALTERNATE_URI_SET = "alternate-URI-set";
    /// The URL of a principal (RFC 3744 section 4.2).
    PRINCIPAL_URL = "principal-URL";
    /// The members of a group (RFC 3744 section 4.3).
    GROUP_MEMBER_SET = "group-member-set";
    /// The groups of a principal (RFC 3744 section 4.4).
    GROUP_MEMBERSHIP = "group-membership";
    /// The owner of the resource (RFC 3744 section 5.1).
    OWNER = "owner";
    /// The group of the resource (RFC 3744 section 5.2).
    GROUP = "group";
    /// The privileges that the resource knows (RFC 3744 section 5.3).
    SUPPORTED_PRIVILEGE_SET = "supported-privilege-set";
    /// The privileges of the current user (RFC 3744 section 5.4).
    CURRENT_USER_PRIVILEGE_SET = "current-user-privilege-set";
    /// The access control list (RFC 3744 section 5.5).
    ACL = "acl";
    /// The restrictions on access control lists (RFC 3744 section 5.6).
    ACL_RESTRICTIONS = "acl-restrictions";
    /// The resources whose access control lists apply, too (RFC 3744 section 5.7).
    INHERITED_ACL_SET = "inherited-acl-set";
    /// The collections of principals (RFC 3744 section 5.8).
    PRINCIPAL_COLLECTION_SET = "principal-collection-set";
    /// A comment on the resource (RFC 3253 section 3.1.1).
    COMMENT = "comment";
    /// The name of the creator (RFC 3253 section 3.1.2).
    CREATOR_DISPLAYNAME = "creator-displayname";
    /// The methods that the resource supports (RFC 3253 section 3.1.3).
    SUPPORTED_METHOD_SET = "supported-method-set";
    /// The live properties that the resource supports (RFC 3253 section 3.1.4).
    SUPPORTED_LIVE_PROPERTY_SET = "supported-live-property-set";
    /// The reports that the resource supports (RFC 3253 section 3.1.5).
    SUPPORTED_REPORT_SET = "supported-report-set";
    /// The version that a checked-in resource has (RFC 3253 section 3.2.1).
    CHECKED_IN = "checked-in";
    /// Says if a change checks the resource out by itself (RFC 3253 section 3.2.2).
    AUTO_VERSION = "auto-version";
    /// The version that a checked-out resource comes from (RFC 3253 section 3.3.1).
    CHECKED_OUT = "checked-out";
    /// The versions before this one (RFC 3253 section 3.3.2).
    PREDECESSOR_SET = "predecessor-set";
    /// The versions after this one (RFC 3253 section 3.4.1).
    SUCCESSOR_SET = "successor-set";
    /// The checked-out resources of a version (RFC 3253 section 3.4.2).
    CHECKOUT_SET = "checkout-set";
    /// The name of a version (RFC 3253 section 3.4.3).
    VERSION_NAME = "version-name";
    /// Says if a version may be checked out more than once (RFC 3253 section 4.1.1).
    CHECKOUT_FORK = "checkout-fork";
    /// Says if a version may have more than one successor (RFC 3253 section 4.1.2).
    CHECKIN_FORK = "checkin-fork";
    /// The versions of a history (RFC 3253 section 5.1.1).
    VERSION_SET = "version-set";
    /// The first version of a history (RFC 3253 section 5.1.2).
    ROOT_VERSION = "root-version";
    /// The history of a version (RFC 3253 section 5.2.1).
    VERSION_HISTORY = "version-history";
    /// The checked-out resources of a workspace (RFC 3253 section 6.1.1).
    WORKSPACE_CHECKOUT_SET = "workspace-checkout-set";
    /// The workspace of the resource (RFC 3253 section 6.2.1).
    WORKSPACE = "workspace";
    /// The labels of a version (RFC 3253 section 8.1.1).
    LABEL_NAME_SET = "label-name-set";
    /// The version that updates this resource by itself (RFC 3253 section 9.2.1).
    AUTO_UPDATE = "auto-update";
    /// The versions that are to be merged (RFC 3253 section 11.1.1).
    MERGE_SET = "merge-set";
    /// The versions that were merged by the server (RFC 3253 section 11.1.2).
    AUTO_MERGE_SET = "auto-merge-set";
    /// The collection of a version-controlled configuration (RFC 3253 section 12.1.1).
    BASELINE_CONTROLLED_COLLECTION = "baseline-controlled-collection";
    /// The collection of a baseline (RFC 3253 section 12.3.1).
    BASELINE_COLLECTION = "baseline-collection";
    /// The baselines inside a baseline (RFC 3253 section 12.3.2).
    SUBBASELINE_SET = "subbaseline-set";
    /// The configuration that controls the resource (RFC 3253 section 12.4.1).
    VERSION_CONTROLLED_CONFIGURATION = "version-controlled-configuration";
    /// The collections of a workspace that baselines control (RFC 3253 section 12.5.1).
    BASELINE_CONTROLLED_COLLECTION_SET = "baseline-controlled-collection-set";
    /// The activities of a version (RFC 3253 section 13.2.1).
    ACTIVITY_SET = "activity-set";
    /// The versions of an activity (RFC 3253 section 13.1.1).
    ACTIVITY_VERSION_SET = "activity-version-set";
    /// The checked-out resources of an activity (RFC 3253 section 13.1.2).
    ACTIVITY_CHECKOUT_SET = "activity-checkout-set";
    /// The activities inside an activity (RFC 3253 section 13.1.3).
    SUBACTIVITY_SET = "subactivity-set";
    /// The workspaces of an activity (RFC 3253 section 13.1.4).
    CURRENT_WORKSPACE_SET = "current-workspace-set";
    /// The activities of a workspace (RFC 3253 section 13.4.1).
    CURRENT_ACTIVITY_SET = "current-activity-set";
    /// Says if other checkouts of the activity are possible (RFC 3253 section 13.3.1).
    UNRESERVED = "unreserved";
    /// The names of version-controlled members that others hide (RFC 3253 section 14.1.1).
    ECLIPSED_SET = "eclipsed-set";
    /// The members of a version of a collection (RFC 3253 section 14.2.1).
    VERSION_CONTROLLED_BINDING_SET = "version-controlled-binding-set";
    /// The resource type of a collection (RFC 4918 section 14.3).
    COLLECTION = "collection";
    /// The resource type of a principal (RFC 3744 section 4).
    PRINCIPAL = "principal";
}
