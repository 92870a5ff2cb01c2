//! Measures multistatus beside other ways to write and to read the same bodies.
//!
//! `cargo bench` writes or reads each body with every candidate, checks that they agree, times them, and prints a table.

#![forbid(unsafe_code)]

pub mod candidate;
pub mod dav;
pub mod decode;
pub mod json;
pub mod measurement;
mod report;
pub mod workload;
pub mod xml;
