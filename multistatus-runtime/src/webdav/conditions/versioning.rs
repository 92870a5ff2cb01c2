//! The conditions of versioning (RFC 3253), in the namespace `DAV:`. `supported-report` and `cannot-modify-protected-property` are
//! in the module above, because every server may need them.

use super::known::conditions;

conditions! { DAV;
    "RFC 3253 section 3.5":
        PUT_UNDER_VERSION_CONTROL = "put-under-version-control", FORBIDDEN, Empty;
        MUST_NOT_CHANGE_EXISTING_CHECKED_IN_OUT = "must-not-change-existing-checked-in-out", FORBIDDEN, Empty;
    "RFC 3253 section 3.6":
        NO_MODIFICATION = "no-modification", FORBIDDEN, Empty;
    "RFC 3253 section 3.10":
        CANNOT_MODIFY_VERSION_CONTROLLED_CONTENT = "cannot-modify-version-controlled-content", CONFLICT, Empty;
        CANNOT_MODIFY_VERSION = "cannot-modify-version", FORBIDDEN, Empty;
        AUTO_CHECKOUT = "auto-checkout", CONFLICT, Empty;
        AUTO_CHECKOUT_CHECKIN = "auto-checkout-checkin", CONFLICT, Empty;
    "RFC 3253 section 3.11":
        SUPPORTED_LIVE_PROPERTY = "supported-live-property", FORBIDDEN, Empty;
    "RFC 3253 section 3.12":
        CANNOT_MODIFY_VERSION_CONTROLLED_PROPERTY = "cannot-modify-version-controlled-property", CONFLICT, Empty;
    "RFC 3253 section 3.13":
        NO_VERSION_DELETE = "no-version-delete", FORBIDDEN, Empty;
        UPDATE_PREDECESSOR_SET = "update-predecessor-set", FORBIDDEN, Empty;
    "RFC 3253 section 3.14":
        MUST_NOT_COPY_VERSIONING_PROPERTY = "must-not-copy-versioning-property", FORBIDDEN, Empty;
        COPY_CREATES_NEW_RESOURCE = "copy-creates-new-resource", FORBIDDEN, Empty;
    "RFC 3253 section 3.15":
        CANNOT_RENAME_VERSION = "cannot-rename-version", FORBIDDEN, Empty;
        PRESERVE_VERSIONING_PROPERTIES = "preserve-versioning-properties", FORBIDDEN, Empty;
    "RFC 3253 section 3.16":
        AUTO_CHECKIN = "auto-checkin", CONFLICT, Empty;
    "RFC 3253 section 4.3":
        MUST_BE_CHECKED_IN = "must-be-checked-in", CONFLICT, Empty;
        CHECKOUT_OF_VERSION_WITH_DESCENDANT_IS_FORBIDDEN = "checkout-of-version-with-descendant-is-forbidden", FORBIDDEN, Empty;
        CHECKOUT_OF_VERSION_WITH_DESCENDANT_IS_DISCOURAGED = "checkout-of-version-with-descendant-is-discouraged", CONFLICT, Empty;
        CHECKOUT_OF_CHECKED_OUT_VERSION_IS_FORBIDDEN = "checkout-of-checked-out-version-is-forbidden", FORBIDDEN, Empty;
        CHECKOUT_OF_CHECKED_OUT_VERSION_IS_DISCOURAGED = "checkout-of-checked-out-version-is-discouraged", CONFLICT, Empty;
        IS_CHECKED_OUT = "is-checked-out", FORBIDDEN, Empty;
        INITIALIZE_PREDECESSOR_SET = "initialize-predecessor-set", FORBIDDEN, Empty;
    "RFC 3253 section 4.4":
        MUST_BE_CHECKED_OUT = "must-be-checked-out", CONFLICT, Empty;
        VERSION_HISTORY_IS_TREE = "version-history-is-tree", CONFLICT, Empty;
        CHECKIN_FORK_FORBIDDEN = "checkin-fork-forbidden", FORBIDDEN, Empty;
        CHECKIN_FORK_DISCOURAGED = "checkin-fork-discouraged", CONFLICT, Empty;
        CREATE_VERSION = "create-version", FORBIDDEN, Empty;
        INITIALIZE_VERSION_CONTENT_AND_PROPERTIES = "initialize-version-content-and-properties", FORBIDDEN, Empty;
        CHECKED_IN = "checked-in", FORBIDDEN, Empty;
        KEEP_CHECKED_OUT = "keep-checked-out", FORBIDDEN, Empty;
    "RFC 3253 section 4.5":
        MUST_BE_CHECKED_OUT_VERSION_CONTROLLED_RESOURCE = "must-be-checked-out-version-controlled-resource", CONFLICT, Empty;
        CANCEL_CHECKED_OUT = "cancel-checked-out", FORBIDDEN, Empty;
        RESTORE_CONTENT_AND_DEAD_PROPERTIES = "restore-content-and-dead-properties", FORBIDDEN, Empty;
    "RFC 3253 section 5.4":
        MUST_BE_VERSION_HISTORY = "must-be-version-history", CONFLICT, Empty;
    "RFC 3253 section 5.6":
        DELETE_VERSION_SET = "delete-version-set", FORBIDDEN, Empty;
        VERSION_HISTORY_HAS_ROOT = "version-history-has-root", FORBIDDEN, Empty;
    "RFC 3253 section 5.7":
        CANNOT_COPY_HISTORY = "cannot-copy-history", FORBIDDEN, Empty;
    "RFC 3253 section 5.8":
        CANNOT_RENAME_HISTORY = "cannot-rename-history", FORBIDDEN, Empty;
    "RFC 3253 section 5.9":
        NEW_VERSION_HISTORY = "new-version-history", FORBIDDEN, Empty;
    "RFC 3253 section 5.10":
        ADD_TO_HISTORY = "add-to-history", FORBIDDEN, Empty;
    "RFC 3253 section 6.3":
        WORKSPACE_LOCATION_OK = "workspace-location-ok", FORBIDDEN, Empty;
        INITIALIZE_WORKSPACE = "initialize-workspace", FORBIDDEN, Empty;
    "RFC 3253 section 6.5":
        DELETE_WORKSPACE_MEMBERS = "delete-workspace-members", FORBIDDEN, Empty;
    "RFC 3253 section 6.6":
        WORKSPACE_MEMBER_MOVED = "workspace-member-moved", FORBIDDEN, Empty;
        WORKSPACE_MOVED = "workspace-moved", FORBIDDEN, Empty;
    "RFC 3253 section 6.7":
        CANNOT_ADD_TO_EXISTING_HISTORY = "cannot-add-to-existing-history", CONFLICT, Empty;
        MUST_BE_VERSION = "must-be-version", CONFLICT, Empty;
        ONE_VERSION_CONTROLLED_RESOURCE_PER_HISTORY_PER_WORKSPACE = "one-version-controlled-resource-per-history-per-workspace", CONFLICT, Empty;
        NEW_VERSION_CONTROLLED_RESOURCE = "new-version-controlled-resource", FORBIDDEN, Empty;
    "RFC 3253 section 7.1":
        UPDATE_CONTENT_AND_PROPERTIES = "update-content-and-properties", FORBIDDEN, Empty;
        REPORT_PROPERTIES = "report-properties", FORBIDDEN, Empty;
    "RFC 3253 section 8.2":
        MUST_SELECT_VERSION_IN_HISTORY = "must-select-version-in-history", CONFLICT, Empty;
        ADD_MUST_BE_NEW_LABEL = "add-must-be-new-label", CONFLICT, Empty;
        LABEL_MUST_EXIST = "label-must-exist", CONFLICT, Empty;
        ADD_OR_SET_LABEL = "add-or-set-label", FORBIDDEN, Empty;
        REMOVE_LABEL = "remove-label", FORBIDDEN, Empty;
    "RFC 3253 section 8.5":
        APPLY_REQUEST_TO_LABELED_VERSION = "apply-request-to-labeled-version", FORBIDDEN, Empty;
    "RFC 3253 section 8.8":
        MUST_NOT_HAVE_LABEL_AND_APPLY_TO_VERSION = "must-not-have-label-and-apply-to-version", CONFLICT, Empty;
    "RFC 3253 section 8.9":
        DEPTH_UPDATE = "depth-update", FORBIDDEN, Empty;
    "RFC 3253 section 9.3":
        CREATE_WORKING_RESOURCE = "create-working-resource", FORBIDDEN, Empty;
        CREATE_WORKING_RESOURCE_FROM_CHECKED_IN_VERSION = "create-working-resource-from-checked-in-version", FORBIDDEN, Empty;
    "RFC 3253 section 9.4":
        NO_OVERWRITE_BY_AUTO_UPDATE = "no-overwrite-by-auto-update", CONFLICT, Empty;
        AUTO_UPDATE = "auto-update", FORBIDDEN, Empty;
        DELETE_WORKING_RESOURCE = "delete-working-resource", FORBIDDEN, Empty;
    "RFC 3253 section 9.7":
        CANNOT_RENAME_WORKING_RESOURCE = "cannot-rename-working-resource", FORBIDDEN, Empty;
        UPDATE_AUTO_UPDATE = "update-auto-update", FORBIDDEN, Empty;
    "RFC 3253 section 11.2":
        CANNOT_MERGE_CHECKED_OUT_RESOURCE = "cannot-merge-checked-out-resource", CONFLICT, Empty;
        CHECKOUT_NOT_ALLOWED = "checkout-not-allowed", FORBIDDEN, Empty;
        ANCESTOR_VERSION = "ancestor-version", FORBIDDEN, Empty;
        DESCENDANT_VERSION = "descendant-version", FORBIDDEN, Empty;
        CHECKED_OUT_FOR_MERGE = "checked-out-for-merge", FORBIDDEN, Empty;
        UPDATE_MERGE_SET = "update-merge-set", FORBIDDEN, Empty;
    "RFC 3253 section 11.5":
        DELETE_VERSION_REFERENCE = "delete-version-reference", FORBIDDEN, Empty;
    "RFC 3253 section 11.6":
        MERGE_MUST_BE_COMPLETE = "merge-must-be-complete", CONFLICT, Empty;
    "RFC 3253 section 12.6":
        VERSION_CONTROLLED_CONFIGURATION_MUST_NOT_EXIST = "version-controlled-configuration-must-not-exist", CONFLICT, Empty;
        MUST_BE_BASELINE = "must-be-baseline", CONFLICT, Empty;
        MUST_HAVE_NO_VERSION_CONTROLLED_MEMBERS = "must-have-no-version-controlled-members", CONFLICT, Empty;
        ONE_BASELINE_CONTROLLED_COLLECTION_PER_HISTORY_PER_WORKSPACE = "one-baseline-controlled-collection-per-history-per-workspace", CONFLICT, Empty;
        CREATE_VERSION_CONTROLLED_CONFIGURATION = "create-version-controlled-configuration", FORBIDDEN, Empty;
        REFERENCE_VERSION_CONTROLLED_CONFIGURATION = "reference-version-controlled-configuration", FORBIDDEN, Empty;
        SELECT_EXISTING_BASELINE = "select-existing-baseline", FORBIDDEN, Empty;
        CREATE_NEW_BASELINE = "create-new-baseline", FORBIDDEN, Empty;
    "RFC 3253 section 12.7":
        BASELINES_FROM_SAME_HISTORY = "baselines-from-same-history", FORBIDDEN, Empty;
    "RFC 3253 section 12.11":
        MUST_NOT_UPDATE_BASELINE_COLLECTION = "must-not-update-baseline-collection", FORBIDDEN, Empty;
    "RFC 3253 section 12.12":
        NO_CHECKED_OUT_BASELINE_CONTROLLED_COLLECTION_MEMBERS = "no-checked-out-baseline-controlled-collection-members", CONFLICT, Empty;
        ONE_VERSION_PER_HISTORY_PER_BASELINE = "one-version-per-history-per-baseline", CONFLICT, Empty;
        CANNOT_MODIFY_VERSION_CONTROLLED_CONFIGURATION = "cannot-modify-version-controlled-configuration", CONFLICT, Empty;
        CREATE_BASELINE_COLLECTION = "create-baseline-collection", FORBIDDEN, Empty;
        MODIFY_CONFIGURATION = "modify-configuration", FORBIDDEN, Empty;
    "RFC 3253 section 12.13":
        BASELINE_CONTROLLED_MEMBERS_MUST_BE_CHECKED_IN = "baseline-controlled-members-must-be-checked-in", CONFLICT, Empty;
        SET_BASELINE_CONTROLLED_COLLECTION_MEMBERS = "set-baseline-controlled-collection-members", FORBIDDEN, Empty;
        UPDATE_SUBBASELINES = "update-subbaselines", FORBIDDEN, Empty;
    "RFC 3253 section 12.14":
        MERGE_BASELINE = "merge-baseline", FORBIDDEN, Empty;
        MERGE_SUBBASELINES = "merge-subbaselines", FORBIDDEN, Empty;
    "RFC 3253 section 13.5":
        ACTIVITY_LOCATION_OK = "activity-location-ok", FORBIDDEN, Empty;
        INITIALIZE_ACTIVITY = "initialize-activity", FORBIDDEN, Empty;
    "RFC 3253 section 13.6":
        MUST_BE_ACTIVITY = "must-be-activity", CONFLICT, Empty;
    "RFC 3253 section 13.8":
        DELETE_ACTIVITY_REFERENCE = "delete-activity-reference", FORBIDDEN, Empty;
    "RFC 3253 section 13.9":
        UPDATE_CHECKED_OUT_REFERENCE = "update-checked-out-reference", FORBIDDEN, Empty;
        UPDATE_ACTIVITY_REFERENCE = "update-activity-reference", FORBIDDEN, Empty;
        UPDATE_WORKSPACE_REFERENCE = "update-workspace-reference", FORBIDDEN, Empty;
    "RFC 3253 section 13.10":
        ONE_CHECKOUT_PER_ACTIVITY_PER_HISTORY = "one-checkout-per-activity-per-history", CONFLICT, Empty;
        LINEAR_ACTIVITY = "linear-activity", CONFLICT, Empty;
        INITIALIZE_ACTIVITY_SET = "initialize-activity-set", FORBIDDEN, Empty;
        INITIALIZE_UNRESERVED = "initialize-unreserved", FORBIDDEN, Empty;
    "RFC 3253 section 13.11":
        ATOMIC_ACTIVITY_CHECKIN = "atomic-activity-checkin", CONFLICT, Empty;
        ACTIVITY_CHECKIN = "activity-checkin", FORBIDDEN, Empty;
    "RFC 3253 section 13.12":
        CHECKIN_ACTIVITY = "checkin-activity", FORBIDDEN, Empty;
    "RFC 3253 section 14.4":
        CANNOT_MODIFY_CHECKED_IN_PARENT = "cannot-modify-checked-in-parent", CONFLICT, Empty;
    "RFC 3253 section 14.6":
        CANNOT_COPY_COLLECTION_VERSION = "cannot-copy-collection-version", FORBIDDEN, Empty;
    "RFC 3253 section 14.7":
        CANNOT_MODIFY_DESTINATION_CHECKED_IN_PARENT = "cannot-modify-destination-checked-in-parent", CONFLICT, Empty;
    "RFC 3253 section 14.8":
        NEW_VERSION_CONTROLLED_COLLECTION = "new-version-controlled-collection", FORBIDDEN, Empty;
    "RFC 3253 section 14.9":
        INITIALIZE_VERSION_HISTORY_BINDINGS = "initialize-version-history-bindings", FORBIDDEN, Empty;
    "RFC 3253 section 14.10":
        INITIALIZE_VERSION_CONTROLLED_BINDINGS = "initialize-version-controlled-bindings", FORBIDDEN, Empty;
        VERSION_CONTROL_WORKING_COLLECTION_MEMBERS = "version-control-working-collection-members", FORBIDDEN, Empty;
    "RFC 3253 section 14.11":
        UPDATE_VERSION_CONTROLLED_COLLECTION_MEMBERS = "update-version-controlled-collection-members", FORBIDDEN, Empty;
}
