//! Header fields of requests, for frameworks that have header types of their own.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE},
};

use crate::prefer::PREFER;

/// The fields of a request that this crate reads.
const FIELDS: [HeaderName; 4] = [ACCEPT, PREFER, CONTENT_TYPE, CONTENT_ENCODING];

/// Returns the fields of a request that this crate reads. `values` returns the values of all fields of one name.
pub(super) fn request_fields<V: AsRef<[u8]>, L: IntoIterator<Item = V>>(values: impl Fn(&str) -> L) -> HeaderMap {
    let mut fields = HeaderMap::new();
    for name in FIELDS {
        let values = values(name.as_str()).into_iter();
        for value in values.filter_map(|value| HeaderValue::from_bytes(value.as_ref()).ok()) {
            fields.append(&name, value);
        }
    }
    fields
}
