//! The names of the extensions of CalendarServer.

use crate::property::PropertyName;

/// The namespace.
pub const NAMESPACE: &str = "http://calendarserver.org/ns/";

names! {
    NAMESPACE;

    /// A tag that changes with each change inside a collection.
    GETCTAG = "getctag";
    /// The source of a subscribed calendar.
    SOURCE = "source";
    /// The resource type of a subscribed calendar.
    SUBSCRIBED = "subscribed";
    /// The resource type of a shared collection.
    SHARED = "shared";
    /// The resource type of a collection that its owner shares.
    SHARED_OWNER = "shared-owner";
    /// The sharees of a collection.
    INVITE = "invite";
    /// The mail addresses of a principal.
    EMAIL_ADDRESS_SET = "email-address-set";
    /// The collection of notifications of a principal.
    NOTIFICATION_URL = "notification-URL";
}
