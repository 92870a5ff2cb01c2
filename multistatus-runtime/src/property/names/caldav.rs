//! The names of CalDAV (RFC 4791, RFC 6638 and RFC 7809).

use crate::property::PropertyName;

/// The namespace.
pub const NAMESPACE: &str = "urn:ietf:params:xml:ns:caldav";

names! {
    NAMESPACE;

    /// The resource type of a calendar (RFC 4791 section 4.2).
    CALENDAR = "calendar";
    /// The resource type of a scheduling inbox (RFC 6638 section 2.2).
    SCHEDULE_INBOX = "schedule-inbox";
    /// The resource type of a scheduling outbox (RFC 6638 section 2.1).
    SCHEDULE_OUTBOX = "schedule-outbox";
    /// A description for people (RFC 4791 section 5.2.1).
    CALENDAR_DESCRIPTION = "calendar-description";
    /// The time zone of a calendar (RFC 4791 section 5.2.2).
    CALENDAR_TIMEZONE = "calendar-timezone";
    /// The components that a calendar may hold (RFC 4791 section 5.2.3).
    SUPPORTED_CALENDAR_COMPONENT_SET = "supported-calendar-component-set";
    /// The media types that a calendar may hold (RFC 4791 section 5.2.4).
    SUPPORTED_CALENDAR_DATA = "supported-calendar-data";
    /// The largest size of a calendar object, in bytes (RFC 4791 section 5.2.5).
    MAX_RESOURCE_SIZE = "max-resource-size";
    /// The earliest date of a calendar object (RFC 4791 section 5.2.6).
    MIN_DATE_TIME = "min-date-time";
    /// The latest date of a calendar object (RFC 4791 section 5.2.7).
    MAX_DATE_TIME = "max-date-time";
    /// The largest number of instances of a recurring event (RFC 4791 section 5.2.8).
    MAX_INSTANCES = "max-instances";
    /// The largest number of attendees of an event (RFC 4791 section 5.2.9).
    MAX_ATTENDEES_PER_INSTANCE = "max-attendees-per-instance";
    /// The collections of calendars of a principal (RFC 4791 section 6.2.1).
    CALENDAR_HOME_SET = "calendar-home-set";
    /// The collations of text matches (RFC 4791 section 7.5.1).
    SUPPORTED_COLLATION_SET = "supported-collation-set";
    /// The calendar object, in a report (RFC 4791 section 9.6).
    CALENDAR_DATA = "calendar-data";
    /// The calendar addresses of a principal (RFC 6638 section 2.4.1).
    CALENDAR_USER_ADDRESS_SET = "calendar-user-address-set";
    /// The type of a principal in a calendar (RFC 6638 section 2.4.2).
    CALENDAR_USER_TYPE = "calendar-user-type";
    /// The scheduling inbox of a principal (RFC 6638 section 2.2).
    SCHEDULE_INBOX_URL = "schedule-inbox-URL";
    /// The scheduling outbox of a principal (RFC 6638 section 2.1).
    SCHEDULE_OUTBOX_URL = "schedule-outbox-URL";
    /// Says if the calendar counts as busy time (RFC 6638 section 9.1).
    SCHEDULE_CALENDAR_TRANSP = "schedule-calendar-transp";
    /// The calendar that gets new scheduling objects (RFC 6638 section 9.2).
    SCHEDULE_DEFAULT_CALENDAR_URL = "schedule-default-calendar-URL";
    /// The tag of a scheduling object (RFC 6638 section 9.3).
    SCHEDULE_TAG = "schedule-tag";
    /// The servers of time zones (RFC 7809 section 5.1).
    TIMEZONE_SERVICE_SET = "timezone-service-set";
    /// The identifier of the time zone of a calendar (RFC 7809 section 5.2).
    CALENDAR_TIMEZONE_ID = "calendar-timezone-id";
}
