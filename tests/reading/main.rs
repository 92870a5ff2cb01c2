//! Bodies read back into items, one peculiarity each, and what can be vouched for.

mod chunked;
mod dav;
mod found;
mod json;
mod json_again;
mod json_hostile;
mod json_memory;
mod json_spelling;
mod memory;
