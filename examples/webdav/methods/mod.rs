//! The methods, a file for each group of them.

pub(crate) mod lock;
pub(crate) mod properties;
pub(crate) mod read;
pub(crate) mod report;
pub(crate) mod tree;
pub(crate) mod write;

/// The methods that the server knows, as the field `Allow` lists them.
pub(crate) const METHODS: &str =
    "OPTIONS, GET, HEAD, PUT, MKCOL, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, REPORT, LOCK, UNLOCK";
