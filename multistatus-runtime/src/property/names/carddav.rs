//! The names of CardDAV (RFC 6352).

use crate::property::PropertyName;

/// The namespace.
pub const NAMESPACE: &str = "urn:ietf:params:xml:ns:carddav";

names! {
    NAMESPACE;

    /// The resource type of an address book (RFC 6352 section 5.2).
    ADDRESSBOOK = "addressbook";
    /// A description for people (RFC 6352 section 6.2.1).
    ADDRESSBOOK_DESCRIPTION = "addressbook-description";
    /// The media types that an address book may hold (RFC 6352 section 6.2.2).
    SUPPORTED_ADDRESS_DATA = "supported-address-data";
    /// The largest size of an address object, in bytes (RFC 6352 section 6.2.3).
    MAX_RESOURCE_SIZE = "max-resource-size";
    /// The collections of address books of a principal (RFC 6352 section 7.1.1).
    ADDRESSBOOK_HOME_SET = "addressbook-home-set";
    /// The address object of a principal (RFC 6352 section 7.1.2).
    PRINCIPAL_ADDRESS = "principal-address";
    /// The collations of text matches (RFC 6352 section 8.3.1).
    SUPPORTED_COLLATION_SET = "supported-collation-set";
    /// The address object, in a report (RFC 6352 section 10.4).
    ADDRESS_DATA = "address-data";
}
