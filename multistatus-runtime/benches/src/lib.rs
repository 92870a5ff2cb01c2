//! Compares multistatus with other ways to write and read the same bodies, and to run the same batches.
//!
//! `cargo bench` runs every candidate of a table, checks that their results agree, times them, and prints the table.

#![forbid(unsafe_code)]

pub mod batch;
pub mod candidate;
pub mod dav;
pub mod decode;
pub mod json;
pub mod measurement;
pub mod properties;
mod report;
pub mod workload;
pub mod xml;
