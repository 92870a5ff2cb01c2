//! Measures multistatus beside other ways to write the same bodies.
//!
//! `cargo bench` writes each body with every candidate, checks that they agree to the byte, times them, and prints a table.

#![forbid(unsafe_code)]

pub mod candidate;
pub mod dav;
pub mod json;
pub mod measurement;
mod report;
pub mod workload;
pub mod xml;
