//! The conditions of CardDAV, in the namespace `urn:ietf:params:xml:ns:carddav`.

use super::known::conditions;

conditions! { CARDDAV;
    "RFC 6352 section 5.1.1.1":
        SUPPORTED_ADDRESS_DATA_CONVERSION = "supported-address-data-conversion", UNSUPPORTED_MEDIA_TYPE, Empty;
    "RFC 6352 section 6.3.2.1":
        SUPPORTED_ADDRESS_DATA = "supported-address-data", FORBIDDEN, Empty;
        VALID_ADDRESS_DATA = "valid-address-data", FORBIDDEN, Empty;
        NO_UID_CONFLICT = "no-uid-conflict", CONFLICT, OneHref;
        ADDRESSBOOK_COLLECTION_LOCATION_OK = "addressbook-collection-location-ok", FORBIDDEN, Empty;
        MAX_RESOURCE_SIZE = "max-resource-size", FORBIDDEN, Empty;
    "RFC 6352 section 8.6":
        SUPPORTED_FILTER = "supported-filter", FORBIDDEN, Empty;
    "RFC 6352 section 8.3.1":
        SUPPORTED_COLLATION = "supported-collation", FORBIDDEN, Empty;
}
