//! Reading bodies: the items, their defects, and the verdict at the end of a document.

mod chunked;
mod dav;
mod dav_spelling;
mod found;
mod json;
mod json_failures;
mod json_hostile;
mod json_memory;
mod json_round_trip;
mod json_spelling;
mod lenient;
mod limits;
mod memory;
mod regressions;
