//! WebDAV: properties, requests, the rules of each method, locks.

mod propfind;
