//! Bodies read back into items, and what can be vouched for.

mod json;
mod json_again;
mod json_hostile;
mod json_memory;
