//! The names of conditions that specifications define, by namespace. `webdav::conditions` of the runtime has the same names.

use crate::xml_name::DAV;

/// Returns the names of the conditions that are known in a namespace.
pub(crate) fn known(namespace: &str) -> impl Iterator<Item = &'static str> {
    let names = match namespace {
        DAV => WEBDAV,
        "urn:ietf:params:xml:ns:caldav" => CALDAV,
        "urn:ietf:params:xml:ns:carddav" => CARDDAV,
        _ => &[],
    };
    names.iter().flat_map(|names| names.split(' '))
}

/// The names in `DAV:`.
static WEBDAV: &[&str] = &[
    // RFC 4918
    "lock-token-matches-request-uri lock-token-submitted no-conflicting-lock no-external-entities \
     preserved-live-properties propfind-finite-depth cannot-modify-protected-property",
    // RFC 4331
    "quota-not-exceeded sufficient-disk-space",
    // RFC 3744
    "need-privileges no-ace-conflict no-protected-ace-conflict no-inherited-ace-conflict limited-number-of-aces \
     deny-before-grant grant-only no-invert no-abstract not-supported-privilege missing-required-principal \
     recognized-principal allowed-principal number-of-matches-within-limits",
    // RFC 3253
    "supported-report put-under-version-control must-not-change-existing-checked-in-out no-modification \
     cannot-modify-version-controlled-content cannot-modify-version auto-checkout auto-checkout-checkin \
     supported-live-property cannot-modify-version-controlled-property no-version-delete update-predecessor-set \
     must-not-copy-versioning-property copy-creates-new-resource cannot-rename-version \
     preserve-versioning-properties auto-checkin must-be-checked-in \
     checkout-of-version-with-descendant-is-forbidden checkout-of-version-with-descendant-is-discouraged \
     checkout-of-checked-out-version-is-forbidden checkout-of-checked-out-version-is-discouraged is-checked-out \
     initialize-predecessor-set must-be-checked-out version-history-is-tree checkin-fork-forbidden \
     checkin-fork-discouraged create-version initialize-version-content-and-properties checked-in \
     keep-checked-out must-be-checked-out-version-controlled-resource cancel-checked-out \
     restore-content-and-dead-properties must-be-version-history delete-version-set version-history-has-root \
     cannot-copy-history cannot-rename-history new-version-history add-to-history workspace-location-ok \
     initialize-workspace delete-workspace-members workspace-member-moved workspace-moved \
     cannot-add-to-existing-history must-be-version one-version-controlled-resource-per-history-per-workspace \
     new-version-controlled-resource update-content-and-properties report-properties \
     must-select-version-in-history add-must-be-new-label label-must-exist add-or-set-label remove-label \
     apply-request-to-labeled-version must-not-have-label-and-apply-to-version depth-update \
     create-working-resource create-working-resource-from-checked-in-version no-overwrite-by-auto-update \
     auto-update delete-working-resource cannot-rename-working-resource update-auto-update \
     cannot-merge-checked-out-resource checkout-not-allowed ancestor-version descendant-version \
     checked-out-for-merge update-merge-set delete-version-reference merge-must-be-complete \
     version-controlled-configuration-must-not-exist must-be-baseline must-have-no-version-controlled-members \
     one-baseline-controlled-collection-per-history-per-workspace create-version-controlled-configuration \
     reference-version-controlled-configuration select-existing-baseline create-new-baseline \
     baselines-from-same-history must-not-update-baseline-collection \
     no-checked-out-baseline-controlled-collection-members one-version-per-history-per-baseline \
     cannot-modify-version-controlled-configuration create-baseline-collection modify-configuration \
     baseline-controlled-members-must-be-checked-in set-baseline-controlled-collection-members \
     update-subbaselines merge-baseline merge-subbaselines activity-location-ok initialize-activity \
     must-be-activity delete-activity-reference update-checked-out-reference update-activity-reference \
     update-workspace-reference one-checkout-per-activity-per-history linear-activity initialize-activity-set \
     initialize-unreserved atomic-activity-checkin activity-checkin checkin-activity \
     cannot-modify-checked-in-parent cannot-copy-collection-version cannot-modify-destination-checked-in-parent \
     new-version-controlled-collection initialize-version-history-bindings initialize-version-controlled-bindings \
     version-control-working-collection-members update-version-controlled-collection-members",
    // RFC 4791
    "needs-privilege resource-must-be-null",
    // RFC 6578
    "valid-sync-token sync-traversal-supported",
    // RFC 5689
    "valid-resourcetype",
    // RFC 5842
    "bind-into-collection bind-source-exists binding-allowed cross-server-binding name-allowed can-overwrite \
     cycle-allowed locked-update-allowed locked-overwrite-allowed new-binding unbind-from-collection \
     unbind-source-exists protected-url-deletion-allowed binding-deleted lock-deleted rebind-into-collection \
     rebind-source-exists protected-url-modification-allowed locked-source-collection-update-allowed \
     protected-source-url-deletion-allowed",
    // RFC 5323
    "search-grammar-discovery-supported search-grammar-supported search-multiple-scope-supported \
     search-scope-valid",
    // RFC 5995
    "allow-client-defined-uri",
];

/// The names in the namespace of CalDAV.
static CALDAV: &[&str] = &[
    // RFC 4791
    "calendar-collection-location-ok valid-calendar-data initialize-calendar-collection supported-calendar-data \
     valid-calendar-object-resource supported-calendar-component no-uid-conflict max-resource-size min-date-time \
     max-date-time max-instances max-attendees-per-instance valid-filter supported-filter supported-collation",
    // RFC 6638
    "unique-scheduling-object-resource same-organizer-in-all-components \
     allowed-organizer-scheduling-object-change allowed-attendee-scheduling-object-change default-calendar-needed \
     valid-schedule-default-calendar-URL valid-scheduling-message valid-organizer",
    // RFC 7809
    "valid-timezone",
];

/// The names in the namespace of CardDAV.
static CARDDAV: &[&str] = &[
    // RFC 6352
    "supported-address-data-conversion supported-address-data valid-address-data no-uid-conflict \
     addressbook-collection-location-ok max-resource-size supported-filter supported-collation",
];
