//! The conditions of CalDAV, in the namespace `urn:ietf:params:xml:ns:caldav`.

use super::known::conditions;

conditions! { CALDAV;
    "RFC 4791 section 5.3.1.1":
        CALENDAR_COLLECTION_LOCATION_OK = "calendar-collection-location-ok", FORBIDDEN, Empty;
        VALID_CALENDAR_DATA = "valid-calendar-data", FORBIDDEN, Empty;
        INITIALIZE_CALENDAR_COLLECTION = "initialize-calendar-collection", FORBIDDEN, Empty;
    "RFC 4791 section 5.3.2.1":
        SUPPORTED_CALENDAR_DATA = "supported-calendar-data", FORBIDDEN, Empty;
        VALID_CALENDAR_OBJECT_RESOURCE = "valid-calendar-object-resource", FORBIDDEN, Empty;
        SUPPORTED_CALENDAR_COMPONENT = "supported-calendar-component", FORBIDDEN, Empty;
        NO_UID_CONFLICT = "no-uid-conflict", CONFLICT, OneHref;
        MAX_RESOURCE_SIZE = "max-resource-size", FORBIDDEN, Empty;
        MIN_DATE_TIME = "min-date-time", FORBIDDEN, Empty;
        MAX_DATE_TIME = "max-date-time", FORBIDDEN, Empty;
        MAX_INSTANCES = "max-instances", FORBIDDEN, Empty;
        MAX_ATTENDEES_PER_INSTANCE = "max-attendees-per-instance", FORBIDDEN, Empty;
    "RFC 4791 section 7.8":
        VALID_FILTER = "valid-filter", FORBIDDEN, Empty;
        SUPPORTED_FILTER = "supported-filter", FORBIDDEN, Empty;
    "RFC 4791 section 7.5.1":
        SUPPORTED_COLLATION = "supported-collation", FORBIDDEN, Empty;
    "RFC 6638 section 3.2.4":
        UNIQUE_SCHEDULING_OBJECT_RESOURCE = "unique-scheduling-object-resource", FORBIDDEN, OptionalHref;
        SAME_ORGANIZER_IN_ALL_COMPONENTS = "same-organizer-in-all-components", FORBIDDEN, Empty;
        ALLOWED_ORGANIZER_SCHEDULING_OBJECT_CHANGE = "allowed-organizer-scheduling-object-change", FORBIDDEN, Empty;
        ALLOWED_ATTENDEE_SCHEDULING_OBJECT_CHANGE = "allowed-attendee-scheduling-object-change", FORBIDDEN, Empty;
    "RFC 6638 section 4.3":
        DEFAULT_CALENDAR_NEEDED = "default-calendar-needed", FORBIDDEN, Empty;
    "RFC 6638 section 9.2":
        VALID_SCHEDULE_DEFAULT_CALENDAR_URL = "valid-schedule-default-calendar-URL", FORBIDDEN, Empty;
    "RFC 6638 section 5.2":
        VALID_SCHEDULING_MESSAGE = "valid-scheduling-message", FORBIDDEN, Empty;
        VALID_ORGANIZER = "valid-organizer", FORBIDDEN, Empty;
    "RFC 7809 section 3.1.4":
        VALID_TIMEZONE = "valid-timezone", FORBIDDEN, Empty;
}
