//! Measures multistatus beside other ways to write and to read the same bodies, and to run the same batches.
//!
//! `cargo bench` lets every candidate do the same, checks that they agree, times them, and prints a table.

#![forbid(unsafe_code)]

pub mod batch;
pub mod candidate;
pub mod dav;
pub mod decode;
pub mod json;
pub mod measurement;
mod report;
pub mod workload;
pub mod xml;
