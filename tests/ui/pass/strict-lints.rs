//! A crate with strict lints of its own.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

use multistatus::Outcome;

/// Documented.
#[derive(Outcome)]
#[outcome(404, "no {0}")]
pub struct Missing(#[outcome(href)] pub String);

fn main() {}
